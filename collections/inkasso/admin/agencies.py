"""Inkassopartner: how they are reached, encrypted to and understood."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from common.rules.german import day as german_day
from common.web.admin import LabelledInlineMixin
from inkasso.adapters.agencies.base import ChannelRefused, ChannelUnavailable
from inkasso.adapters.agencies.encryption import read_public_key
from inkasso.adapters.agencies.sftp import fingerprints
from inkasso.admin.agency_form import SECRET_FIELDS, AgencyForm
from inkasso.models import AgencyStatusWord, CollectionAgency
from inkasso.services.agencies import (
    add_neutral_words,
    agency_secrets,
    keep_secrets,
    renew_webhook_secret,
    try_out_agency,
)

Way = CollectionAgency.Way
_SFTP_FIELDS = (
    "host",
    "port",
    "username",
    "password",
    "private_key",
    "host_key",
    "host_fingerprint",
    "folder",
    "report_folder",
)


class StatusWordInline(LabelledInlineMixin, admin.TabularInline):
    """What the agency's own words mean."""

    model = AgencyStatusWord
    extra = 0


@admin.register(CollectionAgency)
class CollectionAgencyAdmin(admin.ModelAdmin):
    """Inkassopartner with their access; secrets are stored, never shown."""

    form = AgencyForm
    list_display = ("name", "way", "contact_name", "phone", "is_active", "last_report_at")
    list_filter = ("is_active", "way")
    search_fields = ("name", "contact_name", "city")
    readonly_fields = (
        "key_fingerprint",
        "host_fingerprint",
        "webhook_address",
        "webhook_state",
        "last_report_at",
    )
    inlines = (StatusWordInline,)
    formfield_overrides = {
        models.URLField: {
            "assume_scheme": "https",
            "widget": forms.URLInput(attrs={"class": "vURLField"}),
        }
    }

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The access by way; the ways that are not used are folded."""
        way = obj.way if obj else Way.DOWNLOAD
        sections = [
            (None, {"fields": ("name", "is_active", "client_number")}),
            (
                "Kontakt",
                {
                    "fields": (
                        "contact_name",
                        "street",
                        "postcode",
                        "city",
                        "email",
                        "phone",
                        "website",
                        "supervisory_authority",
                    )
                },
            ),
            ("Übergabe", {"fields": ("way", "public_key", "key_fingerprint")}),
            ("Zugang per SFTP", _folded(_SFTP_FIELDS, is_used=way == Way.SFTP)),
            (
                "Zugang per HTTPS oder Schnittstelle (REST)",
                _folded(("url", "token"), is_used=way in (Way.HTTPS, Way.REST)),
            ),
        ]
        if obj is None:
            return sections
        if self.has_change_permission(request, obj):
            sections.append(("Zugangsdaten", _folded(("forget_secrets",), is_used=False)))
        reports = ("webhook_address", "webhook_state", "last_report_at")
        return [*sections, ("Rückmeldungen", {"fields": reports})]

    @method_decorator(sensitive_post_parameters(*SECRET_FIELDS))
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Django's form; its secrets are left out of error reports."""
        return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store the agency, then the secrets that were typed in."""
        super().save_model(request, obj, form, change)
        if secrets := form.new_secrets():
            keep_secrets(obj.pk, **secrets)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A new agency understands our own words from the start."""
        super().save_related(request, form, formsets, change)
        if not change:
            add_neutral_words(form.instance)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show once what the agency needs to send us its reports; a small window just closes."""
        if IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return self._show_secret(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Agencies are switched off: their cases stay."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses and our two buttons."""
        wrap = self.admin_site.admin_view
        name = "collections_collectionagency"
        return [
            path("<int:pk>/pruefen/", wrap(self.try_connection), name=f"{name}_check"),
            path("<int:pk>/webhook/", wrap(self.webhook), name=f"{name}_webhook"),
            *super().get_urls(),
        ]

    def try_connection(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Try the connection and tell; delivers nothing."""
        agency = self._changeable(request, pk)
        if request.method == "POST":
            try:
                messages.success(request, try_out_agency(agency))
            except (ChannelRefused, ChannelUnavailable) as problem:
                messages.error(request, str(problem))
        return redirect("admin:collections_collectionagency_change", pk)

    @method_decorator(never_cache)
    def webhook(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whether to make a new secret, make it, and show it once."""
        agency = self._changeable(request, pk)
        if request.method == "POST":
            self.log_change(request, agency, "Webhook-Geheimnis erneuert.")
            return self._show_secret(request, agency)
        return render(request, "collections/webhook_renew.html", {"agency": agency})

    def _show_secret(self, request: HttpRequest, agency: CollectionAgency) -> HttpResponse:
        secret = renew_webhook_secret(agency.pk)
        context = {
            "agency": agency,
            "secret": secret,
            "address": request.build_absolute_uri(_webhook_path(agency)),
        }
        return render(request, "collections/webhook_secret.html", context)

    def _changeable(self, request: HttpRequest, pk: int) -> CollectionAgency:
        agency = self.get_object(request, str(pk))
        if agency is None or not self.has_change_permission(request, agency):
            raise Http404("Diesen Inkassopartner gibt es nicht.")
        return agency

    @admin.display(description="Fingerabdruck des Schlüssels")
    def key_fingerprint(self, agency: CollectionAgency) -> str:
        """To be compared with the agency on the telephone."""
        if not agency.public_key:
            return "kein Schlüssel: Dateien gehen unverschlüsselt"
        try:
            key = read_public_key(agency.public_key, timezone.now())
        except ChannelRefused as refusal:
            return str(refusal)
        until = f", gültig bis {german_day(key.expires_at.date())}" if key.expires_at else ""
        return f"{key.fingerprint} ({key.owner or 'ohne Namen'}{until})"

    @admin.display(description="Fingerabdruck des Servers")
    def host_fingerprint(self, agency: CollectionAgency) -> SafeString | str:
        """To be compared with what the agency tells of its server."""
        if not agency.host_key:
            return "–"
        try:
            return format_html_join("", "{}<br>", [(one,) for one in fingerprints(agency.host_key)])
        except ChannelRefused as refusal:
            return str(refusal)

    @admin.display(description="Adresse des Webhooks")
    def webhook_address(self, agency: CollectionAgency) -> str:
        """Where the agency sends its reports to, below this installation's name."""
        return _webhook_path(agency)

    @admin.display(description="Geheimnis des Webhooks")
    def webhook_state(self, agency: CollectionAgency) -> str:
        """Whether it is there; it is shown when it is made, never again."""
        try:
            is_there = bool(agency_secrets(agency).webhook_secret)
        except ChannelRefused as refusal:
            return str(refusal)
        if is_there:
            return "hinterlegt; über „Webhook-Geheimnis erneuern“ bekommen Sie ein neues"
        return "noch keines; über „Webhook-Geheimnis erneuern“ bekommen Sie eines"


def _folded(fields: tuple[str, ...], *, is_used: bool) -> dict[str, Any]:
    return {"fields": fields, "classes": () if is_used else ("collapse",)}


def _webhook_path(agency: CollectionAgency) -> str:
    return reverse("collections:agency-webhook", args=[agency.webhook_key])
