"""The demo's bank statements: yesterday's is taken over, today's lies ready for the visitor."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.contrib.auth.models import User

from dunning_site.demo.adapters.statement_file import statement_file
from dunning_site.demo.movements import PayableOrder, todays_movements, yesterdays_movements
from dunning_site.demo.services.company import COMPANY
from orders.models import Order
from orders.services.statement_import import upload_file

FILE_NAME = "kontoauszug_camt053.xml"
OPENING_BALANCE = Decimal("18240.55")
YESTERDAY, TODAY = 11, 4


def import_statements(
    *, folder: Path, kept_open: Iterable[str], clerk: User, today: date, now: datetime
) -> None:
    """Take yesterday's statement over, and leave today's among the sample files.

    kept_open: numbers of orders that the visitor needs unpaid.
    """
    payable = [_payable(order) for order in _unpaid_orders(kept_open)[: YESTERDAY + TODAY]]
    if len(payable) < YESTERDAY:
        return
    yesterday = today - timedelta(days=1)
    movements = yesterdays_movements(payable[:YESTERDAY], _debited())
    upload_file(
        file_name=f"kontoauszug_{yesterday:%Y-%m-%d}.xml",
        data=_file(movements, number=1, day=yesterday, opening_balance=OPENING_BALANCE),
        actor=clerk,
        today=today,
        clock=lambda: now,
    )
    closing = OPENING_BALANCE + sum((one.amount for one in movements), Decimal(0))
    later = _file(
        todays_movements(payable[YESTERDAY:]), number=2, day=today, opening_balance=closing
    )
    (folder / FILE_NAME).write_bytes(later)


def _file(movements: list, *, number: int, day: date, opening_balance: Decimal) -> bytes:
    return statement_file(
        movements,
        iban=COMPANY["iban"],
        number=number,
        day=day,
        opening_balance=opening_balance,
    )


def _unpaid_orders(kept_open: Iterable[str]) -> list[Order]:
    """Open orders of different people that nothing stops, the youngest first.

    Those that wait for a payment reminder, or whose customer nobody can reach, are left to show.
    """
    seen: set[int] = set()
    unpaid = []
    orders = (
        Order.objects.open()
        .filter(stop_reason="", dunning_blocks=None, standing__procedure__is_active=True)
        .filter(standing__next_reminder_on=None)
        .exclude(number__in=kept_open)
        .exclude(customer__street="")
    )
    for order in orders.select_related("customer").order_by("-ordered_on", "-pk"):
        if order.customer_id not in seen and order.customer.last_name:
            seen.add(order.customer_id)
            unpaid.append(order)
    return unpaid


def _debited() -> PayableOrder | None:
    """A recent order that was paid by direct debit; its bank gives the money back."""
    paid = Order.objects.filter(payment_status=Order.PaymentStatus.PAID, credit_amount=0)
    by_debit = paid.filter(payment_method__name__icontains="lastschrift", paid_amount__gt=0)
    order = by_debit.select_related("customer").order_by("-ordered_on", "-pk").first()
    if order is None:
        return None
    return PayableOrder(
        order.number, order.paid_amount, order.customer.first_name, order.customer.last_name
    )


def _payable(order: Order) -> PayableOrder:
    customer = order.customer
    return PayableOrder(order.number, order.open_amount, customer.first_name, customer.last_name)
