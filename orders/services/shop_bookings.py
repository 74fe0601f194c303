"""Book what a shop says of the money of one order; the order is locked by the caller."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO
from orders.models import Installment, LedgerEntry, Order
from orders.rules.drafts import OrderDraft
from orders.rules.due_dates import due_on
from orders.rules.shop_money import BookedMoney, credited_in_shop, payment_change
from orders.services.ledger import book

Kind = LedgerEntry.Kind
SHOP = LedgerEntry.Source.SHOP


def charge_order(order: Order, draft: OrderDraft) -> None:
    """Book the order's total, due on one day by the terms of method and account."""
    if draft.total > 0:
        installment = _new_installment(order, draft.total)
        _book(order, Kind.CHARGE, draft.total, draft.ordered_on, "Bestellung", installment)


def book_shop_figures(order: Order, draft: OrderDraft, *, today: date) -> None:
    """Book what was paid and credited in the shop since the last file, and remember it."""
    change = payment_change(_booked_money(order), draft)
    if change.arrived:
        _book(order, Kind.PAYMENT, -change.arrived, today, "laut Shop bezahlt")
    if change.refunded:
        _book(order, Kind.REFUND, change.refunded, today, "laut Shop erstattet")
    if change.charged_back:
        _book(order, Kind.CHARGEBACK, change.charged_back, today, "laut Shop nicht mehr bezahlt")
    credited = credited_in_shop(draft)
    difference = credited - order.shop_credited_amount
    if difference > 0:
        _book(order, Kind.CREDIT_NOTE, -difference, today, "Gutschrift oder Storno im Shop")
    elif difference < 0:
        _book(order, Kind.CHARGE, -difference, today, "Gutschrift im Shop zurückgenommen")
    order.shop_paid_amount, order.shop_credited_amount = change.told, credited


def change_total(order: Order, total: Decimal, *, today: date) -> None:
    """Book the difference to a total that the shop changed; the last installments bear it."""
    difference = total - order.total
    order.total = total
    if difference > 0:
        installment = order.installments.order_by("due_on", "position").last()
        installment = installment or _new_installment(order, ZERO)
        installment.amount += difference
        installment.save(update_fields=["amount"])
        _book(order, Kind.CHARGE, difference, today, "Betrag im Shop erhöht", installment)
    elif difference < 0:
        _shorten_installments(order, -difference)
        _book(order, Kind.CREDIT_NOTE, difference, today, "Betrag im Shop gesenkt")


def move_due_day(order: Order) -> None:
    """Let a one-off order fall due by the terms of its present method and order day."""
    installments = list(order.installments.all())
    if len(installments) == 1 and installments[0].due_on != _due_day(order):
        installments[0].due_on = _due_day(order)
        installments[0].save(update_fields=["due_on"])


def _booked_money(order: Order) -> BookedMoney:
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for kind, amount in order.ledger_entries.filter(source=SHOP).values_list("kind", "amount"):
        sums[kind] += amount
    return BookedMoney(
        told=order.shop_paid_amount,
        from_shop=-(sums[Kind.PAYMENT] + sums[Kind.REFUND] + sums[Kind.CHARGEBACK]),
        given_back=sums[Kind.REFUND],
        in_all=order.paid_amount,
    )


def _shorten_installments(order: Order, difference: Decimal) -> None:
    for installment in order.installments.order_by("-due_on", "-position"):
        part = min(installment.amount, difference)
        installment.amount -= part
        installment.open_amount = min(installment.open_amount, installment.amount)
        installment.save(update_fields=["amount", "open_amount"])
        difference -= part


def _new_installment(order: Order, amount: Decimal) -> Installment:
    return Installment.objects.create(
        order=order, position=1, due_on=_due_day(order), amount=amount
    )


def _due_day(order: Order) -> date:
    return due_on(
        order.ordered_on,
        account_term_days=order.sales_account.payment_term_days,
        method_term_days=order.payment_method.payment_term_days,
    )


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
