"""Store what a shop says of one order: rows, customer, installment and bookings."""

import hashlib
from dataclasses import asdict
from datetime import date

from django.contrib.auth.models import AbstractBaseUser

from common.rules.german import fold, searchable
from orders.models import Customer, Invoice, Order, OrderLine, PaymentMethod, SalesAccount
from orders.rules.changes import KnownOrder, changes, fingerprint
from orders.rules.drafts import CustomerDraft, OrderDraft, UnpaidReason
from orders.rules.number_keys import number_key
from orders.rules.payment_methods import is_collected_by_itself
from orders.rules.shop_money import is_closed_in_shop
from orders.services.history import record
from orders.services.ledger import lock_order, refresh_figures
from orders.services.shop_bookings import (
    book_shop_figures,
    charge_order,
    take_total,
)

CUSTOMER_FIELDS = tuple(CustomerDraft.__dataclass_fields__)


def known_order(order: Order) -> KnownOrder:
    """What is stored of the order, to compare a draft with."""
    return KnownOrder(
        total=order.total,
        shop_paid_amount=order.shop_paid_amount,
        shop_credited_amount=order.shop_credited_amount,
        is_cancelled=order.is_cancelled,
        ordered_on=order.ordered_on,
        payment_method=order.payment_method.name,
        customer=CustomerDraft(**{name: getattr(order.customer, name) for name in CUSTOMER_FIELDS}),
    )


def create_order(
    account: SalesAccount, draft: OrderDraft, *, actor: AbstractBaseUser | None, today: date
) -> Order:
    """Store a new order with its lines, one installment and what was paid in the shop."""
    order = Order.objects.create(
        sales_account=account,
        number=draft.number,
        number_key=number_key(draft.number),
        customer=_customer(account, draft.customer),
        payment_method=payment_method(draft.payment_method),
        ordered_on=draft.ordered_on,
        currency=draft.currency,
        total=draft.total,
    )
    _write_lines(order, draft)
    charge_order(order, draft)
    record(order, "Aus dem Shop importiert.", actor=actor)
    _take_shop_figures(order, draft, today=today)
    return order


def update_order(
    order_id: int, draft: OrderDraft, *, actor: AbstractBaseUser | None, today: date
) -> Order:
    """Take over what a later file says of a known order; the history names each change."""
    order = lock_order(order_id)
    phrases = changes(known_order(order), draft)
    _update_customer(order.customer, draft.customer)
    order.payment_method = payment_method(draft.payment_method)
    order.ordered_on = draft.ordered_on
    take_total(order, draft, today=today)
    order.lines.all().delete()
    _write_lines(order, draft)
    record(order, f"Aus dem Shop aktualisiert: {', '.join(phrases) or 'Details'}.", actor=actor)
    _take_shop_figures(order, draft, today=today)
    return order


def payment_method(name: str) -> PaymentMethod:
    """The payment method of that name in any case, made when it is new."""
    defaults = {"name": name, "is_collected": is_collected_by_itself(name)}
    return PaymentMethod.objects.get_or_create(name__iexact=name, defaults=defaults)[0]


def search_text(order: Order) -> str:
    """What the order list searches: number, names, company and e-mail, folded."""
    customer = order.customer
    return searchable(
        " ".join([order.number, customer.full_name, customer.company, customer.email])
    )


def _take_shop_figures(order: Order, draft: OrderDraft, *, today: date) -> None:
    """Take over state and money as the shop has them now; refresh the order."""
    book_shop_figures(order, draft, today=today)
    order.payment_plan = draft.payment_plan
    order.shop_token = draft.shop_token or order.shop_token
    order.unpaid_reason = _unpaid_reason(order, draft)
    _write_invoice(order, draft)
    order.shop_state_text = draft.shop_state_text[:60]
    order.cancelled_on = (draft.cancelled_on or today) if is_closed_in_shop(draft) else None
    order.shop_fingerprint = fingerprint(draft)
    order.search_text = search_text(order)
    order.save()
    refresh_figures(order)


def _unpaid_reason(order: Order, draft: OrderDraft) -> str:
    """What the shop tells, else what is known, else that nobody takes the money by itself."""
    if draft.unpaid_reason or order.unpaid_reason:
        return draft.unpaid_reason or order.unpaid_reason
    if order.payment_method.is_collected:
        return UnpaidReason.UNKNOWN
    return UnpaidReason.NO_AUTOMATIC_DEBIT


def _write_invoice(order: Order, draft: OrderDraft) -> None:
    if draft.invoice_number:
        Invoice.objects.get_or_create(
            order=order,
            number=draft.invoice_number,
            defaults={"number_key": number_key(draft.invoice_number)},
        )


def _write_lines(order: Order, draft: OrderDraft) -> None:
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            position=position,
            product=line.product,
            sku=line.sku,
            quantity=line.quantity,
            unit_price=line.unit_price,
        )
        for position, line in enumerate(draft.lines, start=1)
    )


def _customer(account: SalesAccount, draft: CustomerDraft) -> Customer:
    """The account's customer with the same e-mail and name, made when it is new."""
    customer, is_new = Customer.objects.get_or_create(
        sales_account=account, identity=_identity(draft), defaults=asdict(draft)
    )
    if not is_new:
        _update_customer(customer, draft)
    return customer


def _update_customer(customer: Customer, draft: CustomerDraft) -> None:
    """Take over what the shop says of the customer; all the customer's orders are found by it."""
    changed = [name for name in CUSTOMER_FIELDS if getattr(customer, name) != getattr(draft, name)]
    if not changed:
        return
    for name in changed:
        setattr(customer, name, getattr(draft, name))
    identity = _identity(draft)
    if not Customer.objects.filter(
        sales_account=customer.sales_account_id, identity=identity
    ).exists():
        customer.identity = identity
    customer.save(update_fields=[*changed, "identity"])
    orders = list(Order.objects.filter(customer=customer).order_by("pk"))
    for order in orders:
        order.search_text = search_text(order)
    Order.objects.bulk_update(orders, ["search_text"], batch_size=200)


def _identity(draft: CustomerDraft) -> str:
    """Who counts as the same customer: e-mail and names, without an e-mail the address."""
    parts = [draft.email, draft.first_name, draft.last_name, draft.company]
    if not draft.email:
        parts += [draft.street, draft.postcode]
    return hashlib.sha256(fold("\n".join(parts)).encode()).hexdigest()
