"""What a run's review says of payments that may have crossed it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.rules.german import day as german_day
from common.rules.german import euro, plural
from common.rules.money import ZERO
from orders.models import Order
from orders.rules.bank_data import BankData
from orders.services.bank_data import bank_data
from orders.services.unmatched import UnmatchedPayment, load_unmatched
from reminders.models import DunningRun, ReminderItem
from reminders.views.exclusions import SHOWN_AT_ONCE
from reminders.views.remedies import Remedies, Remedy


@dataclass(frozen=True, slots=True)
class ShownPayment:
    """A movement in few words; no link for those who may not open it."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class DoubtfulOrder:
    """An order of the proposal with the payments that may belong to it."""

    order_id: int
    number: str
    customer: str
    open_amount: Decimal
    payments: list[ShownPayment]


@dataclass(frozen=True, slots=True)
class BankReach:
    """Up to which day payments to a creditor are taken into account, and what is missing."""

    creditor: str
    words: str
    warning: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """All of it; the links are None where a page is missing or not for this person."""

    banks: list[BankReach]
    statements: Remedy | None
    inbox: Remedy | None
    sentence: str
    take_out_label: str
    first_orders: list[DoubtfulOrder]
    more_orders: list[DoubtfulOrder]


def crossing_of(run: DunningRun, remedies: Remedies, *, today: date) -> Crossing:
    """What the bank has told so far of the orders that the proposal would dun."""
    creditor_ids = set(run.reminders.proposed().values_list("creditor", flat=True))
    banks = bank_data(on=today, creditor_ids=creditor_ids)
    doubtful = doubtful_orders(run)
    shown = [_shown(order, payments, remedies) for order, payments in doubtful]
    cut = SHOWN_AT_ONCE if len(shown) > SHOWN_AT_ONCE + 1 else len(shown)
    return Crossing(
        banks=[_reach(data) for data in banks.values()],
        statements=remedies.statements(),
        inbox=remedies.inbox(),
        sentence=_sentence(doubtful) if doubtful else "",
        take_out_label=_take_out_label(len(doubtful)),
        first_orders=shown[:cut],
        more_orders=shown[cut:],
    )


def doubtful_orders(run: DunningRun) -> list[tuple[Order, list[UnmatchedPayment]]]:
    """The orders of a proposal that may be paid already, oldest due first; three queries."""
    unmatched = load_unmatched()
    items = ReminderItem.objects.filter(reminder__in=run.reminders.proposed())
    rows = items.values_list(
        "order",
        "reminder__creditor",
        "order__open_amount",
        "order__oldest_installment__open_amount",
    )
    concerned = [
        order_id
        for order_id, creditor_id, *amounts in rows
        if unmatched.may_concern(order_id, creditor_id, amounts)
    ]
    orders = list(
        Order.objects.filter(pk__in=concerned)
        .select_related("customer", "sales_account", "oldest_installment")
        .order_by("oldest_due_on", "pk")
    )
    payments = unmatched.of(orders)
    return [(order, payments[order.pk]) for order in orders if order.pk in payments]


def _shown(order: Order, payments: Sequence[UnmatchedPayment], remedies: Remedies) -> DoubtfulOrder:
    return DoubtfulOrder(
        order.pk,
        order.number,
        order.customer.display_name,
        order.open_amount,
        [ShownPayment(_words(payment), remedies.payment_url(payment.pk)) for payment in payments],
    )


def _words(payment: UnmatchedPayment) -> str:
    words = f"{euro(payment.amount)} vom {german_day(payment.booked_on)}"
    return f"{words} von {payment.name}" if payment.name else words


def _reach(data: BankData) -> BankReach:
    warning = data.problem or (f"{data.creditor}: {data.held_words}" if data.held_count else "")
    return BankReach(data.creditor, data.reach_words, warning)


def _sentence(doubtful: Sequence[tuple[Order, Sequence[UnmatchedPayment]]]) -> str:
    """How many orders may be paid by how much that nobody has matched."""
    amounts = dict(_amounts(doubtful))
    orders = plural(len(doubtful), "Auftrag", "Aufträgen")
    total = euro(sum(amounts.values(), ZERO))
    if len(amounts) == 1:
        return (
            f"Ein Zahlungseingang über {total} ist noch nicht zugeordnet und passt zu {orders} "
            "dieses Mahnlaufs."
        )
    return (
        f"{len(amounts)} Zahlungseingänge über zusammen {total} sind noch nicht zugeordnet und "
        f"passen zu {orders} dieses Mahnlaufs."
    )


def _amounts(
    doubtful: Sequence[tuple[Order, Sequence[UnmatchedPayment]]],
) -> Iterator[tuple[int, Decimal]]:
    """Each payment once, however many orders it fits."""
    for _, payments in doubtful:
        for payment in payments:
            yield payment.pk, payment.amount


def _take_out_label(count: int) -> str:
    if count == 1:
        return "Diesen Auftrag aus dem Lauf nehmen"
    return f"Diese {plural(count, 'Auftrag', 'Aufträge')} aus dem Lauf nehmen"
