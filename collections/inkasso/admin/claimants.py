"""Antragsteller and the conditions of credit bureaus: what agency, court and law want to know."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from inkasso.models import BureauRule, Claimant
from inkasso.rules.courts import CourtUnknown, competent_court
from inkasso.services.policies import bureau_rule, settle_all_claimants

_STATES = {
    "BW": "Baden-Württemberg",
    "BY": "Bayern",
    "BE": "Berlin",
    "BB": "Brandenburg",
    "HB": "Bremen",
    "HH": "Hamburg",
    "HE": "Hessen",
    "MV": "Mecklenburg-Vorpommern",
    "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz",
    "SL": "Saarland",
    "SN": "Sachsen",
    "ST": "Sachsen-Anhalt",
    "SH": "Schleswig-Holstein",
    "TH": "Thüringen",
}


class ClaimantForm(forms.ModelForm):
    """What a court reads must be as it expects it."""

    def clean_court_number(self) -> str:
        """A Kennziffer is a number."""
        number: str = self.cleaned_data["court_number"].strip()
        if number and not (number.isascii() and number.isdigit()):
            raise ValidationError("Die Kennziffer besteht nur aus Ziffern.")
        return number


@admin.register(Claimant)
class ClaimantAdmin(admin.ModelAdmin):
    """One row per creditor, there from the first look on."""

    form = ClaimantForm
    list_display = ("creditor", "shown_state", "court_name", "legal_form", "representative_name")
    list_select_related = ("creditor",)
    search_fields = ("creditor__name", "representative_name")
    ordering = ("creditor__name",)
    readonly_fields = ("creditor", "shown_seat", "shown_court")
    fieldsets = (
        (None, {"fields": ("creditor", "shown_seat", "higher_court", "shown_court")}),
        (
            "Vertretung",
            {"fields": ("legal_form", "representative_role", "representative_name")},
        ),
        ("Verfahren", {"fields": ("court_number", "is_vat_deductible")}),
    )

    @admin.display(description="Bundesland des Sitzes", ordering="creditor__federal_state")
    def shown_state(self, claimant: Claimant) -> str:
        """The Land in words."""
        state = claimant.federal_state
        return _STATES.get(state, state) or "fehlt"

    @admin.display(description="Bundesland des Sitzes")
    def shown_seat(self, claimant: Claimant) -> str:
        """The Land, and the way to where it is entered."""
        return format_html(
            '{} (<a href="{}">beim Gläubiger ändern</a>)',
            self.shown_state(claimant),
            reverse("admin:orders_creditor_change", args=[claimant.pk]),
        )

    @admin.display(description="Zuständiges Mahngericht")
    def court_name(self, claimant: Claimant) -> str:
        """The court of the seat, as far as it is known."""
        try:
            return competent_court(claimant.federal_state, claimant.higher_court).name
        except CourtUnknown:
            return "steht noch nicht fest"

    @admin.display(description="Zuständiges Mahngericht")
    def shown_court(self, claimant: Claimant) -> str:
        """The court of the seat, or what is missing to know it."""
        try:
            return competent_court(claimant.federal_state, claimant.higher_court).name
        except CourtUnknown as unknown:
            return str(unknown)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """All creditors, also those that nobody has told anything of."""
        if self.has_view_permission(request):
            settle_all_claimants()
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Each creditor has its row."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are changed instead."""
        return False


@admin.register(BureauRule)
class BureauRuleAdmin(admin.ModelAdmin):
    """One row, changed as the law changes."""

    fieldsets = (
        (None, {"fields": ("citation",)}),
        (
            "Bedingungen",
            {
                "fields": (
                    "reminders_needed",
                    "weeks_since_first",
                    "needs_notice",
                    "needs_no_dispute",
                ),
                "description": (
                    "Der Inkassofall zeigt, ob die Bedingungen erfüllt sind und seit wann. Das "
                    "Programm meldet nie selbst."
                ),
            },
        ),
    )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is only one: open it."""
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        return redirect("admin:collections_bureaurule_change", bureau_rule().pk)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one already."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It is changed instead."""
        return False
