"""The forms on which a clerk decides on what a debtor asked for, one for each kind."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms

from common.rules.countries import country_code
from dunning_site.booking_forms import day_field
from orders.models import Customer
from reminders.models import DebtorRequest
from reminders.rules.debtor_plans import first_rate_on
from reminders.rules.debtor_requests import MOST_LETTERS
from reminders.rules.debtor_words import ADDRESS_FIELDS, kept_day, kept_rates
from reminders.rules.instalments import MOST_RATES, PlanFaulty, Rate, check_rates, equal_rates

Kind = DebtorRequest.Kind
ACCEPT, DECLINE = "annehmen", "ablehnen"
MISSING = "Dieses Feld ist zwingend erforderlich."


class SettlingForm(forms.Form):
    """A decision with an answer for the debtor; all that a request needs that asks for nothing."""

    # Which fields a decision cannot do without.
    needs: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    decision = forms.ChoiceField(
        choices=[(ACCEPT, ACCEPT), (DECLINE, DECLINE)], widget=forms.HiddenInput
    )
    answer = forms.CharField(
        label="Antwort an den Kunden (optional)",
        required=False,
        max_length=MOST_LETTERS,
        help_text="Steht danach auf seiner Zahlungsseite.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    tells_customer = forms.BooleanField(label="Auch als E-Mail senden", required=False)

    def __init__(self, data: Any = None, *, request: DebtorRequest, today: date) -> None:
        self.request, self.today = request, today
        super().__init__(data, initial=self.suggestions())
        self.order_fields([name for name in self.fields if name not in _LAST])
        address = request.order.customer.effective_email
        if address:
            self.fields["tells_customer"].help_text = f"An {address}."
        else:
            del self.fields["tells_customer"]

    def suggestions(self) -> dict[str, Any]:
        """What the form starts with: what the debtor asked for."""
        return {}

    def clean(self) -> dict[str, Any]:
        """A mail says something, and each decision has what it needs."""
        cleaned = super().clean() or {}
        if cleaned.get("tells_customer") and not cleaned.get("answer", "").strip():
            self.add_error("answer", "Schreiben Sie, was in der E-Mail stehen soll.")
        for name in self.needs.get(cleaned.get("decision", ""), ()):
            if name not in self.errors and cleaned.get(name) in (None, ""):
                self.add_error(name, MISSING)
        return cleaned

    @property
    def accepts(self) -> bool:
        """Whether a valid form does what the debtor asked for."""
        return bool(self.cleaned_data["decision"] == ACCEPT)


class GrantDeferralForm(SettlingForm):
    """Until when the debtor need not pay."""

    needs = {ACCEPT: ("until_on",)}
    until_on = day_field("Aufschub bis einschließlich")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until_on"].required = False

    def suggestions(self) -> dict[str, Any]:
        """The day that was asked for."""
        return {"until_on": kept_day(self.request.details, "until_on")}


class GrantInstalmentsForm(SettlingForm):
    """How many monthly rates from when on; seen_entry is the newest booking that was shown."""

    needs = {ACCEPT: ("count", "first_on", "seen_entry")}
    seen_entry = forms.IntegerField(widget=forms.HiddenInput, required=False)
    count = forms.IntegerField(
        label="Zahl der Raten",
        required=False,
        min_value=1,
        max_value=MOST_RATES,
        help_text="Gleich hoch und monatlich; die letzte gleicht Cents aus.",
        widget=forms.TextInput(attrs={"class": "postcode", "inputmode": "numeric"}),
    )
    first_on = day_field("Erste Rate am")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_on"].required = False

    def suggestions(self) -> dict[str, Any]:
        """As many as were asked for; the first day again a week ahead."""
        newest = self.request.order.ledger_entries.order_by("-pk")
        state = self.request.order.customer.state
        return {
            "count": len(kept_rates(self.request.details)),
            "first_on": first_rate_on(self.today, state),
            "seen_entry": newest.values_list("pk", flat=True).first() or 0,
        }

    def clean(self) -> dict[str, Any]:
        """Read the rates and refuse what the service would refuse."""
        cleaned = super().clean()
        if self.errors or cleaned["decision"] != ACCEPT:
            return cleaned
        try:
            rates = self._rates(cleaned)
        except PlanFaulty as fault:
            self.add_error("count", str(fault))
            return cleaned
        return {**cleaned, "rates": rates}

    def _rates(self, cleaned: Mapping[str, Any]) -> list[Rate]:
        order = self.request.order
        rates = equal_rates(order.open_amount, cleaned["count"], cleaned["first_on"])
        check_rates(
            rates, open_amount=order.open_amount, ancillary=order.open_ancillary, today=self.today
        )
        return rates


class SettleDisputeForm(SettlingForm):
    """How a dispute was cleared up."""

    needs = {DECLINE: ("reason",)}
    reason = forms.CharField(
        label="Wie wurde es geklärt?",
        required=False,
        max_length=200,
        help_text="Nötig, um wieder zu mahnen. Steht im Verlauf, nicht beim Kunden.",
    )


class TakeOverAddressForm(SettlingForm):
    """The address as it will be kept, to be read and put right before."""

    needs = {ACCEPT: ("street", "postcode", "city", "country")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {**{name: _part(name) for name in self._told()}, **self.fields}

    def suggestions(self) -> dict[str, Any]:
        """What the debtor told."""
        return {name: self.request.details.get(name, "") for name in ADDRESS_FIELDS}

    def _told(self) -> list[str]:
        """All parts of the address; the e-mail only where he named one."""
        return [
            name for name in ADDRESS_FIELDS if name != "email" or "email" in self.request.details
        ]

    def clean_country(self) -> str:
        """The ISO code, by code or name."""
        country: str = self.cleaned_data["country"]
        code = country_code(country)
        if country and not code:
            raise forms.ValidationError(
                "Dieses Land ist nicht bekannt. Möglich ist zum Beispiel DE."
            )
        return code

    @property
    def address(self) -> dict[str, str]:
        """The parts of a valid form."""
        return {name: self.cleaned_data[name].strip() for name in self._told()}


def _part(name: str) -> forms.Field:
    """A part of the address as the customer keeps it; a country may be written out."""
    kept = Customer._meta.get_field(name)
    field = forms.CharField if name == "country" else kept.formfield
    return field(required=False, label=str(kept.verbose_name))


_LAST = ("answer", "tells_customer")
FORMS: Mapping[str, type[SettlingForm]] = {
    Kind.ALREADY_PAID: SettlingForm,
    Kind.DEFERRAL: GrantDeferralForm,
    Kind.INSTALMENTS: GrantInstalmentsForm,
    Kind.DISPUTE: SettleDisputeForm,
    Kind.ADDRESS: TakeOverAddressForm,
    Kind.PAYMENT_METHOD: SettlingForm,
}
