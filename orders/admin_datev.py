"""Configuration of what the tax adviser gets."""

from django.contrib import admin

from orders.models import DatevSettings


@admin.register(DatevSettings)
class DatevSettingsAdmin(admin.ModelAdmin):
    """DATEV-Einstellungen: one row per creditor."""

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
