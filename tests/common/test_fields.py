"""Form fields for German input."""

from datetime import date
from decimal import Decimal

from django import forms

from common.fields import GermanAmountField, GermanDayField


class PaymentForm(forms.Form):
    amount = GermanAmountField(min_value=Decimal("0.01"))
    paid_on = GermanDayField(required=False)


def test_it_reads_german_input():
    form = PaymentForm({"amount": "1.234,5", "paid_on": "21.11.26"})

    assert form.is_valid()
    assert form.cleaned_data == {"amount": Decimal("1234.50"), "paid_on": date(2026, 11, 21)}


def test_it_says_what_is_wrong_and_keeps_the_input():
    form = PaymentForm({"amount": "zwölf", "paid_on": "31.02.2026"})

    assert "„zwölf“ ist kein Betrag" in form.errors["amount"][0]
    assert "„31.02.2026“ ist kein gültiges Datum" in form.errors["paid_on"][0]
    assert 'value="zwölf"' in str(form["amount"])


def test_it_checks_the_limits_of_the_amount():
    form = PaymentForm({"amount": "0"})

    assert not form.is_valid()
    assert list(form.errors) == ["amount"]


def test_it_takes_blanks_for_an_empty_field():
    form = PaymentForm({"amount": " ", "paid_on": " "})

    assert form.errors.as_data()["amount"][0].code == "required"
    assert "paid_on" not in form.errors


def test_it_shows_stored_values_in_german():
    form = PaymentForm(initial={"amount": Decimal("1234.50"), "paid_on": date(2026, 11, 21)})

    assert 'value="1.234,50"' in str(form["amount"])
    assert 'inputmode="decimal"' in str(form["amount"])
    assert 'value="21.11.2026"' in str(form["paid_on"])


def test_it_sees_no_change_in_another_spelling():
    initial = {"amount": Decimal("1234.50"), "paid_on": date(2026, 11, 21)}

    form = PaymentForm({"amount": "1234,5", "paid_on": "21112026"}, initial=initial)

    assert not form.has_changed()
