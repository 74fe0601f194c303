"""Store what a shop says of one order: rows, customer, installments and bookings."""

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.models import AbstractBaseUser

from orders.models import Customer, Invoice, Order, OrderLine
from orders.rules.changes import KnownOrder, changes, fingerprint
from orders.rules.drafts import OrderDraft
from orders.rules.number_keys import number_key
from orders.rules.shop_money import is_closed_in_shop
from orders.services.due_days import due_phrase
from orders.services.history import record
from orders.services.ledger import lock_order, refresh_many
from orders.services.new_orders import create_order
from orders.services.shop_bookings import (
    book_shop_figures,
    booked_money,
    booked_sums,
    credited,
    is_flagged,
    take_total,
)
from orders.services.shop_customers import customer_draft, search_text, update_customer
from orders.services.shop_details import order_lines, payment_method, unpaid_reason

__all__ = [
    "change_phrases",
    "create_order",
    "known_order",
    "payment_method",
    "update_order",
    "update_orders",
]


def known_order(order: Order) -> KnownOrder:
    """What is stored of the order, to compare a draft with."""
    booked = booked_sums(order)
    return KnownOrder(
        total=order.total,
        payments=booked_money(order, booked),
        shop_credited_amount=order.shop_credited_amount,
        credited_from_shop=credited(booked.from_shop),
        credited_in_all=credited(booked.in_all),
        is_cancelled=_is_cancelled_in_shop(order),
        ordered_on=order.ordered_on,
        payment_method=order.payment_method.name,
        customer=customer_draft(order.customer),
    )


def _is_cancelled_in_shop(order: Order) -> bool:
    """Whether the shop said so, whatever a clerk did besides."""
    if not order.is_cancelled_by_hand:
        return order.is_cancelled
    return order.shop_credited_amount >= order.total


def change_phrases(order: Order, draft: OrderDraft) -> tuple[str, ...]:
    """German phrases that say what a file changes on the order; empty when only details differ."""
    due = due_phrase(order, draft)
    phrases = (*changes(known_order(order), draft), *([due] if due else []))
    if not is_flagged(order, draft):
        return phrases
    # The total stands first; it waits for a clerk.
    return (f"{phrases[0]} gemeldet, nicht übernommen", *phrases[1:])


def update_order(
    order_id: int, draft: OrderDraft, *, actor: AbstractBaseUser | None, today: date
) -> Order:
    """Take over what a later file says of a known order; the history names each change."""
    order = lock_order(order_id)
    update_orders([(order, draft)], actor=actor, today=today)
    return order


def update_orders(
    told: Sequence[tuple[Order, OrderDraft]], *, actor: AbstractBaseUser | None, today: date
) -> None:
    """The same for many locked orders in their order; each order stands once."""
    # Orders of one customer share one row, so that the next one sees what the one before changed.
    customers = Customer.objects.in_bulk({order.customer_id for order, _ in told})
    for order, draft in told:
        order.customer = customers[order.customer_id]
        _take_over(order, draft, actor=actor, today=today)
    refresh_many([order for order, _ in told])


def _take_over(
    order: Order, draft: OrderDraft, *, actor: AbstractBaseUser | None, today: date
) -> None:
    phrases = change_phrases(order, draft)
    update_customer(order.customer, draft.customer)
    if draft.payment_method != order.payment_method.name:
        order.payment_method = payment_method(draft.payment_method)
    order.ordered_on = draft.ordered_on
    take_total(order, draft, today=today)
    _replace_lines(order, draft)
    record(order, f"Aus dem Shop aktualisiert: {', '.join(phrases) or 'Details'}.", actor=actor)
    _take_shop_figures(order, draft, today=today)


def _replace_lines(order: Order, draft: OrderDraft) -> None:
    # Many files have no columns for positions: they say nothing of those that are known.
    if not draft.lines:
        return
    known, told = list(order.lines.all()), list(order_lines(order, draft))
    if list(map(_said, known)) != list(map(_said, told)):
        order.lines.all().delete()
        OrderLine.objects.bulk_create(told)


def _said(line: OrderLine) -> tuple[object, ...]:
    return line.position, line.product, line.sku, line.quantity, line.unit_price


def _take_shop_figures(order: Order, draft: OrderDraft, *, today: date) -> None:
    """Take over state and money as the shop has them now."""
    book_shop_figures(order, draft, today=today)
    order.payment_plan = draft.payment_plan
    order.shop_token = draft.shop_token or order.shop_token
    order.unpaid_reason = unpaid_reason(order, draft)
    _write_invoice(order, draft)
    order.shop_state_text = draft.shop_state_text[:60]
    if is_closed_in_shop(draft):
        order.cancelled_on = draft.cancelled_on or today
    elif not order.is_cancelled_by_hand:
        order.cancelled_on = None
    order.shop_fingerprint = fingerprint(draft)
    order.search_text = search_text(order)
    order.save()


def _write_invoice(order: Order, draft: OrderDraft) -> None:
    if draft.invoice_number:
        Invoice.objects.get_or_create(
            order=order,
            number=draft.invoice_number,
            defaults={"number_key": number_key(draft.invoice_number)},
        )
