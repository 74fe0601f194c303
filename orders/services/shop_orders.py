"""Store what a shop says of one order: rows, customer, installment and bookings."""

import hashlib
from dataclasses import asdict
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser

from common.rules.german import fold
from common.rules.money import ZERO
from orders.models import (
    Customer,
    Installment,
    LedgerEntry,
    Order,
    OrderLine,
    PaymentMethod,
    SalesAccount,
)
from orders.rules.changes import (
    KnownOrder,
    changes,
    credited_in_shop,
    fingerprint,
    is_closed_in_shop,
    paid_after,
    paid_in_shop,
    taken_back,
)
from orders.rules.drafts import CustomerDraft, OrderDraft
from orders.rules.due_dates import due_on
from orders.services.history import record
from orders.services.ledger import book, lock_order, refresh_figures

Kind = LedgerEntry.Kind
SHOP = LedgerEntry.Source.SHOP
CUSTOMER_FIELDS = tuple(CustomerDraft.__dataclass_fields__)


def known_order(order: Order) -> KnownOrder:
    """What is stored of the order, to compare a draft with."""
    return KnownOrder(
        total=order.total,
        shop_paid_amount=order.shop_paid_amount,
        shop_credited_amount=order.shop_credited_amount,
        is_cancelled=order.is_cancelled,
        payment_method=order.payment_method.name,
        customer=CustomerDraft(**{name: getattr(order.customer, name) for name in CUSTOMER_FIELDS}),
    )


def create_order(
    account: SalesAccount, draft: OrderDraft, *, actor: AbstractBaseUser | None, today: date
) -> Order:
    """Store a new order with its lines, one installment and what was paid in the shop."""
    method = payment_method(draft.payment_method)
    order = Order.objects.create(
        sales_account=account,
        number=draft.number,
        customer=_customer(account, draft.customer),
        payment_method=method,
        ordered_on=draft.ordered_on,
        currency=draft.currency,
        total=draft.total,
    )
    _write_lines(order, draft)
    if draft.total > 0:
        installment = Installment.objects.create(
            order=order,
            position=1,
            due_on=due_on(
                draft.ordered_on,
                account_term_days=account.payment_term_days,
                method_term_days=method.payment_term_days,
            ),
            amount=draft.total,
        )
        _book(order, Kind.CHARGE, draft.total, draft.ordered_on, "Bestellung", installment)
    record(order, "Aus dem Shop importiert.", actor=actor)
    _take_shop_figures(order, draft, today=today)
    return order


def update_order(
    order_id: int, draft: OrderDraft, *, actor: AbstractBaseUser | None, today: date
) -> Order:
    """Take over what a later file says of a known order; the history names each change."""
    order = lock_order(order_id)
    phrases = changes(known_order(order), draft)
    if draft.total != order.total:
        _change_total(order, draft.total, today=today)
    _update_customer(order.customer, draft.customer)
    order.payment_method = payment_method(draft.payment_method)
    order.lines.all().delete()
    _write_lines(order, draft)
    record(order, f"Aus dem Shop aktualisiert: {', '.join(phrases) or 'Details'}.", actor=actor)
    _take_shop_figures(order, draft, today=today)
    return order


def payment_method(name: str) -> PaymentMethod:
    """The payment method of that name in any case, made when it is new."""
    return PaymentMethod.objects.get_or_create(name__iexact=name, defaults={"name": name})[0]


def search_text(order: Order) -> str:
    """What the order list searches: number, names, company and e-mail, folded."""
    customer = order.customer
    return fold(" ".join([order.number, customer.full_name, customer.company, customer.email]))


def _take_shop_figures(order: Order, draft: OrderDraft, *, today: date) -> None:
    """Book what the shop says was paid and credited since the last file; refresh the order."""
    paid, credited = paid_after(known_order(order), draft), credited_in_shop(draft)
    _book_paid(order, draft, today=today)
    difference = credited - order.shop_credited_amount
    if difference > 0:
        _book(order, Kind.CREDIT_NOTE, -difference, today, "Gutschrift oder Storno im Shop")
    elif difference < 0:
        _book(order, Kind.CHARGE, -difference, today, "Gutschrift im Shop zurückgenommen")
    order.shop_paid_amount, order.shop_credited_amount = paid, credited
    order.shop_state_text = draft.shop_state_text[:60]
    order.cancelled_on = (draft.cancelled_on or today) if is_closed_in_shop(draft) else None
    order.shop_fingerprint = fingerprint(draft)
    order.search_text = search_text(order)
    order.save()
    refresh_figures(order)


def _book_paid(order: Order, draft: OrderDraft, *, today: date) -> None:
    """Book the difference to what the shop said before.

    A payment that a clerk recorded already is not booked a second time.
    """
    arrived = paid_in_shop(draft) - max(order.shop_paid_amount, order.paid_amount)
    if arrived > 0:
        _book(order, Kind.PAYMENT, -arrived, today, "laut Shop bezahlt")
    refunded, charged_back = taken_back(known_order(order), draft)
    if refunded > 0:
        _book(order, Kind.REFUND, refunded, today, "laut Shop erstattet")
    if charged_back > 0:
        _book(order, Kind.CHARGEBACK, charged_back, today, "laut Shop nicht mehr bezahlt")


def _change_total(order: Order, total: Decimal, *, today: date) -> None:
    difference = total - order.total
    order.total = total
    if difference < 0:
        _book(order, Kind.CREDIT_NOTE, difference, today, "Betrag im Shop gesenkt")
        return
    installment = order.installments.order_by("-due_on", "-position").first()
    if installment is None:
        installment = Installment.objects.create(
            order=order,
            position=1,
            due_on=due_on(
                order.ordered_on,
                account_term_days=order.sales_account.payment_term_days,
                method_term_days=order.payment_method.payment_term_days,
            ),
            amount=ZERO,
        )
    installment.amount += difference
    installment.save(update_fields=["amount"])
    _book(order, Kind.CHARGE, difference, today, "Betrag im Shop erhöht", installment)


def _book(
    order: Order,
    kind: LedgerEntry.Kind,
    amount: Decimal,
    booked_on: date,
    reference: str,
    installment: Installment | None = None,
) -> None:
    book(
        order,
        kind,
        amount,
        booked_on=booked_on,
        source=SHOP,
        reference=reference,
        installment=installment,
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
    changed = [name for name in CUSTOMER_FIELDS if getattr(customer, name) != getattr(draft, name)]
    for name in changed:
        setattr(customer, name, getattr(draft, name))
    if changed:
        customer.save(update_fields=changed)


def _identity(draft: CustomerDraft) -> str:
    """Who counts as the same customer: e-mail and names, without an e-mail the address."""
    parts = [draft.email, draft.first_name, draft.last_name, draft.company]
    if not draft.email:
        parts += [draft.street, draft.postcode]
    return hashlib.sha256(fold("\n".join(parts)).encode()).hexdigest()
