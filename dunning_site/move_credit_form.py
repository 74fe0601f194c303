"""The form that lets credit pay another order: finds the order, and has the clerk read it first."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common.rules.german import day, euro
from dunning_site.booking_forms import BookingForm, amount_field
from orders.models import Order
from orders.services.by_hand import BookingRefused
from orders.services.credits import available_credit, refuse_move
from orders.services.inbox import orders_meant

LONGEST_TEXT = 100
MOST_OFFERED = 8


class MoveCreditForm(BookingForm):
    """Credit that shall pay another order.

    Once valid, cleaned_data holds that order as "order" and the amount in euros, also one that was
    left out. The first valid form is only checked; `checked` names what the clerk has read.
    """

    is_checked_first = True

    checked = forms.CharField(widget=forms.HiddenInput, required=False)
    choice = forms.ChoiceField(
        label="Auf Auftrag",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Wählen Sie einen der Aufträge."},
    )
    target = forms.CharField(
        label="Anderer Auftrag",
        max_length=LONGEST_TEXT,
        required=False,
        help_text="Bestellnummer, Rechnungsnummer oder Name.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    amount = amount_field(required=False, help_text="Bleibt er leer: so viel wie möglich.")
    reason = forms.CharField(
        label="Grund",
        max_length=130,
        required=False,
        help_text="Nötig, wenn der Auftrag einem anderen Kunden gehört. Steht in beiden Verläufen.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        self._own: list[Order] = []
        super().__init__(*args, **options)
        self._text = self._typed()
        self._meant = self._find()
        self.found = [one for one in self._meant if one.is_open] if self._text else self._own
        if self.found and (len(self.found) > 1 or not self._text):
            field: Any = self.fields["choice"]
            field.choices = [(str(one.pk), _label(one)) for one in self.found]
        else:
            del self.fields["choice"]

    def suggestions(self) -> dict[str, Any]:
        """The customer's open order that is due first."""
        self._own = _open_orders_of_customer(self.order)
        return {"choice": str(self._own[0].pk)} if self._own else {}

    def clean(self) -> dict[str, Any]:
        """Refuse what finds no order, and what the service would refuse."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        order = self._chosen(cleaned)
        if order is None:
            return cleaned
        credit = available_credit(self.order)
        amount = cleaned.get("amount") or min(credit, order.open_amount)
        try:
            refuse_move(self.order, order, amount=amount, reason=cleaned.get("reason") or "")
        except BookingRefused as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
        return {**cleaned, "order": order, "amount": amount}

    @property
    def is_read(self) -> bool:
        """Whether the clerk has read what this valid form will do, as things stand now."""
        return self.cleaned_data["checked"] == self._fingerprint

    def show_check(self) -> list[str]:
        """What a valid form will do, a line each; a form sent again then counts as read."""
        order, amount = self.cleaned_data["order"], self.cleaned_data["amount"]
        self.data = self.data.copy()
        self.data["checked"], self.data["amount"] = self._fingerprint, _typed_amount(amount)
        left = order.open_amount - amount
        after = euro(left) if left else "nichts, der Auftrag ist bezahlt"
        lines = [
            f"{euro(amount)} gehen von {_named(self.order)} auf {_named(order)}.",
            f"{self.order.number}: Guthaben {euro(self.order.credit_amount)} → "
            f"{euro(self.order.credit_amount - amount)}",
            f"{order.number}: offen {euro(order.open_amount)} → {after}",
        ]
        if order.customer_id != self.order.customer_id:
            lines.append("Die beiden Aufträge gehören verschiedenen Kunden.")
        return lines

    @property
    def _fingerprint(self) -> str:
        order = self.cleaned_data["order"]
        seen = (order.pk, self.cleaned_data["amount"], order.open_amount, self.order.credit_amount)
        return ":".join(str(one) for one in seen)

    def _typed(self) -> str:
        try:
            field = forms.CharField(max_length=LONGEST_TEXT, required=False)
            return field.clean(self.data.get("target"))
        except ValidationError:
            # The field itself says what is wrong with the words.
            return ""

    def _find(self) -> list[Order]:
        if not self._text:
            return []
        found = orders_meant(self.order.sales_account.creditor_id, self._text)
        return [one for one in found if one.pk != self.order.pk]

    def _chosen(self, cleaned: dict[str, Any]) -> Order | None:
        """The order that is meant; None, and an error, where that is not clear."""
        if "choice" not in self.fields and len(self.found) == 1:
            return self.found[0]
        chosen = next((one for one in self.found if str(one.pk) == cleaned.get("choice")), None)
        if chosen is None:
            field = "choice" if "choice" in self.fields else "target"
            self.add_error(field, self._why_unclear())
        return chosen

    def _why_unclear(self) -> str:
        if self.found:
            return "Wählen Sie einen der Aufträge, oder nennen Sie die Nummer eines anderen."
        if not self._text:
            return "Nennen Sie den Auftrag, auf den das Guthaben gehen soll."
        if self._meant:
            return f"Auf {_numbers(self._meant)} ist nichts offen."
        return f"Kein anderer Auftrag zu „{self._text}“ gefunden."


def _open_orders_of_customer(order: Order) -> list[Order]:
    """The customer's other open orders of the same creditor, oldest due first."""
    others = Order.objects.open().filter(
        customer=order.customer_id, sales_account__creditor=order.sales_account.creditor_id
    )
    others = others.exclude(pk=order.pk).select_related("customer", "sales_account")
    return list(others.order_by("oldest_due_on", "pk")[:MOST_OFFERED])


def _label(order: Order) -> str:
    """An open order among others."""
    bought = f"bestellt am {day(order.ordered_on)}"
    name = order.customer.display_name
    return f"{order.number} · {name} · offen {euro(order.open_amount)} · {bought}"


def _named(order: Order) -> str:
    return f"{order.number} ({order.customer.display_name})"


def _numbers(orders: Sequence[Order]) -> str:
    return ", ".join(one.number for one in orders)


def _typed_amount(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")
