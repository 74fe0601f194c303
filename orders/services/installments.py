"""Write the installments of an order and book what they charge; the order is locked."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

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
    keep their meaning; one too many is left with 0.00 and comes last. The charges of an
    installment always add up to its amount. Call refresh_figures afterwards.
    """
    known = _by_due_day(order)
    for index in range(max(len(known), len(rates))):
        installment = known[index] if index < len(known) else _new(order, rates[index], index)
        rate = rates[index] if index < len(rates) else InstallmentDraft(installment.due_on, ZERO)
        difference = _change(installment, rate)
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


def agree_rates(
    order: Order,
    rates: Sequence[InstallmentDraft],
    *,
    booked_on: date,
    reference: str,
    actor: AbstractBaseUser | None,
) -> None:
    """Let what is open of a locked order's goods fall due in these rates instead.

    The rates make up what is open. Each installment there is keeps what was settled of it, and
    the rates become new ones: they have ladders of their own. From now on the shop's files leave
    the due days alone. Call refresh_figures afterwards.
    """
    known = _by_due_day(order)
    first_on = min(rate.due_on for rate in rates)
    settled = [
        # Before the first rate, so that the money that settled it goes on settling it.
        (one, InstallmentDraft(min(one.due_on, first_on), one.amount - one.open_amount))
        for one in known
    ]
    position = max((one.position for one in known), default=0)
    agreed = [(_new(order, rate, position + index), rate) for index, rate in enumerate(rates)]
    for installment, rate in [*settled, *agreed]:
        if difference := _change(installment, rate):
            book(
                order,
                LedgerEntry.Kind.CHARGE,
                difference,
                booked_on=booked_on,
                source=LedgerEntry.Source.MANUAL,
                reference=reference,
                installment=installment,
                actor=actor,
            )
    order.rates_agreed_on = booked_on
    order.save(update_fields=["rates_agreed_on"])


def _by_due_day(order: Order) -> list[Installment]:
    """The order's installments by due day, those that charge nothing any more last."""
    rows = order.installments.order_by("due_on", "position")
    return sorted(rows, key=lambda one: one.amount == 0)


def _change(installment: Installment, rate: InstallmentDraft) -> Decimal:
    """Write day and amount of an installment; returns by how many euros it charges more."""
    difference = rate.amount - installment.amount
    if (installment.due_on, installment.amount) != (rate.due_on, rate.amount):
        installment.due_on, installment.amount = rate.due_on, rate.amount
        installment.open_amount = min(installment.open_amount, installment.amount)
        installment.save(update_fields=["due_on", "amount", "open_amount"])
    return difference


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
