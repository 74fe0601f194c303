"""Book what a shop says of the money of one order; the order is locked by the caller."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO
from orders.models import LedgerEntry, Order
from orders.rules.drafts import InstallmentDraft, OrderDraft, UnpaidReason
from orders.rules.due_dates import due_on
from orders.rules.rates import only_adds, spread
from orders.rules.shop_money import (
    BookedMoney,
    credit_change,
    credited_in_shop,
    is_closed_in_shop,
    payment_change,
)
from orders.services.installments import rates_of, set_installments
from orders.services.ledger import PAYMENT_KINDS, book

Kind = LedgerEntry.Kind
SHOP = LedgerEntry.Source.SHOP
ORDERED = "Bestellung"
PAID = "laut Shop bezahlt"
CREDITED = "Gutschrift oder Storno im Shop"


@dataclass(frozen=True, slots=True)
class _Booked:
    """What effective entries add up to, by kind, in euros: all of them, and the shop's alone."""

    in_all: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    from_shop: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))


def book_shop_figures(order: Order, draft: OrderDraft, *, today: date) -> None:
    """Book what was paid and credited in the shop since the last file, and remember it."""
    if draft.knows_payments or is_closed_in_shop(draft):
        booked = _booked(order)
        _book_payments(order, draft, booked, today=today)
        _book_credits(order, draft, booked, today=today)


def is_flagged(order: Order, draft: OrderDraft) -> bool:
    """Whether a clerk has to decide on the total that the shop tells now."""
    return _is_left_alone(order, draft) and draft.total != order.declined_total


def take_total(order: Order, draft: OrderDraft, *, today: date) -> None:
    """Take over total and due days as the shop has them now.

    Another total of an order that was reminded or cancelled by a clerk already is not booked: it
    stays reported until a clerk has decided, and is not reported again once it was declined. An
    order that the shop closed takes it anyway.
    """
    if not _is_left_alone(order, draft):
        order.reported_total = order.declined_total = None
        change_total(order, draft.total, today=today, rates=list(draft.installments))
        return
    order.reported_total = draft.total if is_flagged(order, draft) else None
    if not draft.installments:
        change_total(order, order.total, today=today)


def _is_left_alone(order: Order, draft: OrderDraft) -> bool:
    """Whether the order keeps its total although the shop tells another one."""
    is_watched = order.last_reminded_on is not None or order.is_cancelled_by_hand
    is_declined = draft.total == order.declined_total
    is_changed = draft.total != order.total and not is_closed_in_shop(draft)
    if not is_changed or not (is_watched or is_declined):
        return False
    # A subscription grows by a rate each month; what was claimed of it stays as it was.
    is_grown = not order.is_cancelled_by_hand and only_adds(rates_of(order), draft.installments)
    return not is_grown


def change_total(
    order: Order, total: Decimal, *, today: date, rates: list[InstallmentDraft] | None = None
) -> None:
    """Book the difference to another total, in euros; without rates the last ones bear it.

    The one installment of a one-off order falls due by the terms of its present method and day.
    """
    wanted = rates or rates_of(order)
    if not rates and len(wanted) <= 1:
        wanted = [InstallmentDraft(due_day(order), total)] if total else []
    reference = "Betrag im Shop erhöht" if total > order.total else "Betrag im Shop gesenkt"
    order.total = total
    set_installments(
        order, spread(wanted, total), booked_on=today, source=SHOP, reference=reference
    )


def _book_payments(order: Order, draft: OrderDraft, booked: _Booked, *, today: date) -> None:
    change = payment_change(_booked_money(order, booked), draft)
    if change.arrived:
        _book(order, Kind.PAYMENT, -change.arrived, today, PAID)
    if change.refunded:
        _book(order, Kind.REFUND, change.refunded, today, "laut Shop erstattet")
    if change.charged_back:
        _book(order, Kind.CHARGEBACK, change.charged_back, today, "laut Shop nicht mehr bezahlt")
        order.unpaid_reason = draft.unpaid_reason or UnpaidReason.REJECTED
    order.shop_paid_amount = change.told


def _book_credits(order: Order, draft: OrderDraft, booked: _Booked, *, today: date) -> None:
    credited = order.total if is_closed_in_shop(draft) else credited_in_shop(draft)
    change = credit_change(
        credited,
        told=order.shop_credited_amount,
        from_shop=-booked.from_shop[Kind.CREDIT_NOTE],
        in_all=-(booked.in_all[Kind.CREDIT_NOTE] + booked.in_all[Kind.WRITE_OFF]),
    )
    if change.difference > 0:
        _book(order, Kind.CREDIT_NOTE, -change.difference, today, CREDITED)
    elif change.difference < 0:
        reference = "Gutschrift im Shop zurückgenommen"
        _book(order, Kind.CREDIT_NOTE, -change.difference, today, reference)
    order.shop_credited_amount = change.told


def _booked_money(order: Order, booked: _Booked) -> BookedMoney:
    sums, in_all = booked.from_shop, booked.in_all
    return BookedMoney(
        told=order.shop_paid_amount,
        from_shop=-(sums[Kind.PAYMENT] + sums[Kind.REFUND] + sums[Kind.CHARGEBACK]),
        given_back=sums[Kind.REFUND],
        in_all=-sum((in_all[kind] for kind in PAYMENT_KINDS), ZERO),
    )


def _booked(order: Order) -> _Booked:
    booked = _Booked()
    entries = order.ledger_entries.effective().values_list("kind", "source", "amount")
    for kind, source, amount in entries:
        booked.in_all[kind] += amount
        if source == SHOP:
            booked.from_shop[kind] += amount
    return booked


def due_day(order: Order) -> date:
    """When an order without rates falls due: by the terms of its method and account."""
    return due_on(
        order.ordered_on,
        account_term_days=order.sales_account.payment_term_days,
        method_term_days=order.payment_method.payment_term_days,
    )


def _book(
    order: Order, kind: LedgerEntry.Kind, amount: Decimal, booked_on: date, reference: str
) -> None:
    book(order, kind, amount, booked_on=booked_on, source=SHOP, reference=reference)
