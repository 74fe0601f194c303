"""The forms of what holds the dunning of an order, or takes a reminder back."""

from typing import Any

from django import forms

from common.fields import GermanAmountField, GermanDayField
from common.rules.german import NotADay, NotAnAmount, euro, parse_amount, parse_day
from common.rules.german import day as german_day
from dunning_site.booking_forms import DAY, BookingForm, amount_field, day_field
from orders.models import Order
from reminders.rules.instalments import MOST_RATES, PlanFaulty, Rate, check_rates, equal_rates
from reminders.services.withdrawals import address_to_tell, newest_sent

IN_HISTORY = "Steht im Verlauf."


def _optional_day(label: str, help_text: str = "") -> GermanDayField:
    widget = forms.TextInput(attrs=DAY)
    return GermanDayField(label=label, required=False, help_text=help_text, widget=widget)


class StopForm(BookingForm):
    """Why nobody may be dunned until it is clear; of a dispute perhaps only a part."""

    stop = forms.ChoiceField(
        label="Grund",
        choices=[
            ("", "Bitte wählen"),
            *((one.value, one.label) for one in Order.StopReason if one.value),
        ],
    )
    amount: GermanAmountField = amount_field(
        "Davon bestritten",
        required=False,
        help_text="Nur wenn der Kunde einen Teil bestreitet: Den Rest können Sie von Hand mahnen.",
    )
    reason = forms.CharField(label="Was ist zu klären?", max_length=200, help_text=IN_HISTORY)
    answer_by = _optional_day("Antwort bis", "Bis wann Sie eine Antwort erwarten.")

    def clean(self) -> dict[str, Any]:
        """A part makes sense for a dispute only."""
        cleaned = super().clean() or {}
        if cleaned.get("amount") and cleaned.get("stop") not in ("", None, "disputed"):
            self.add_error("amount", "Ein Teilbetrag ist nur bei „bestritten“ möglich.")
        return cleaned


class LiftStopForm(BookingForm):
    """How it was cleared up; `seen` is the stop that the clerk looked at."""

    seen = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Wie wurde es geklärt?", max_length=200, help_text=IN_HISTORY)

    def suggestions(self) -> dict[str, Any]:
        """The stop as it is now."""
        return {"seen": self.order.stop_reason}


class DeferralForm(BookingForm):
    """Until when the customer need not pay (Stundung)."""

    until_on = day_field("Gestundet bis einschließlich")
    note = forms.CharField(label="Bemerkung", max_length=300, required=False)


class PlanForm(BookingForm):
    """The rates of a plan: so many equal ones from a day on, or each by itself."""

    is_checked_first = True
    checked = forms.CharField(widget=forms.HiddenInput, required=False)
    count = forms.IntegerField(
        label="Zahl der Raten",
        required=False,
        min_value=1,
        max_value=MOST_RATES,
        help_text="Gleich hoch und monatlich; die letzte gleicht Cents aus.",
        widget=forms.TextInput(attrs={"class": "postcode", "inputmode": "numeric"}),
    )
    first_on = _optional_day("Erste Rate am")
    rows = forms.CharField(
        label="Oder jede Rate einzeln",
        required=False,
        max_length=4000,
        help_text="Je Zeile Tag und Betrag, zum Beispiel: 01.12.2026 50,00",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    note = forms.CharField(label="Bemerkung", max_length=200, required=False)

    def __init__(
        self, data: Any = None, *, order: Order, today: Any, newest_entry: int = 0
    ) -> None:
        self.today = today
        super().__init__(data, order=order, today=today, newest_entry=newest_entry)

    def clean(self) -> dict[str, Any]:
        """Read the rates and refuse what the service would refuse."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            rates = self._rates(cleaned)
            check_rates(
                rates,
                open_amount=self.order.open_amount,
                ancillary=self.order.open_ancillary,
                today=self.today,
            )
        except PlanFaulty as fault:
            self.add_error("rows" if cleaned.get("rows") else "count", str(fault))
            return cleaned
        return {**cleaned, "rates": rates}

    @property
    def is_read(self) -> bool:
        """Whether the clerk has read these very rates."""
        return bool(self.cleaned_data["checked"] == self._fingerprint)

    def show_check(self) -> list[str]:
        """The rates, a line each; a form sent again then counts as read."""
        self.data = self.data.copy()
        self.data["checked"] = self._fingerprint
        rates = self.cleaned_data["rates"]
        lines = [
            f"{number}. Rate: {euro(rate.amount)} am {german_day(rate.due_on)}"
            for number, rate in enumerate(rates, start=1)
        ]
        return [*lines, f"Zusammen {euro(self.order.open_amount)}, ohne Zinsen und Gebühren."]

    @property
    def _fingerprint(self) -> str:
        return ";".join(f"{one.due_on}:{one.amount}" for one in self.cleaned_data["rates"])

    def _rates(self, cleaned: dict[str, Any]) -> list[Rate]:
        if cleaned.get("rows"):
            return [_rate(line) for line in cleaned["rows"].splitlines() if line.strip()]
        if not cleaned.get("count") or not cleaned.get("first_on"):
            raise PlanFaulty("Nennen Sie Zahl und ersten Tag der Raten, oder jede Rate einzeln.")
        return equal_rates(self.order.open_amount, cleaned["count"], cleaned["first_on"])


class EndPlanForm(BookingForm):
    """Why a plan ends, and when the rest is due."""

    reason = forms.CharField(label="Grund", max_length=200, help_text=IN_HISTORY)
    rest_due_on = _optional_day(
        "Rest fällig am", "Leer: Die Raten bleiben an ihren Tagen fällig; gemahnt wird wie sonst."
    )


class WithdrawForm(BookingForm):
    """Why a reminder is taken back, and whether the customer hears of it."""

    reminder = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Grund", max_length=200, help_text=IN_HISTORY)
    tells_customer = forms.BooleanField(
        label="Dem Kunden per E-Mail mitteilen, dass die Mahnung gegenstandslos ist",
        required=False,
        initial=True,
    )

    def suggestions(self) -> dict[str, Any]:
        """The order's newest reminder."""
        newest = newest_sent(self.order)
        has_address = bool(newest and address_to_tell(newest))
        return {"reminder": newest.pk if newest else None, "tells_customer": has_address}


def _rate(line: str) -> Rate:
    """A line such as "01.12.2026 50,00" or "01.12.2026; 50,00 €". Raises PlanFaulty."""
    day_text, _, amount_text = line.strip().replace(";", " ").replace("\t", " ").partition(" ")
    try:
        return Rate(parse_day(day_text), parse_amount(amount_text.strip()))
    except (NotADay, NotAnAmount) as error:
        raise PlanFaulty(
            f"„{line.strip()}“ ist keine Rate: Schreiben Sie Tag und Betrag."
        ) from error
