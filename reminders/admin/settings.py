"""Mahnregeln: how each sales account duns, whatever its procedure."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse

from common.fields import GermanAmountField
from common.rules.german import euro
from reminders.models import DunningSettings
from reminders.services.dunning_settings import settle_all_accounts


@admin.register(DunningSettings)
class DunningSettingsAdmin(admin.ModelAdmin):
    """One row per sales account, there from the first look on."""

    list_display = (
        "sales_account",
        "collects_per_customer",
        "shown_minimum",
        "shown_limit",
        "insists_on_ancillary",
        "attaches_invoice",
        "names_agency",
    )
    list_select_related = ("sales_account",)
    search_fields = ("sales_account__name",)
    ordering = ("sales_account__name",)
    readonly_fields = ("sales_account",)
    formfield_overrides = {models.DecimalField: {"form_class": GermanAmountField}}
    fieldsets = (
        (None, {"fields": ("sales_account",)}),
        (
            "Was gemahnt wird",
            {"fields": ("collects_per_customer", "minimum_amount", "approval_limit")},
        ),
        (
            "Was im Schreiben steht und was danach gilt",
            {"fields": ("insists_on_ancillary", "attaches_invoice", "names_agency")},
        ),
    )

    @admin.display(description="Mindestbetrag", ordering="minimum_amount")
    def shown_minimum(self, rules: DunningSettings) -> str:
        """The amount, or that there is none."""
        return euro(rules.minimum_amount) if rules.minimum_amount else "keiner"

    @admin.display(description="Zweite Person über", ordering="approval_limit")
    def shown_limit(self, rules: DunningSettings) -> str:
        """The limit, or that nobody else is asked."""
        return "nie" if rules.approval_limit is None else euro(rules.approval_limit)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """All accounts, also those whose rules nobody has touched."""
        if self.has_view_permission(request):
            settle_all_accounts()
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Each account has its row."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are changed instead."""
        return False
