"""The forms of what a clerk books on an order besides a plain payment."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from common.fields import GermanAmountField, GermanDayField
from common.rules.german import day as german_day
from common.rules.german import euro
from orders.models import LedgerEntry, Order
from orders.rules.return_reasons import RETURN_REASONS
from orders.services.corrections import payments_to_return
from orders.services.credits import available_credit

DAY = {"class": "day"}
LAWFUL = "wie das Gesetz es vorsieht"


def amount_field(label: str = "Betrag", **options: Any) -> GermanAmountField:
    """An amount in euros that must be positive."""
    too_small = {"min_value": "Der Betrag muss größer als 0,00 € sein."}
    field = GermanAmountField(
        label=label,
        min_value=Decimal("0.01"),
        error_messages=too_small,
        widget=forms.TextInput(attrs={"class": "amount"}),
        **options,
    )
    field.unit = "€"
    return field


def day_field(label: str) -> GermanDayField:
    """A day as Germans type it."""
    return GermanDayField(label=label, widget=forms.TextInput(attrs=DAY))


def reason_field(label: str = "Grund") -> forms.CharField:
    """Why; kept in the books and the history."""
    return forms.CharField(
        label=label,
        max_length=130,
        help_text="Steht in den Buchungen oder im Verlauf, nie in einer Mahnung.",
    )


class BookingForm(forms.Form):
    """Something to book on an order; seen_entry is the newest booking that the page showed."""

    seen_entry = forms.IntegerField(widget=forms.HiddenInput)
    # Names of fields that start with what can be booked at most, and with today.
    day_name: ClassVar[str] = ""
    # Whether the clerk reads what a valid form will do before it is booked.
    is_checked_first: ClassVar[bool] = False

    def __init__(
        self, data: Any = None, *, order: Order, today: date, newest_entry: int = 0
    ) -> None:
        self.order = order
        initial = {"seen_entry": newest_entry, **self.suggestions()}
        if self.day_name:
            initial[self.day_name] = today
        super().__init__(data, initial=initial)

    def suggestions(self) -> dict[str, Any]:
        """What the form starts with, from the order as it stands."""
        return {}

    @property
    def is_read(self) -> bool:
        """Whether a valid form can be booked: the page said before what it will do."""
        return not self.is_checked_first

    def show_check(self) -> list[str]:
        """What a valid form will do, a line each, for forms that are checked first."""
        return []


class OtherAllocationForm(BookingForm):
    """A payment that does not settle what the law would have it settle."""

    day_name = "paid_on"
    amount = amount_field()
    paid_on = day_field("Eingegangen am")
    reference = forms.CharField(label="Verwendungszweck", max_length=140, required=False)
    installment = forms.ModelChoiceField(
        label="Zuerst auf", queryset=None, required=False, empty_label=LAWFUL
    )
    principal_first = forms.BooleanField(
        label="Hauptforderung vor den Kosten begleichen", required=False
    )
    reason = reason_field("Grund für die andere Zuordnung")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["installment"]
        field.queryset = self.order.installments.filter(amount__gt=0)  # type: ignore[attr-defined]
        field.label_from_instance = _rate_words  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a form that chooses nothing."""
        cleaned = super().clean() or {}
        if not cleaned.get("installment") and not cleaned.get("principal_first"):
            self.add_error(
                "installment",
                "Wählen Sie eine Rate oder die Hauptforderung. Ohne andere Wahl erfassen Sie die "
                "Zahlung auf der Seite des Auftrags.",
            )
        return cleaned

    def suggestions(self) -> dict[str, Any]:
        """What is open."""
        return {"amount": self.order.open_amount or None}


class CreditForm(BookingForm):
    """Part of the price that the customer need not pay."""

    amount = amount_field()
    reason = reason_field()


class CancellationForm(BookingForm):
    """The whole order."""

    day_name = "cancelled_on"
    cancelled_on = day_field("Storniert am")
    reason = reason_field()


class ChargebackForm(BookingForm):
    """Money that the customer's bank took back."""

    day_name = "booked_on"
    payment = forms.ModelChoiceField(
        label="Zurückgegebene Zahlung", queryset=None, required=False, empty_label="nicht bekannt"
    )
    amount = amount_field("Zurückgegebener Betrag")
    cost = GermanAmountField(
        label="Kosten der Bank",
        min_value=Decimal(0),
        error_messages={"min_value": "Die Kosten sind nie negativ."},
        widget=forms.TextInput(attrs={"class": "amount"}),
        help_text="Was die Bank wirklich berechnet hat.",
    )
    booked_on = day_field("Zurückgegeben am")
    reason_code = forms.ChoiceField(label="Grund der Bank", required=False)
    reference = forms.CharField(label="Bemerkung", max_length=90, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["cost"].unit = "€"  # type: ignore[attr-defined]
        returnable = [one.pk for one in payments_to_return(self.order)]
        payment = self.fields["payment"]
        payment.queryset = LedgerEntry.objects.filter(pk__in=returnable).order_by("-booked_on")  # type: ignore[attr-defined]
        payment.label_from_instance = _payment_words  # type: ignore[attr-defined]
        self.fields["reason_code"].choices = [  # type: ignore[attr-defined]
            ("", "nicht genannt"),
            *((code, f"{code}: {one.label}") for code, one in RETURN_REASONS.items()),
        ]

    def suggestions(self) -> dict[str, Any]:
        """The newest payment."""
        newest = next(iter(payments_to_return(self.order)), None)
        amount = -newest.amount if newest else self.order.paid_amount
        return {"payment": newest, "amount": amount, "cost": Decimal("0.00")}


class WriteOffForm(BookingForm):
    """What is given up."""

    amount = amount_field()
    reason = reason_field()

    def suggestions(self) -> dict[str, Any]:
        """All that is open."""
        return {"amount": self.order.open_amount}


class WaiverForm(BookingForm):
    """Why interest and fees are waived; it is always all of them."""

    reason = reason_field()


class RefundForm(BookingForm):
    """Credit that went back to the customer."""

    day_name = "refunded_on"
    amount = amount_field()
    refunded_on = day_field("Erstattet am")
    reference = forms.CharField(label="Verwendungszweck", max_length=140, required=False)

    def suggestions(self) -> dict[str, Any]:
        """The whole credit."""
        return {"amount": available_credit(self.order)}


def _rate_words(rate: Any) -> str:
    return (
        f"Rate {rate.position}, fällig am {german_day(rate.due_on)}: {euro(rate.open_amount)} offen"
    )


def _payment_words(entry: Any) -> str:
    words = f"{euro(-entry.amount)} vom {german_day(entry.booked_on)}"
    return f"{words}, {entry.reference[:40]}" if entry.reference else words
