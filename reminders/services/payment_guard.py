"""Money that may have crossed a reminder: how old the bank data are, what has found no order yet.

Runs by hand warn of it, the schedule does not dun (domain.md sections 4 and 5).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from common.rules.german import day as german_day
from common.rules.german import euro, plural
from common.rules.money import ZERO
from orders.models import Order
from orders.rules.bank_data import BankData
from orders.services.bank_data import bank_data
from orders.services.unmatched import UnmatchedPayment, UnmatchedPayments, load_unmatched
from reminders.rules.eligibility import Code, Reason


@dataclass(frozen=True, slots=True)
class Doubts:
    """What speaks against believing that an order is unpaid: German sentences, "" for nothing."""

    unmatched_payment: str = ""
    bank_data_problem: str = ""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The same as reasons with their codes."""
        found = (
            Reason(Code.PAYMENT_UNMATCHED, self.unmatched_payment),
            Reason(Code.BANK_DATA_OLD, self.bank_data_problem),
        )
        return tuple(reason for reason in found if reason.text)


class PaymentGuard:
    """What the bank has told so far, read once and asked for many orders."""

    def __init__(self, data: Mapping[int, BankData], unmatched: UnmatchedPayments) -> None:
        self._data = data
        self._unmatched = unmatched

    def doubts(self, orders: Sequence[Order]) -> dict[int, Doubts]:
        """The doubts about each of the orders; they come with customer, account, installment."""
        unmatched = self._unmatched.of(orders)
        return {
            order.pk: Doubts(unmatched_sentence(unmatched.get(order.pk, ())), self._problem(order))
            for order in orders
        }

    def _problem(self, order: Order) -> str:
        data = self._data.get(order.sales_account.creditor_id)
        return data.problem if data else ""


def payment_guard(day: date) -> PaymentGuard:
    """The guard for many orders on a day; two queries."""
    return PaymentGuard(bank_data(on=day), load_unmatched())


def guard_of(order: Order, day: date) -> PaymentGuard:
    """The guard for one order alone, which reads only what may concern it; two queries."""
    creditor_ids = [order.sales_account.creditor_id]
    return PaymentGuard(bank_data(on=day, creditor_ids=creditor_ids), load_unmatched(order))


def no_guard() -> PaymentGuard:
    """A guard that doubts nothing, where a clerk has decided already."""
    return PaymentGuard({}, UnmatchedPayments(()))


def unmatched_sentence(payments: Sequence[UnmatchedPayment]) -> str:
    """That payments may belong to an order, in German; "" without any."""
    if not payments:
        return ""
    if len(payments) == 1:
        (payment,) = payments
        payer = f" von {payment.name}" if payment.name else ""
        return (
            f"Ein Zahlungseingang über {euro(payment.amount)} vom {german_day(payment.booked_on)}"
            f"{payer} ist noch nicht zugeordnet und gehört vielleicht zu diesem Auftrag."
        )
    total = sum((payment.amount for payment in payments), ZERO)
    return (
        f"{plural(len(payments), 'Zahlungseingang', 'Zahlungseingänge')} über zusammen "
        f"{euro(total)} sind noch nicht zugeordnet und gehören vielleicht zu diesem Auftrag."
    )
