"""Write the installments of an order and book what they charge; the order is locked."""

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.models import AbstractBaseUser

from common.rules.money import ZERO
from orders.models import Installment, LedgerEntry, Order
from orders.rules.drafts import InstallmentDraft
from orders.services.ledger import book


def set_installments(
    order: Order,
    rates: Sequence[InstallmentDraft],
    *,
    booked_on: date,
    source: LedgerEntry.Source,
    reference: str,
    actor: AbstractBaseUser | None = None,
) -> None:
    """Let the order fall due in these rates, by due day; each difference is booked as a charge.

    What was an installment before stays one, with another day or amount, so that its reminders
    keep their meaning; one too many is left with 0.00. The charges of an installment always add
    up to its amount. Call refresh_figures afterwards.
    """
    known = list(order.installments.order_by("due_on", "position"))
    for index in range(max(len(known), len(rates))):
        installment = known[index] if index < len(known) else _new(order, rates[index], index)
        rate = rates[index] if index < len(rates) else InstallmentDraft(installment.due_on, ZERO)
        difference = rate.amount - installment.amount
        if (installment.due_on, installment.amount) != (rate.due_on, rate.amount):
            installment.due_on, installment.amount = rate.due_on, rate.amount
            installment.open_amount = min(installment.open_amount, installment.amount)
            installment.save(update_fields=["due_on", "amount", "open_amount"])
        if difference:
            book(
                order,
                LedgerEntry.Kind.CHARGE,
                difference,
                booked_on=booked_on,
                source=source,
                reference=reference,
                installment=installment,
                actor=actor,
            )


def rates_of(order: Order) -> list[InstallmentDraft]:
    """The order's installments that charge anything, by due day."""
    rows = order.installments.filter(amount__gt=0).order_by("due_on", "position")
    return [
        InstallmentDraft(due_on, amount) for due_on, amount in rows.values_list("due_on", "amount")
    ]


def _new(order: Order, rate: InstallmentDraft, index: int) -> Installment:
    return Installment.objects.create(
        order=order, position=index + 1, due_on=rate.due_on, amount=ZERO
    )
