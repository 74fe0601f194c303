"""The form of the cost calculator; everything stands in the address."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from common.fields import GermanAmountField, GermanDayField
from inkasso.services.cost_preview import CostQuestion

_YES, _NO = "ja", "nein"


def _yes_or_no(label: str, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[(_NO, "nein"), (_YES, "ja")], **options)


class CostForm(forms.Form):
    """What the calculator is asked."""

    betrag = GermanAmountField(
        label="Hauptforderung",
        min_value=Decimal("0.01"),
        error_messages={"min_value": "Der Betrag muss größer als 0,00 € sein."},
        widget=forms.TextInput(attrs={"class": "amount"}),
    )
    betrag.unit = "€"
    tag = GermanDayField(label="Auftrag erteilt am", widget=forms.TextInput(attrs={"class": "day"}))
    satz = forms.ChoiceField(
        label="Gebührensatz",
        choices=[
            ("0.5", "0,5 – einfach"),
            ("0.9", "0,9 – üblich"),
            ("1.3", "1,3 – schwierig"),
        ],
    )
    bestritten = _yes_or_no("Forderung bestritten")
    vorsteuer = _yes_or_no("Gläubiger zieht Vorsteuer ab")

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date) -> None:
        initial = {"tag": today, "satz": "0.9", "bestritten": _NO, "vorsteuer": _YES}
        super().__init__(data, initial=initial, use_required_attribute=False)

    def question(self) -> CostQuestion:
        """What a valid form asks."""
        cleaned = self.cleaned_data
        return CostQuestion(
            value=cleaned["betrag"],
            on=cleaned["tag"],
            factor=Decimal(cleaned["satz"]),
            is_disputed=cleaned["bestritten"] == _YES,
            is_vat_deductible=cleaned["vorsteuer"] == _YES,
        )
