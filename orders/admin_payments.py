"""Zahlungslinks and Zahlungsanbieter: what the payment page offers besides a transfer."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from common.web.admin import without_links
from orders.models import PaymentLink, ProviderAccount
from orders.rules.payment_links import LinkInvalid, check_template
from orders.services.payment_providers import (
    ProviderKeys,
    ProviderRefused,
    ProviderUnavailable,
    keep_provider_keys,
    provider_keys,
    try_out_provider,
)

SECRET_FIELDS = ("api_key", "webhook_secret")
_KEPT = "Hinterlegt. Leer lassen ändert nichts."
_NONE = "Noch nicht hinterlegt."


class PaymentLinkForm(forms.ModelForm):
    """A link whose placeholders are known and whose server is always the same."""

    url_template = forms.CharField(
        label="Adresse",
        max_length=500,
        help_text=(
            "mit {BETRAG} (12.34), {WAEHRUNG} (EUR), {BESTELLNUMMER} und {VERWENDUNGSZWECK}, zum "
            "Beispiel https://paypal.me/firma/{BETRAG}{WAEHRUNG}"
        ),
        widget=AdminTextInputWidget,
    )

    def clean_url_template(self) -> str:
        """An address that can be filled for every order."""
        template: str = self.cleaned_data["url_template"].strip()
        try:
            check_template(template)
        except LinkInvalid as refusal:
            raise ValidationError(str(refusal)) from refusal
        return template


@admin.register(PaymentLink)
class PaymentLinkAdmin(admin.ModelAdmin):
    """Zahlungslinks: pages of providers that report nothing back."""

    form = PaymentLinkForm
    list_display = ("label", "sales_account", "url_template", "position", "is_active")
    list_filter = ("is_active", "sales_account")
    search_fields = ("label", "url_template")
    fields = ("sales_account", "label", "url_template", "position", "is_active")

    def formfield_for_dbfield(self, *args: Any, **kwargs: Any) -> Any:
        """No pictures that open other forms."""
        return without_links(super().formfield_for_dbfield(*args, **kwargs))


def _secret(label: str) -> forms.CharField:
    # No browser offers to remember it, and what was stored is never sent back.
    attrs = {"class": "vTextField", "autocomplete": "new-password", "spellcheck": "false"}
    return forms.CharField(
        label=label,
        required=False,
        max_length=300,
        widget=forms.PasswordInput(attrs=attrs, render_value=False),
    )


class ProviderAccountForm(forms.ModelForm):
    """The access to a provider; keys go in, but never out."""

    api_key = _secret("Geheimer Schlüssel")
    webhook_secret = _secret("Signaturgeheimnis")
    forget_keys = forms.BooleanField(label="Hinterlegte Schlüssel löschen", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = _stored(self.instance)
        hints = {
            "api_key": "Bei Stripe „sk_live_…“ oder besser „rk_live_…“, beschränkt auf „Checkout "
            "Sessions: Schreiben“.",
            "webhook_secret": "Bei Stripe „whsec_…“; Sie sehen es, sobald Sie dort die Adresse "
            "unten als Endpunkt eintragen.",
        }
        for name, hint in hints.items():
            # Who may only look gets the form without its fields.
            if name in self.fields:
                state = _KEPT if getattr(self.stored, name) else _NONE
                self.fields[name].help_text = f"{state} {hint}"

    def clean_api_key(self) -> str:
        """A secret key, not the public one."""
        return self._checked("api_key", ("sk_", "rk_"), "„sk_“ oder „rk_“")

    def clean_webhook_secret(self) -> str:
        """The secret of the endpoint."""
        return self._checked("webhook_secret", ("whsec_",), "„whsec_“")

    def clean(self) -> dict[str, Any]:
        """What is offered has all its keys, or nobody would hear of what was paid."""
        cleaned = super().clean() or {}
        if cleaned.get("is_active"):
            kept = ProviderKeys() if cleaned.get("forget_keys") else self.stored
            have = {name: cleaned.get(name) or getattr(kept, name) for name in SECRET_FIELDS}
            missing = [name for name, value in have.items() if not value]
            for name in missing:
                if name not in self.errors:
                    self.add_error(name, "Ohne diesen Schlüssel lässt sich nichts anbieten.")
        return cleaned

    def new_keys(self) -> dict[str, str]:
        """The keys to store, by name; "" forgets one."""
        given = {name: self.cleaned_data.get(name, "") for name in SECRET_FIELDS}
        if self.cleaned_data.get("forget_keys"):
            return given
        return {name: value for name, value in given.items() if value}

    def _checked(self, name: str, beginnings: tuple[str, ...], words: str) -> str:
        value: str = self.cleaned_data[name].strip()
        if value and not (value.startswith(beginnings) and value.isascii() and value.isprintable()):
            raise ValidationError(f"Der Schlüssel beginnt mit {words}. Kopieren Sie ihn ganz.")
        return value


@admin.register(ProviderAccount)
class ProviderAccountAdmin(admin.ModelAdmin):
    """Zahlungsanbieter with their access; keys are stored, never shown."""

    form = ProviderAccountForm
    list_display = ("sales_account", "provider", "label", "is_active")
    list_filter = ("is_active", "sales_account")
    list_display_links = ("sales_account", "label")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new one gets its address first; the provider then names the secret for it."""
        keys: tuple[str, ...] = SECRET_FIELDS
        if obj is not None and self.has_change_permission(request, obj):
            keys = (*SECRET_FIELDS, "forget_keys")
        reports = {
            "fields": ("webhook_address", "key_state") if obj else (),
            "description": "Diese Adresse tragen Sie beim Anbieter als Webhook-Endpunkt ein.",
        }
        main = {"fields": ("sales_account", "provider", "label", "is_active")}
        shown = [(None, main), ("Schlüssel", {"fields": keys})]
        return [*shown, ("Rückmeldungen", reports)] if obj else shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Whose money it is stays as it is: payments hang on it."""
        fixed = ("sales_account", "provider") if obj else ()
        return (*fixed, "webhook_address", "key_state")

    def formfield_for_dbfield(self, *args: Any, **kwargs: Any) -> Any:
        """No pictures that open other forms."""
        return without_links(super().formfield_for_dbfield(*args, **kwargs))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Providers are switched off: their payments stay."""
        return False

    @method_decorator(sensitive_post_parameters(*SECRET_FIELDS))
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Django's form; its keys are left out of error reports."""
        return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store the account, then the keys that were typed in."""
        super().save_model(request, obj, form, change)
        if keys := form.new_keys():
            keep_provider_keys(obj.pk, **keys)

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses and our button."""
        view = self.admin_site.admin_view(self.try_out)
        name = "orders_provideraccount_check"
        return [path("<int:pk>/pruefen/", view, name=name), *super().get_urls()]

    def try_out(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask the provider whether the key is good; opens nothing."""
        account = self.get_object(request, str(pk))
        if account is None or not self.has_change_permission(request, account):
            raise Http404("Diesen Zahlungsanbieter gibt es nicht.")
        if request.method == "POST":
            try:
                messages.success(request, try_out_provider(account))
            except (ProviderRefused, ProviderUnavailable) as problem:
                messages.error(request, str(problem))
        return redirect("admin:orders_provideraccount_change", pk)

    @admin.display(description="Adresse des Webhooks")
    def webhook_address(self, account: ProviderAccount) -> str:
        """Where the provider sends its reports to."""
        address = reverse("provider-webhook", args=[account.webhook_key])
        return f"{settings.PUBLIC_URL}{address}"

    @admin.display(description="Stand")
    def key_state(self, account: ProviderAccount) -> str:
        """What is still missing before debtors can pay."""
        try:
            keys = provider_keys(account)
        except ProviderRefused as refusal:
            return str(refusal)
        if not keys.api_key or not keys.webhook_secret:
            return "Es fehlen noch Schlüssel."
        if not settings.PUBLIC_URL:
            return "PUBLIC_URL ist nicht gesetzt; ohne sie gibt es keine Zahlungsseiten."
        is_trial = "_test_" in keys.api_key[:9]
        return "Testschlüssel: Es fließt kein Geld." if is_trial else "vollständig"


def _stored(account: ProviderAccount) -> ProviderKeys:
    """What is stored; nothing if it cannot be opened any more."""
    try:
        return provider_keys(account)
    except ProviderRefused:
        return ProviderKeys()
