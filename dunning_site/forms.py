"""The forms of the order page."""

from decimal import Decimal

from django import forms

from common.fields import GermanAmountField, GermanDayField
from orders.models import Customer, Order
from orders.services.flags import Decision
from reminders.models import DunningBlock


class PaymentForm(forms.Form):
    """A payment that a clerk records; seen_entry is the newest booking the page showed."""

    amount = GermanAmountField(
        label="Betrag",
        min_value=Decimal("0.01"),
        error_messages={"min_value": "Der Betrag muss größer als 0,00 € sein."},
        widget=forms.TextInput(attrs={"class": "amount"}),
    )
    paid_on = GermanDayField(label="Eingegangen am", widget=forms.TextInput(attrs={"class": "day"}))
    reference = forms.CharField(label="Verwendungszweck", max_length=140, required=False)
    seen_entry = forms.IntegerField(widget=forms.HiddenInput)


class TotalForm(forms.Form):
    """Which total counts; seen_total is what the shop told when the page was opened."""

    decision = forms.ChoiceField(choices=[(one.value, one.value) for one in Decision])
    seen_total = forms.DecimalField(max_digits=12, decimal_places=2)


class UnpaidReasonForm(forms.Form):
    """Why the money did not come."""

    unpaid_reason = forms.ChoiceField(
        label="Grund der Nichtzahlung", choices=Order.UnpaidReason.choices, required=False
    )


class CustomerKindForm(forms.Form):
    """Whether the customer is a consumer or a business."""

    kind = forms.ChoiceField(label="Art", choices=Customer.Kind.choices)


class ReversalForm(forms.Form):
    """Why a booking is taken back."""

    reason = forms.CharField(
        label="Grund",
        max_length=140,
        help_text="Steht in den Buchungen und im Verlauf, nie in einer Mahnung.",
    )


class BlockForm(forms.Form):
    """Why and how long an order must not be dunned."""

    reason = forms.ChoiceField(
        label="Grund", choices=[("", "Bitte wählen"), *DunningBlock.Reason.choices]
    )
    until_on = GermanDayField(
        label="Bis einschließlich",
        required=False,
        help_text="Leer: ohne Ende.",
        widget=forms.TextInput(attrs={"class": "day"}),
    )
    note = forms.CharField(label="Bemerkung", max_length=300, required=False)
    for_customer = forms.BooleanField(
        label="Für alle Aufträge des Kunden",
        required=False,
        help_text="Auch für spätere Aufträge.",
    )
