"""Book what a shop says of the money of one order; the order is locked by the caller."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO
from orders.models import LedgerEntry, Order
from orders.rules.drafts import InstallmentDraft, OrderDraft, UnpaidReason
from orders.rules.due_dates import due_on
from orders.rules.rates import keep_days, only_adds, spread
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
class Booked:
    """What effective entries add up to, by kind, in euros: all of them, and the shop's alone.

    taken_back: what bank, interface and clerks took back or refunded of the shop's payments.
    """

    in_all: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    from_shop: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    taken_back: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))


def credited(sums: dict[str, Decimal]) -> Decimal:
    """What of the sums the customer need not pay any more, in euros."""
    return -(sums[Kind.CREDIT_NOTE] + sums[Kind.WRITE_OFF])


def book_shop_figures(order: Order, draft: OrderDraft, *, today: date) -> None:
    """Book what was paid and credited in the shop since the last file, and remember it."""
    if draft.knows_payments or is_closed_in_shop(draft):
        booked = booked_sums(order)
        _book_payments(order, draft, booked, today=today)
        _book_credits(order, draft, booked, today=today)


def is_flagged(order: Order, draft: OrderDraft) -> bool:
    """Whether a clerk has to decide on the total that the shop tells now."""
    return is_left_alone(order, draft) and draft.total != order.declined_total


def take_total(order: Order, draft: OrderDraft, *, today: date) -> None:
    """Take over total and due days as the shop has them now; what was reminded keeps its days.

    Another total of an order that was reminded or cancelled by a clerk already is not booked: it
    stays reported until a clerk has decided, and is not reported again once it was declined. An
    order that the shop closed takes it anyway.
    """
    if not is_left_alone(order, draft):
        order.reported_total = order.declined_total = None
        # What a clerk agreed with the customer holds against the days of the shop.
        rates = [] if order.rates_agreed_on else list(draft.installments)
        change_total(order, draft.total, today=today, rates=rates)
        return
    order.reported_total = draft.total if is_flagged(order, draft) else None
    if not draft.installments:
        change_total(order, order.total, today=today)


def is_left_alone(order: Order, draft: OrderDraft) -> bool:
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

    The one installment of a one-off order falls due by the terms of its present method and day,
    unless it was reminded: deadlines that a customer was told of are counted from the day it had.
    Agreed rates keep their days.
    """
    wanted = rates or rates_of(order)
    if not rates and len(wanted) <= 1 and not order.rates_agreed_on:
        wanted = [InstallmentDraft(due_day(order), total)] if total else []
    if order.last_reminded_on is not None and not order.rates_agreed_on:
        wanted = keep_days(wanted, _days_told(order))
    reference = "Betrag im Shop erhöht" if total > order.total else "Betrag im Shop gesenkt"
    order.total = total
    set_installments(
        order, spread(wanted, total), booked_on=today, source=SHOP, reference=reference
    )


def _days_told(order: Order) -> list[date]:
    """The due days that a reminded customer knows; of an order that came to nothing its old ones.

    A rate that charges nothing any more must not lend its day to the one after it.
    """
    known = order.installments.order_by("due_on", "position")
    return [rate.due_on for rate in rates_of(order)] or [one.due_on for one in known]


def _book_payments(order: Order, draft: OrderDraft, booked: Booked, *, today: date) -> None:
    change = payment_change(booked_money(order, booked), draft)
    if change.arrived:
        _book(order, Kind.PAYMENT, -change.arrived, today, PAID)
    if change.refunded:
        _book(order, Kind.REFUND, change.refunded, today, "laut Shop erstattet")
    if change.charged_back:
        _book(order, Kind.CHARGEBACK, change.charged_back, today, "laut Shop nicht mehr bezahlt")
        order.unpaid_reason = draft.unpaid_reason or UnpaidReason.REJECTED
    order.shop_paid_amount = change.told


def _book_credits(order: Order, draft: OrderDraft, booked: Booked, *, today: date) -> None:
    change = credit_change(
        order.total if is_closed_in_shop(draft) else credited_in_shop(draft),
        told=order.shop_credited_amount,
        from_shop=credited(booked.from_shop),
        in_all=credited(booked.in_all),
    )
    if change.difference > 0:
        _book(order, Kind.CREDIT_NOTE, -change.difference, today, CREDITED)
    elif change.difference < 0:
        reference = "Gutschrift im Shop zurückgenommen"
        _book(order, Kind.CREDIT_NOTE, -change.difference, today, reference)
    order.shop_credited_amount = change.told


def booked_money(order: Order, booked: Booked) -> BookedMoney:
    """What of the sums are payments, and what the shop said before."""
    sums, in_all = booked.from_shop, booked.in_all
    taken_back = sum(booked.taken_back.values(), ZERO)
    return BookedMoney(
        told=order.shop_paid_amount,
        from_shop=-(sums[Kind.PAYMENT] + sums[Kind.REFUND] + sums[Kind.CHARGEBACK] + taken_back),
        given_back=sums[Kind.REFUND],
        in_all=-sum((in_all[kind] for kind in PAYMENT_KINDS), ZERO),
    )


def booked_sums(order: Order) -> Booked:
    """What is booked of the order and was not taken back."""
    booked = Booked()
    columns = ("kind", "source", "amount", "returns__source")
    for kind, source, amount, returned in order.ledger_entries.effective().values_list(*columns):
        booked.in_all[kind] += amount
        if source == SHOP:
            booked.from_shop[kind] += amount
        # A return that names no payment may have been the shop's: better not taken back twice.
        elif kind in (Kind.REFUND, Kind.CHARGEBACK) and returned in (None, SHOP):
            booked.taken_back[kind] += amount
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
