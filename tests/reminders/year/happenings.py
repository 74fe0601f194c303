"""What people, shops and banks do in the virtual year, in the morning before the run."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from orders.models import Customer, Order
from orders.services.corrections import cancel_order, charge_back
from orders.services.payments import record_payment
from orders.services.stops import set_stop
from reminders.models import DunningBlock
from reminders.rules.instalments import Rate
from reminders.services.blocks import set_block, set_customer_block
from reminders.services.plans import agree_plan
from reminders.services.preferences import set_order_preference
from reminders.services.withdrawals import newest_sent, withdraw_reminder
from tests.reminders.year.shops import find, on

Reason = DunningBlock.Reason
Stop = Order.StopReason
Happening = Callable[[date], object]


def pay(number: str, amount: str) -> Happening:
    """A payment arrives."""
    return lambda today: record_payment(
        find(number).pk, amount=Decimal(amount), paid_on=today, actor=None, today=today
    )


def pay_all(number: str) -> Happening:
    """Whatever is open arrives."""
    return lambda today: pay(number, str(find(number).open_amount))(today)


def stop(number: str, reason: Order.StopReason) -> Happening:
    """A clerk stops the dunning."""
    return lambda today: set_stop(
        find(number).pk, reason, reason="Schreiben des Kunden", actor=None
    )


def block(number: str, until_on: date, reason: DunningBlock.Reason = Reason.OTHER) -> Happening:
    """A clerk leaves the order alone for a while."""
    return lambda today: set_block(
        find(number).pk, reason=reason, until_on=until_on, actor=None, today=today
    )


def bounce(number: str) -> Happening:
    """The customer's mailbox is gone."""
    return lambda today: Customer.objects.filter(orders__number=number).update(
        email_failed_on=today
    )


def only_by_hand(number: str) -> Happening:
    """A clerk takes the order out of the schedule."""
    return lambda today: set_order_preference(
        find(number).pk, procedure_id=None, is_manual_only=True, note="Stammkunde", actor=None
    )


def debit_returned(number: str) -> Happening:
    """The bank takes the payment back and charges three euros."""
    return lambda today: charge_back(
        find(number).pk,
        amount=Decimal("79.90"),
        cost=Decimal("3.00"),
        reason_code="AM04",
        booked_on=today,
        actor=None,
        today=today,
    )


def cancel(number: str) -> Happening:
    """The order is cancelled."""
    return lambda today: cancel_order(
        find(number).pk, reason="Ware zurück", cancelled_on=today, actor=None, today=today
    )


def dispute_part(number: str, amount: str) -> Happening:
    """The customer disputes a part of the amount."""
    return lambda today: set_stop(
        find(number).pk,
        Stop.DISPUTED,
        reason="ein Bild fehlt",
        disputed_amount=Decimal(amount),
        actor=None,
    )


def block_customer(number: str, until_on: date) -> Happening:
    """A clerk leaves all orders of the customer alone."""
    return lambda today: set_customer_block(
        find(number).customer_id, reason=Reason.GOODWILL, until_on=until_on, actor=None, today=today
    )


def plan(number: str, *rates: tuple[date, str]) -> Happening:
    """A payment plan is agreed."""
    agreed = [Rate(day, Decimal(amount)) for day, amount in rates]
    return lambda today: agree_plan(find(number).pk, agreed, actor=None, today=today)


def withdraw(number: str) -> Happening:
    """A clerk takes the newest reminder back."""

    def happen(today: date) -> object:
        reminder = newest_sent(find(number))
        assert reminder is not None
        moment = timezone.make_aware(datetime(today.year, today.month, today.day, 5))
        return withdraw_reminder(
            reminder.pk,
            reason="versehentlich gemahnt",
            tells_customer=False,
            actor=None,
            today=today,
            now=moment,
        )

    return happen


HAPPENINGS: dict[date, list[Happening]] = {
    on(1, 20): [pay_all("paid on the very day")],
    on(1, 25): [pay_all("paid after the first")],
    on(1, 30): [pay("partly paid", "30.00"), bounce("bounced")],
    on(2, 3): [block("blocked for a while", on(3, 1))],
    on(2, 10): [pay_all("charged back")],
    on(2, 12): [
        stop("deceased", Stop.DECEASED),
        stop("insolvent", Stop.INSOLVENCY),
        stop("disputed", Stop.DISPUTED),
        dispute_part("disputed in part", "20.00"),
    ],
    on(2, 16): [cancel("cancelled")],
    on(2, 18): [block("deferred", on(4, 30), Reason.DEFERRED)],
    on(2, 20): [pay("rates", "30.00")],
    on(2, 27): [debit_returned("charged back")],
    on(3, 6): [only_by_hand("never by itself")],
    on(3, 12): [
        plan("plan kept", (on(4, 1), "40.00"), (on(5, 4), "39.90")),
        block_customer("customer blocked", on(4, 30)),
    ],
    on(3, 23): [withdraw("taken back")],
    on(3, 24): [plan("plan broken", (on(4, 10), "40.00"), (on(5, 11), "39.90"))],
    on(4, 1): [pay("plan kept", "40.00")],
    on(4, 9): [pay("plan broken", "40.00")],
    on(5, 4): [pay("plan kept", "39.90")],
    on(6, 3): [pay("only the goods paid", "79.90")],
    on(6, 9): [withdraw("letter taken back")],
    on(6, 15): [pay("part payment", "40.00")],
    on(7, 28): [pay("company pays the goods", "79.90")],
    on(9, 6): [pay_all("photo paid early")],
}
