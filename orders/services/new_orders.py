"""Store new orders of a shop, one or many at once: rows, bookings and kept figures."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Model

from common.bulk import insert, maker, relate, reserve_keys
from common.rules.money import ZERO
from orders.models import (
    Customer,
    HistoryEntry,
    Installment,
    Invoice,
    LedgerEntry,
    Order,
    OrderImport,
    PaymentMethod,
    SalesAccount,
)
from orders.rules.changes import fingerprint
from orders.rules.drafts import InstallmentDraft, OrderDraft
from orders.rules.number_keys import number_key
from orders.rules.shop_money import (
    BookedMoney,
    credit_change,
    credited_in_shop,
    is_closed_in_shop,
    payment_change,
)
from orders.services.ledger import figures_of, keep_figures
from orders.services.locks import lock_account
from orders.services.shop_bookings import CREDITED, ORDERED, PAID, SHOP, due_day
from orders.services.shop_customers import search_text, take_customers
from orders.services.shop_details import order_lines, payment_method, unpaid_reason
from orders.signals import balance_changed

Kind = LedgerEntry.Kind
AssumedState = OrderImport.AssumedState
IMPORTED = "Aus dem Shop importiert."
make_order, make_installment = maker(Order), maker(Installment)
make_entry, make_note = maker(LedgerEntry), maker(HistoryEntry)
_NOTHING_BOOKED = BookedMoney(told=ZERO, from_shop=ZERO, given_back=ZERO, in_all=ZERO)


@transaction.atomic
def create_order(
    account: SalesAccount, draft: OrderDraft, *, actor: AbstractBaseUser | None, today: date
) -> Order:
    """Store a new order with its lines, its installments and what was paid in the shop."""
    lock_account(account.pk)
    return create_orders(account, [draft], actor=actor, today=today)[0]


def create_orders(
    account: SalesAccount,
    drafts: Sequence[OrderDraft],
    *,
    actor: AbstractBaseUser | None,
    today: date,
    assumed: str = "",
) -> list[Order]:
    """Store new orders of the locked account in a fixed number of queries, in their order.

    assumed: an AssumedState, what a clerk says of drafts that know nothing of payments; without
    one they are open.
    """
    orders = _new_orders(account, drafts, today=today)
    assumed_drafts = [_as_assumed(draft, assumed) for draft in drafts]
    installments = _new_installments(orders, assumed_drafts)
    entries = _new_entries(orders, assumed_drafts, installments, today=today)
    for order, rates, booked in zip(orders, installments, entries, strict=True):
        by_due_day = sorted(rates, key=lambda one: (one.due_on, one.position))
        by_day = sorted(booked, key=lambda one: (one.booked_on, one.pk))
        keep_figures(order, by_due_day, figures_of(by_due_day, by_day))
    insert(orders)
    insert([line for one in zip(orders, drafts, strict=True) for line in order_lines(*one)])
    insert([row for rows in installments for row in rows])
    insert([row for rows in entries for row in rows])
    insert(_invoices(orders, drafts))
    by = actor.pk if actor else None
    insert([make_note(order_id=order.id, text=IMPORTED, actor_id=by) for order in orders])
    balance_changed.send(sender=Order, orders=orders)
    return orders


def _as_assumed(draft: OrderDraft, assumed: str) -> OrderDraft:
    if draft.knows_payments or is_closed_in_shop(draft) or assumed != AssumedState.PAID:
        return draft
    return replace(draft, open_amount=ZERO)


def _new_orders(account: SalesAccount, drafts: Sequence[OrderDraft], *, today: date) -> list[Order]:
    methods = {
        name: payment_method(name)
        for name in dict.fromkeys(draft.payment_method for draft in drafts)
    }
    customers = take_customers(account, [draft.customer for draft in drafts])
    keys = reserve_keys(Order, len(drafts))
    return [
        _new_order(key, account, draft, customer, methods[draft.payment_method], today=today)
        for key, draft, customer in zip(keys, drafts, customers, strict=True)
    ]


def _new_order(
    key: int,
    account: SalesAccount,
    draft: OrderDraft,
    customer: Customer,
    method: PaymentMethod,
    *,
    today: date,
) -> Order:
    order = make_order(
        id=key,
        number=draft.number,
        number_key=number_key(draft.number),
        ordered_on=draft.ordered_on,
        currency=draft.currency,
        total=draft.total,
        payment_plan=draft.payment_plan,
        shop_token=draft.shop_token,
        shop_state_text=draft.shop_state_text[:60],
        cancelled_on=(draft.cancelled_on or today) if is_closed_in_shop(draft) else None,
        # Of what the file says, not of what is assumed: else the same file would change it again.
        shop_fingerprint=fingerprint(draft),
    )
    relate(order, sales_account=account, customer=customer, payment_method=method)
    order.unpaid_reason = unpaid_reason(order, draft)
    order.search_text = search_text(order)
    return order


def _new_installments(
    orders: Sequence[Order], drafts: Sequence[OrderDraft]
) -> list[list[Installment]]:
    """What falls due of each order; an order of 0.00 has no installment."""
    made = []
    for order, draft in zip(orders, drafts, strict=True):
        rates = draft.installments or (InstallmentDraft(due_day(order), draft.total),)
        made.append(
            [
                make_installment(
                    order_id=order.id, position=position, due_on=rate.due_on, amount=rate.amount
                )
                for position, rate in enumerate(rates if draft.total else (), start=1)
            ]
        )
    _give_keys(Installment, made)
    return made


def _new_entries(
    orders: Sequence[Order],
    drafts: Sequence[OrderDraft],
    installments: Sequence[Sequence[Installment]],
    *,
    today: date,
) -> list[list[LedgerEntry]]:
    """What is charged for each installment, then what was paid and credited in the shop."""
    made = []
    for order, draft, rates in zip(orders, drafts, installments, strict=True):
        charges = [
            _entry(order.id, Kind.CHARGE, one.amount, draft.ordered_on, ORDERED, one.id)
            for one in rates
            if one.amount
        ]
        made.append([*charges, *_shop_entries(order, draft, today=today)])
    _give_keys(LedgerEntry, made)
    return made


def _give_keys(model: type[Model], rows_of_orders: Iterable[Iterable[Model]]) -> None:
    """Let the rows have keys before they are stored, in their order."""
    rows = [row for rows in rows_of_orders for row in rows]
    for row, key in zip(rows, reserve_keys(model, len(rows)), strict=True):
        row.pk = key


def _shop_entries(order: Order, draft: OrderDraft, *, today: date) -> Iterator[LedgerEntry]:
    """What was paid and credited in the shop before the order is known here."""
    if not (draft.knows_payments or is_closed_in_shop(draft)):
        return
    payment = payment_change(_NOTHING_BOOKED, draft)
    if payment.arrived:
        yield _entry(order.id, Kind.PAYMENT, -payment.arrived, today, PAID)
    credited = order.total if is_closed_in_shop(draft) else credited_in_shop(draft)
    credit = credit_change(credited, told=ZERO, from_shop=ZERO, in_all=ZERO)
    if credit.difference:
        yield _entry(order.id, Kind.CREDIT_NOTE, -credit.difference, today, CREDITED)
    order.shop_paid_amount, order.shop_credited_amount = payment.told, credit.told


def _entry(
    order_id: int,
    kind: LedgerEntry.Kind,
    amount: Decimal,
    booked_on: date,
    reference: str,
    installment_id: int | None = None,
) -> LedgerEntry:
    return make_entry(
        order_id=order_id,
        kind=kind,
        amount=amount,
        booked_on=booked_on,
        source=SHOP,
        reference=reference,
        installment_id=installment_id,
    )


def _invoices(orders: Sequence[Order], drafts: Sequence[OrderDraft]) -> list[Invoice]:
    return [
        Invoice(
            order_id=order.id,
            number=draft.invoice_number,
            number_key=number_key(draft.invoice_number),
        )
        for order, draft in zip(orders, drafts, strict=True)
        if draft.invoice_number
    ]
