"""Store new orders of a shop, one or many at once: rows, bookings and kept figures."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import OuterRef, Subquery

from common.rules.money import ZERO
from orders.models import (
    Customer,
    HistoryEntry,
    Installment,
    Invoice,
    LedgerEntry,
    Order,
    OrderImport,
    OrderLine,
    PaymentMethod,
    SalesAccount,
)
from orders.rules.changes import fingerprint
from orders.rules.drafts import InstallmentDraft, OrderDraft, UnpaidReason
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
_NOTHING_BOOKED = BookedMoney(told=ZERO, from_shop=ZERO, given_back=ZERO, in_all=ZERO)


@dataclass(frozen=True, slots=True)
class _NewOrder:
    """The rows of one order before they are stored."""

    draft: OrderDraft
    order: Order
    installments: list[Installment]
    entries: list[LedgerEntry]


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
    methods = _payment_methods(drafts)
    customers = take_customers(account, [draft.customer for draft in drafts])
    made = []
    for draft, customer in zip(drafts, customers, strict=True):
        order = _new_order(account, draft, customer, methods[draft.payment_method], today=today)
        made.append(_with_money(order, _as_assumed(draft, assumed), today=today))
    _store(made)
    HistoryEntry.objects.bulk_create(
        HistoryEntry(order=one.order, text="Aus dem Shop importiert.", actor=actor) for one in made
    )
    orders = [one.order for one in made]
    balance_changed.send(sender=Order, orders=orders)
    return orders


def _as_assumed(draft: OrderDraft, assumed: str) -> OrderDraft:
    if draft.knows_payments or is_closed_in_shop(draft) or assumed != AssumedState.PAID:
        return draft
    return replace(draft, open_amount=ZERO)


def _payment_methods(drafts: Iterable[OrderDraft]) -> dict[str, PaymentMethod]:
    names = dict.fromkeys(draft.payment_method for draft in drafts)
    return {name: payment_method(name) for name in names}


def _new_order(
    account: SalesAccount,
    draft: OrderDraft,
    customer: Customer,
    method: PaymentMethod,
    *,
    today: date,
) -> Order:
    order = Order(
        sales_account=account,
        number=draft.number,
        number_key=number_key(draft.number),
        customer=customer,
        payment_method=method,
        ordered_on=draft.ordered_on,
        currency=draft.currency,
        total=draft.total,
        payment_plan=draft.payment_plan,
        shop_token=draft.shop_token,
        shop_state_text=draft.shop_state_text[:60],
        cancelled_on=(draft.cancelled_on or today) if is_closed_in_shop(draft) else None,
        # Of what the file says, not of what is assumed: else the same file would change it again.
        shop_fingerprint=fingerprint(draft),
        unpaid_reason=UnpaidReason.UNKNOWN,
    )
    order.unpaid_reason = unpaid_reason(order, draft)
    order.search_text = search_text(order)
    return order


def _with_money(order: Order, draft: OrderDraft, *, today: date) -> _NewOrder:
    """The order with its installments, entries and kept figures, all not stored yet."""
    rates = draft.installments or (InstallmentDraft(due_day(order), draft.total),)
    installments = [
        Installment(order=order, position=position, due_on=rate.due_on, amount=rate.amount)
        for position, rate in enumerate(rates if draft.total else (), start=1)
    ]
    entries = [
        _entry(order, Kind.CHARGE, one.amount, draft.ordered_on, ORDERED, one)
        for one in installments
        if one.amount
    ]
    entries += _shop_entries(order, draft, today=today)
    _keep_figures(order, installments, entries)
    return _NewOrder(draft, order, installments, entries)


def _shop_entries(order: Order, draft: OrderDraft, *, today: date) -> Iterator[LedgerEntry]:
    """What was paid and credited in the shop before the order is known here."""
    if not (draft.knows_payments or is_closed_in_shop(draft)):
        return
    payment = payment_change(_NOTHING_BOOKED, draft)
    if payment.arrived:
        yield _entry(order, Kind.PAYMENT, -payment.arrived, today, PAID)
    credited = order.total if is_closed_in_shop(draft) else credited_in_shop(draft)
    credit = credit_change(credited, told=ZERO, from_shop=ZERO, in_all=ZERO)
    if credit.difference:
        yield _entry(order, Kind.CREDIT_NOTE, -credit.difference, today, CREDITED)
    order.shop_paid_amount, order.shop_credited_amount = payment.told, credit.told


def _entry(
    order: Order,
    kind: LedgerEntry.Kind,
    amount: Decimal,
    booked_on: date,
    reference: str,
    installment: Installment | None = None,
) -> LedgerEntry:
    return LedgerEntry(
        order=order,
        kind=kind,
        amount=amount,
        booked_on=booked_on,
        source=SHOP,
        reference=reference,
        installment=installment,
    )


def _keep_figures(
    order: Order, installments: list[Installment], entries: list[LedgerEntry]
) -> None:
    """Set the kept figures by the rules of the ledger, before the rows have their keys."""
    for key, installment in enumerate(installments, start=1):
        installment.pk = key
    for key, entry in enumerate(entries, start=1):
        entry.pk = key
        entry.installment_id = entry.installment.pk if entry.installment else None
    by_due_day = sorted(installments, key=lambda one: (one.due_on, one.position))
    by_day = sorted(entries, key=lambda one: (one.booked_on, one.pk))
    keep_figures(order, by_due_day, figures_of(by_due_day, by_day))
    for row in (*installments, *entries):
        row.pk = None


def _store(made: Sequence[_NewOrder]) -> None:
    """Store the rows; the oldest unpaid installments are known only once they have keys."""
    oldest = {id(one.order): one.order.oldest_installment for one in made}
    for one in made:
        one.order.oldest_installment = None
    Order.objects.bulk_create(one.order for one in made)
    OrderLine.objects.bulk_create(
        line for one in made for line in order_lines(one.order, one.draft)
    )
    Installment.objects.bulk_create(row for one in made for row in one.installments)
    LedgerEntry.objects.bulk_create(entry for one in made for entry in one.entries)
    Invoice.objects.bulk_create(_invoices(made))
    for one in made:
        one.order.oldest_installment = oldest[id(one.order)]
    _store_oldest([one.order for one in made if one.order.is_open])


def _store_oldest(orders: Sequence[Order]) -> None:
    unpaid = Installment.objects.filter(order=OuterRef("pk"), open_amount__gt=0)
    oldest = unpaid.order_by("due_on", "position").values("pk")[:1]
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(
        oldest_installment=Subquery(oldest)
    )


def _invoices(made: Iterable[_NewOrder]) -> Iterator[Invoice]:
    for one in made:
        if number := one.draft.invoice_number:
            yield Invoice(order=one.order, number=number, number_key=number_key(number))
