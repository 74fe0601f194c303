"""Zahlungsseiten: how each sales account's payment page looks and what it grants by itself."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse

from common.fields import GermanAmountField
from common.rules.colours import carries_white_text
from common.rules.german import plural
from reminders.models import DebtorPageSettings
from reminders.services.debtor_page import settle_all_pages


class DebtorPageForm(forms.ModelForm):
    """A colour that nobody could read the buttons on is refused."""

    def clean_accent(self) -> str:
        """The colour carries white text (WCAG 1.4.3)."""
        accent: str = self.cleaned_data["accent"]
        if accent and not carries_white_text(accent):
            raise forms.ValidationError(
                "Weiße Schrift wäre auf dieser Farbe nicht zu lesen. Wählen Sie eine dunklere."
            )
        return accent


@admin.register(DebtorPageSettings)
class DebtorPageSettingsAdmin(admin.ModelAdmin):
    """One row per sales account, there from the first look on."""

    form = DebtorPageForm
    list_display = ("sales_account", "is_active", "pause_days", "shown_deferral", "shown_rates")
    list_select_related = ("sales_account",)
    search_fields = ("sales_account__name",)
    ordering = ("sales_account__name",)
    readonly_fields = ("sales_account",)
    formfield_overrides = {
        models.DecimalField: {"form_class": GermanAmountField},
        models.URLField: {"assume_scheme": "https"},
    }
    fieldsets = (
        (None, {"fields": ("sales_account", "is_active")}),
        ("Aussehen", {"fields": ("accent", "imprint_url", "privacy_url")}),
        (
            "Was Anliegen von selbst bewirken",
            {
                "fields": (
                    "pause_days",
                    "deferral_days",
                    "max_rates",
                    "min_rate",
                    "max_plan_amount",
                )
            },
        ),
    )

    @admin.display(description="Aufschub ohne Rückfrage", ordering="deferral_days")
    def shown_deferral(self, page: DebtorPageSettings) -> str:
        """How many days, or that none are granted."""
        return plural(page.deferral_days, "Tag", "Tage") if page.deferral_days else "nie"

    @admin.display(description="Raten ohne Rückfrage", ordering="max_rates")
    def shown_rates(self, page: DebtorPageSettings) -> str:
        """How many rates, or that none are agreed."""
        return f"bis {plural(page.max_rates, 'Rate', 'Raten')}" if page.max_rates else "nie"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """All accounts, also those whose page nobody has touched."""
        if self.has_view_permission(request):
            settle_all_pages()
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Each account has its row."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The page is switched off instead."""
        return False
