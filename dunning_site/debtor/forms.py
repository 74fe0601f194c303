"""The forms on which a debtor tells or asks something; nothing of him is ever filled in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from common.rules.german import NotAnAmount, parse_amount
from dunning_site.debtor.request_words import RequestWords
from orders.models import Order, PaymentMethod
from orders.services.online_payments import offered_providers
from orders.services.payment_links import links_of
from reminders.models import DebtorPageSettings, DebtorRequest
from reminders.rules.debtor_plans import FEWEST_RATES, most_rates, proposed_rates
from reminders.rules.debtor_requests import (
    MOST_DAYS_OF_DEFERRAL,
    MOST_DAYS_SINCE_PAID,
    MOST_LETTERS,
    MOST_PROOF_BYTES,
)
from reminders.services.debtor_speech import Speech

Kind = DebtorRequest.Kind
DAY_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y")
MOST_METHODS = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form depends on."""

    order: Order
    page: DebtorPageSettings
    words: RequestWords
    speech: Speech
    today: date


class AmountField(forms.Field):
    """Euros in any spelling, more than nothing."""

    def to_python(self, value: Any) -> Decimal | None:
        """The amount; None where nothing was typed."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            amount = parse_amount(text)
        except NotAnAmount as error:
            raise forms.ValidationError(self.error_messages["invalid"]) from error
        if not 0 < amount < 10_000_000:
            raise forms.ValidationError(self.error_messages["invalid"])
        return amount


class RequestForm(forms.Form):
    """One kind of request, in the words of the debtor's language."""

    def __init__(
        self,
        asked: Asked,
        kind: str,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files)
        self.asked = asked
        self.fields.update(_FIELDS[Kind(kind)](asked))
        for name, field in self.fields.items():
            field.label = asked.words.labels[name]
            field.help_text = field.help_text or asked.words.helps.get(name, "")
            field.error_messages["required"] = asked.words.required

    def clean_paid_on(self) -> date:
        """Today or a day of the last year."""
        paid_on: date = self.cleaned_data["paid_on"]
        earliest = self.asked.today - timedelta(days=MOST_DAYS_SINCE_PAID)
        if not earliest <= paid_on <= self.asked.today:
            raise forms.ValidationError(self.asked.words.bad_paid_on)
        return paid_on

    def clean_until_on(self) -> date:
        """A day ahead within half a year."""
        until_on: date = self.cleaned_data["until_on"]
        last = self.asked.today + timedelta(days=MOST_DAYS_OF_DEFERRAL)
        if not self.asked.today < until_on <= last:
            raise forms.ValidationError(self.asked.words.bad_until_on)
        return until_on

    def clean_proof(self) -> Any:
        """A file that is not too large; what it is shows later in its content."""
        proof = self.cleaned_data["proof"]
        if proof is not None and proof.size > MOST_PROOF_BYTES:
            raise forms.ValidationError(self.asked.words.bad_file)
        return proof

    def clean(self) -> dict[str, Any]:
        """Browsers forget a chosen file when the form comes back."""
        cleaned = super().clean() or {}
        if self.errors and cleaned.get("proof"):
            self.add_error("proof", self.asked.words.choose_file_again)
        return cleaned


def _paid(asked: Asked) -> dict[str, forms.Field]:
    earliest = asked.today - timedelta(days=MOST_DAYS_SINCE_PAID)
    types = {"accept": "image/jpeg,image/png,application/pdf"}
    return {
        "paid_on": _day(asked, earliest, asked.today),
        "amount": _amount(asked),
        "proof": forms.FileField(
            required=False,
            widget=forms.FileInput(attrs=types),
            max_length=255,
            error_messages=dict.fromkeys(
                ("invalid", "empty", "missing", "max_length"), asked.words.bad_file
            ),
        ),
        "message": _message(asked),
    }


def _deferral(asked: Asked) -> dict[str, forms.Field]:
    last = asked.today + timedelta(days=MOST_DAYS_OF_DEFERRAL)
    return {
        "until_on": _day(asked, asked.today + timedelta(days=1), last),
        "message": _message(asked),
    }


