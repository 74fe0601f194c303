"""Inkassoregeln: what each sales account does after the last Mahnstufe."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from common.fields import GermanAmountField
from common.rules.german import euro
from common.web.admin import without_links
from inkasso.models import CollectionAgency, CollectionPolicy
from inkasso.services.policies import (
    LOCK_DAYS,
    PolicyRefused,
    change_option,
    option_lock,
    policy_warnings,
    settle_all_policies,
)

_FREE = (
    f"Sie lässt sich heute ändern und ist danach {LOCK_DAYS} Tage lang gesperrt. Angelegte Fälle "
    "behalten ihre Mahnoption."
)


class PolicyForm(forms.ModelForm):
    """The rules of one account; the option only as often as the lock allows."""

    class Meta:
        model = CollectionPolicy
        fields = (
            "is_active",
            "agency",
            "option",
            "cancellation_cost",
            "days_after_due",
            "levels_required",
            "minimum_amount",
            "is_automatic",
            "is_automatic_for_chargebacks",
            "approval_limit",
        )

    def clean_option(self) -> str:
        """Tell before anything is stored from when on the option may change again."""
        wanted = self.cleaned_data["option"]
        stored = CollectionPolicy.objects.get(pk=self.instance.pk)
        lock = option_lock(stored, timezone.localdate())
        if wanted != stored.option and lock:
            raise ValidationError(lock)
        return wanted

    def clean(self) -> None:
        """Without a partner an active account would only pile up cases that cannot leave."""
        super().clean()
        told = self.cleaned_data
        # An agency that was refused itself has its own words.
        if told.get("is_active") and "agency" in told and told["agency"] is None:
            self.add_error("agency", "Wählen Sie den Inkassopartner, bevor Sie Inkasso aktivieren.")


@admin.register(CollectionPolicy)
class CollectionPolicyAdmin(admin.ModelAdmin):
    """One row per sales account, there from the first look on."""

    form = PolicyForm
    list_display = (
        "sales_account",
        "is_active",
        "shown_option",
        "shown_automatic",
        "shown_conditions",
        "agency",
        "shown_limit",
    )
    list_select_related = ("sales_account", "agency")
    search_fields = ("sales_account__name",)
    ordering = ("sales_account__name",)
    radio_fields = {"option": admin.VERTICAL}
    formfield_overrides = {models.DecimalField: {"form_class": GermanAmountField, "min_value": 0}}
    fieldsets = (
        (None, {"fields": ("sales_account", "is_active", "agency")}),
        (
            "Mahnoption",
            {"fields": ("option", "shown_lock", "cancellation_cost")},
        ),
        (
            "Wann ein Fall entsteht",
            {"fields": ("days_after_due", "levels_required", "minimum_amount")},
        ),
        (
            "Wer übergibt",
            {"fields": ("is_automatic", "is_automatic_for_chargebacks", "approval_limit")},
        ),
    )

    @admin.display(description="Mahnoption", ordering="option")
    def shown_option(self, policy: CollectionPolicy) -> str:
        """Its letter and what follows after the agency."""
        is_court = policy.option == CollectionPolicy.Option.COURT
        return "a: Gericht" if is_court else "b: Kündigung"

    @admin.display(description="Automatisch")
    def shown_automatic(self, policy: CollectionPolicy) -> str:
        """What goes to the agency without a clerk."""
        switches = {
            "Forderungen": policy.is_automatic,
            "Rückbuchungen": policy.is_automatic_for_chargebacks,
        }
        return " und ".join(name for name, is_on in switches.items() if is_on) or "nichts"

    @admin.display(description="Fall entsteht nach", ordering="days_after_due")
    def shown_conditions(self, policy: CollectionPolicy) -> str:
        """The days and the levels."""
        return f"{policy.days_after_due} Tagen, {policy.levels_required}. Mahnung"

    @admin.display(description="Zweite Person über", ordering="approval_limit")
    def shown_limit(self, policy: CollectionPolicy) -> str:
        """The limit, or that nobody else is asked."""
        return "nie" if policy.approval_limit is None else euro(policy.approval_limit)

    @admin.display(description="Änderung der Mahnoption")
    def shown_lock(self, policy: CollectionPolicy) -> str:
        """From when on the option may change again."""
        return option_lock(policy, timezone.localdate()) or _FREE

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """All accounts, also those whose rules nobody has touched."""
        if self.has_view_permission(request):
            settle_all_policies()
        return super().changelist_view(request, extra_context)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A locked option is shown, not offered."""
        always = ("sales_account", "shown_lock")
        is_locked = obj is not None and option_lock(obj, timezone.localdate())
        return (*always, "option") if is_locked else always

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Agencies that work, and those that rules still name; they have their own page."""
        field = without_links(super().formfield_for_dbfield(db_field, request, **kwargs))
        if db_field.name == "agency":
            named = Q(is_active=True) | Q(policies__isnull=False)
            field.queryset = CollectionAgency.objects.filter(named).distinct()
            field.empty_label = "keiner"
        return field

    def save_model(
        self, request: HttpRequest, obj: CollectionPolicy, form: Any, change: bool
    ) -> None:
        """Store all but the option, which goes the one way that keeps its lock."""
        wanted, kept = obj.option, CollectionPolicy.objects.get(pk=obj.pk)
        obj.option, obj.option_changed_on = kept.option, kept.option_changed_on
        super().save_model(request, obj, form, change)
        today = timezone.localdate()
        try:
            stored = change_option(obj.pk, wanted, today=today, actor=None)
        except PolicyRefused as refusal:
            messages.error(request, str(refusal))
            stored = kept
        if stored.option != kept.option:
            messages.warning(request, f"Mahnoption geändert. {option_lock(stored, today)}")
        for warning in policy_warnings(CollectionPolicy.objects.get(pk=obj.pk)):
            messages.warning(request, warning)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Each account has its row."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are changed instead."""
        return False
