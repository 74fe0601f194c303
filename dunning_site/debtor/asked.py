"""What the page asks for on a day: what is due, without what is on its way already."""

from dataclasses import replace
from datetime import date

from orders.models import Order
from orders.services.online_payments import payable_amount
from reminders.services.debtor_amounts import PayNow, pay_now


def asked_now(order: Order, today: date) -> PayNow:
    """What is to be paid now, in euros; 0 where online payments under way cover all that is due.

    What banks are bringing settles the oldest debts first, and so what would be asked for.
    """
    pay, coming = pay_now(order, today), order.open_amount - payable_amount(order)
    covered = min(coming, pay.amount)
    return replace(pay, amount=pay.amount - covered, on_its_way=covered)
