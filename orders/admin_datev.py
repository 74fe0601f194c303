"""Configuration of what the tax adviser gets."""

from typing import Any

from django import forms
from django.contrib import admin

from orders.models import DatevSettings

ACCOUNTS = ("interest_account", "fee_account", "returned_debit_account", "write_off_account")


class DatevSettingsForm(forms.ModelForm):
    """Accounts as long as the program of the tax adviser expects them."""

    def clean(self) -> dict[str, Any]:
        """Refuse accounts of another length than the chart's."""
        cleaned: dict[str, Any] = super().clean() or {}
        length = cleaned.get("account_length")
        if not length:
            return cleaned
        for name in ACCOUNTS:
            if len(cleaned.get(name) or "0" * length) != length:
                self.add_error(name, f"Sachkonten haben hier {length} Ziffern.")
        if len(cleaned.get("debtor_account") or "") != length + 1:
            self.add_error("debtor_account", f"Debitorenkonten haben hier {length + 1} Ziffern.")
        return cleaned


@admin.register(DatevSettings)
class DatevSettingsAdmin(admin.ModelAdmin):
    """DATEV-Einstellungen: one row per creditor."""

    form = DatevSettingsForm
    list_display = ("creditor", "consultant_number", "client_number", "chart")
    fieldsets = (
        (
            None,
            {"fields": ("creditor", "consultant_number", "client_number", "fiscal_year_month")},
        ),
        (
            "Konten",
            {
                "fields": (
                    "chart",
                    "account_length",
                    "debtor_account",
                    "interest_account",
                    "fee_account",
                    "returned_debit_account",
                    "write_off_account",
                ),
                "description": (
                    "Leere Konten sind die des Kontenrahmens: Zinserträge 2650 (SKR03) oder 7110 "
                    "(SKR04), Gebühren 2700 oder 4830, Rücklastschriftkosten 4970 oder 6855, "
                    "Forderungsverluste 2400 oder 6930. Fragen Sie Ihre Steuerberatung."
                ),
            },
        ),
    )
