"""The forms of the interest calculator and of the base rates."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from common.fields import GermanAmountField, GermanDayField
from reminders.services.base_rates import plausibility_hint
from reminders.services.interest_calculation import InterestQuestion

_PAYMENT = re.compile(r"zahlung_([1-9][0-9]?)_(?:am|betrag)")
_SPARE_ROWS = 2
_MOST_ROWS = 24
_TOO_SMALL = {"min_value": "Der Betrag muss größer als 0,00 € sein."}


def _amount_field(label: str, **options: Any) -> GermanAmountField:
    field = GermanAmountField(
        label=label,
        min_value=Decimal("0.01"),
        error_messages=_TOO_SMALL,
        widget=forms.TextInput(attrs={"class": "amount"}),
        **options,
    )
    field.unit = "€"
    return field


def _day_field(label: str, **options: Any) -> GermanDayField:
    return GermanDayField(label=label, widget=forms.TextInput(attrs={"class": "day"}), **options)


class InterestForm(forms.Form):
    """What the calculator is asked, with as many part payments as the address holds."""

    betrag = _amount_field("Hauptforderung")
    von = _day_field("Erster Zinstag")
    bis = _day_field("Letzter Zinstag")
    schuldner = forms.ChoiceField(
        label="Schuldner",
        choices=[("verbraucher", "Verbraucher"), ("unternehmen", "Unternehmen")],
    )
    entstanden = _day_field("Entstanden am", required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date) -> None:
        super().__init__(data, initial={"bis": today}, use_required_attribute=False)
        self._rows = range(1, min(_filled_rows(data or {}) + _SPARE_ROWS, _MOST_ROWS) + 1)
        for row in self._rows:
            self.fields[f"zahlung_{row}_am"] = _day_field(f"Zahlung {row} am", required=False)
            self.fields[f"zahlung_{row}_betrag"] = _amount_field("Betrag", required=False)

    def main_fields(self) -> list[forms.BoundField]:
        """The fields above the part payments."""
        return [self[name] for name in self.base_fields]

    def payment_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Day and amount of each part payment, two empty rows at the end."""
        return [(self[f"zahlung_{row}_am"], self[f"zahlung_{row}_betrag"]) for row in self._rows]

    def has_payments(self) -> bool:
        """Whether a part payment was typed, so that the page shows them at once."""
        return any(field.data for pair in self.payment_rows() for field in pair)

    def clean(self) -> dict[str, Any]:
        """Both halves of a payment, days in order, and no more paid than was owed."""
        cleaned = self.cleaned_data
        if self._is_period_reversed():
            self.add_error("bis", "Der letzte Zinstag liegt vor dem ersten.")
        for row in self._rows:
            self._check_row(row)
        paid = sum((amount for _, amount in self._payments()), Decimal(0))
        if paid > (cleaned.get("betrag") or paid):
            self.add_error("betrag", "Die Zahlungen sind höher als die Hauptforderung.")
        return cleaned

    def question(self) -> InterestQuestion:
        """What a valid form asks."""
        cleaned = self.cleaned_data
        return InterestQuestion(
            principal=cleaned["betrag"],
            from_on=cleaned["von"],
            to_on=cleaned["bis"],
            is_business=cleaned["schuldner"] == "unternehmen",
            claim_arose_on=cleaned["entstanden"],
            payments=list(self._payments()),
        )

    def _is_period_reversed(self) -> bool:
        first, last = self.cleaned_data.get("von"), self.cleaned_data.get("bis")
        return bool(first and last and last < first)

    def _check_row(self, row: int) -> None:
        names = f"zahlung_{row}_am", f"zahlung_{row}_betrag"
        empty = [name for name in names if not self.cleaned_data.get(name)]
        if len(empty) == 1 and empty[0] not in self.errors:
            missing = "der Tag" if empty[0].endswith("_am") else "der Betrag"
            self.add_error(empty[0], f"Zu dieser Zahlung fehlt {missing}.")

    def _payments(self) -> Iterator[tuple[date, Decimal]]:
        for row in self._rows:
            day = self.cleaned_data.get(f"zahlung_{row}_am")
            amount = self.cleaned_data.get(f"zahlung_{row}_betrag")
            if day and amount:
                yield day, amount


def _filled_rows(data: Mapping[str, Any]) -> int:
    """The number of the last part payment in the address."""
    matches = (_PAYMENT.fullmatch(name) for name, value in data.items() if value)
    return max((int(match[1]) for match in matches if match), default=0)


class BaseRateForm(forms.Form):
    """The base rate of the next half-year."""

    valid_from = _day_field("Gilt ab")
    percent = GermanAmountField(
        label="Basiszinssatz",
        max_digits=5,
        min_value=Decimal("-5"),
        max_value=Decimal("20"),
        error_messages={
            "min_value": "Der Basiszinssatz liegt zwischen −5 und 20 Prozent.",
            "max_value": "Der Basiszinssatz liegt zwischen −5 und 20 Prozent.",
        },
        widget=forms.TextInput(attrs={"class": "amount"}),
    )
    percent.unit = "%"
    source = forms.CharField(
        label="Quelle",
        max_length=300,
        help_text="Woher der Satz stammt, zum Beispiel die Mitteilung der Bundesbank mit Datum.",
    )
    is_confirmed = forms.BooleanField(
        label="Der Satz ist geprüft und richtig", required=False, widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        """A rate that looks mistyped wants to be confirmed."""
        percent = self.cleaned_data.get("percent")
        hint = plausibility_hint(percent) if percent is not None else ""
        if hint:
            self.fields["is_confirmed"].widget = forms.CheckboxInput()
            if not self.cleaned_data.get("is_confirmed"):
                self.add_error("percent", f"{hint} Bestätigen Sie den Satz, wenn er stimmt.")
        return self.cleaned_data
