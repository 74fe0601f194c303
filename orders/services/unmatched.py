"""Money that came in and has found no order yet, but may belong to one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from orders.models import Allocation, BankTransaction, Customer, Order
from orders.rules.amount_reasons import is_by_amount_alone
from orders.rules.payer_names import Likeness, likeness, read_words

State = BankTransaction.State


@dataclass(frozen=True, slots=True)
class UnmatchedPayment:
    """A movement that waits: what the bank tells, and the orders that it may be meant for."""

    pk: int
    creditor_id: int
    booked_on: date
    amount: Decimal
    name: str
    iban: str
    order_ids: frozenset[int]


class UnmatchedPayments:
    """All money without an order, read at once, so that many orders can be asked about it."""

    def __init__(self, payments: Iterable[UnmatchedPayment]) -> None:
        self._by_order: defaultdict[int, list[UnmatchedPayment]] = defaultdict(list)
        self._by_amount: defaultdict[tuple[int, Decimal | None], list[UnmatchedPayment]] = (
            defaultdict(list)
        )
        for payment in payments:
            self._by_amount[payment.creditor_id, payment.amount].append(payment)
            for order_id in payment.order_ids:
                self._by_order[order_id].append(payment)

    def of(self, orders: Sequence[Order]) -> dict[int, list[UnmatchedPayment]]:
        """The payments that may belong to each of the open orders, oldest first.

        Those that matching proposes, and those over the open amount from the customer's name or
        account. The orders come with customer, account and oldest installment; at most one query.
        """
        found: defaultdict[int, list[UnmatchedPayment]] = defaultdict(list)
        doubtful: list[tuple[Order, UnmatchedPayment]] = []
        for order in orders:
            if not order.is_open:
                continue
            found[order.pk] += self._by_order.get(order.pk, ())
            for payment in self._over_amount_of(order):
                if payment in found[order.pk]:
                    continue
                if _is_customers_name(payment.name, order.customer):
                    found[order.pk].append(payment)
                elif payment.iban:
                    doubtful.append((order, payment))
        for order, payment in _from_known_accounts(doubtful):
            found[order.pk].append(payment)
        return {
            pk: sorted(payments, key=lambda payment: (payment.booked_on, payment.pk))
            for pk, payments in found.items()
            if payments
        }

    def may_concern(
        self, order_id: int, creditor_id: int, amounts: Iterable[Decimal | None]
    ) -> bool:
        """Whether it is worth asking about an order, told from its open amounts alone."""
        return order_id in self._by_order or any(
            (creditor_id, amount) in self._by_amount for amount in amounts
        )

    def _over_amount_of(self, order: Order) -> Iterator[UnmatchedPayment]:
        """The payments over what is open of the order, or of its oldest unpaid installment."""
        amounts = {order.open_amount}
        if order.oldest_installment is not None:
            amounts.add(order.oldest_installment.open_amount)
        for amount in amounts:
            yield from self._by_amount.get((order.sales_account.creditor_id, amount), ())


def load_unmatched(order: Order | None = None) -> UnmatchedPayments:
    """Read the money that waits for an order, all of it or what may concern one; one query."""
    waiting = BankTransaction.objects.filter(state__in=(State.NEW, State.INBOX), amount__gt=0)
    if order is not None:
        waiting = _about(waiting, order)
    rows = waiting.order_by("booked_on", "pk").only(
        "pk", "creditor_id", "booked_on", "amount", "name", "iban", "proposals"
    )
    return UnmatchedPayments(
        UnmatchedPayment(
            row.pk,
            row.creditor_id,
            row.booked_on,
            row.amount,
            row.name,
            row.iban,
            _meant_orders(row),
        )
        for row in rows.iterator()
    )


def _meant_orders(row: BankTransaction) -> frozenset[int]:
    """The proposed orders; one by amount alone only while nothing better names any order."""
    weak, named = set[int](), set[int]()
    for proposal in row.proposals:
        orders = weak if is_by_amount_alone(proposal.get("why", ())) else named
        orders.update(part["order"] for part in proposal["parts"])
    return frozenset(named or weak)


def _about(waiting: QuerySet[BankTransaction], order: Order) -> QuerySet[BankTransaction]:
    """What may concern the order: a sieve that lets too much through, never too little."""
    amounts = {order.open_amount}
    if order.oldest_installment is not None:
        amounts.add(order.oldest_installment.open_amount)
    as_text = Cast("proposals", TextField())
    return waiting.annotate(proposals_text=as_text).filter(
        Q(amount__in=amounts) | Q(proposals_text__contains=f'"order": {order.pk}')
    )


def _is_customers_name(name: str, customer: Customer) -> bool:
    payer = read_words(name)
    if not payer:
        return False
    found = likeness(payer, customer.first_name, customer.last_name, customer.company)
    return found > Likeness.NONE


def _from_known_accounts(
    pairs: Sequence[tuple[Order, UnmatchedPayment]],
) -> Iterator[tuple[Order, UnmatchedPayment]]:
    """Those of the pairs in which the customer has paid from the payment's account before."""
    if not pairs:
        return
    known = set(
        Allocation.objects.standing()
        .filter(
            order__customer__in={order.customer_id for order, _ in pairs},
            transaction__iban__in={payment.iban for _, payment in pairs},
        )
        .values_list("order__customer", "transaction__iban")
    )
    for order, payment in pairs:
        if (order.customer_id, payment.iban) in known:
            yield order, payment