def _instalments(asked: Asked) -> dict[str, forms.Field]:
    choices = [(str(count), words) for count, words in rate_choices(asked)]
    count = forms.TypedChoiceField(
        choices=[("", asked.words.please_choose), *choices],
        coerce=int,
        error_messages={"invalid_choice": asked.words.bad_choice},
    )
    return {"count": count, "message": _message(asked)}


def _dispute(asked: Asked) -> dict[str, forms.Field]:
    return {
        "reason": _choice(asked, list(asked.words.reasons.items())),
        "disputed": _amount(asked),
        "message": _message(asked, required=True),
    }


def _address(asked: Asked) -> dict[str, forms.Field]:
    email = forms.EmailField(
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": asked.words.bad_email,
            "max_length": asked.words.too_long.format(254),
        },
    )
    return {
        "street": _line(asked, 150, "street-address"),
        "address_extra": _line(asked, 150, "address-line2", required=False),
        "postcode": _line(asked, 20, "postal-code"),
        "city": _line(asked, 100, "address-level2"),
        "country": _line(asked, 60, "country-name", required=False),
        "email": email,
        "message": _message(asked),
    }


def _payment_method(asked: Asked) -> dict[str, forms.Field]:
    names = [(name, name) for name in _methods(asked.order)]
    other = (asked.words.other_method, asked.words.other_method)
    return {"choice": _choice(asked, [*names, other]), "message": _message(asked)}


def rate_choices(asked: Asked) -> list[tuple[int, str]]:
    """In how many rates the open amount can be paid, and how that would look."""
    order, speech = asked.order, asked.speech
    found = []
    for count in range(FEWEST_RATES, most_rates(order.open_amount, asked.page.min_rate) + 1):
        first = proposed_rates(
            order.open_amount, count, today=asked.today, state=order.customer.state
        )[0]
        amount, day = speech.money(first.amount), speech.day(first.due_on)
        found.append((count, asked.words.rates.format(count, amount, day)))
    return found


def _methods(order: Order) -> list[str]:
    """How else the order can be paid: what is offered online first, then what others use."""
    online = [one.label for one in (*links_of(order), *offered_providers(order))]
    others = PaymentMethod.objects.exclude(pk=order.payment_method_id)
    names = others.values_list("name", flat=True)[:MOST_METHODS]
    return list({name.casefold(): name for name in [*names, *online][::-1]}.values())[::-1]


def _day(asked: Asked, first: date, last: date) -> forms.Field:
    reach = {"type": "date", "min": first.isoformat(), "max": last.isoformat()}
    return forms.DateField(
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs=reach),
        error_messages={"invalid": asked.words.bad_day},
    )


def _amount(asked: Asked) -> forms.Field:
    return AmountField(
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": asked.words.bad_amount},
    )


def _choice(asked: Asked, choices: list[tuple[str, str]]) -> forms.Field:
    return forms.ChoiceField(
        choices=[("", asked.words.please_choose), *choices],
        error_messages={"invalid_choice": asked.words.bad_choice},
    )


def _line(
    asked: Asked, max_length: int, autocomplete: str, *, required: bool = True
) -> forms.Field:
    return forms.CharField(
        required=required,
        max_length=max_length,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
        error_messages={"max_length": asked.words.too_long.format(max_length)},
    )


def _message(asked: Asked, *, required: bool = False) -> forms.Field:
    return forms.CharField(
        required=required,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": asked.words.too_long.format(MOST_LETTERS)},
    )


_FIELDS: Mapping[Kind, Callable[[Asked], dict[str, forms.Field]]] = {
    Kind.ALREADY_PAID: _paid,
    Kind.DEFERRAL: _deferral,
    Kind.INSTALMENTS: _instalments,
    Kind.DISPUTE: _dispute,
    Kind.ADDRESS: _address,
    Kind.PAYMENT_METHOD: _payment_method,
}
