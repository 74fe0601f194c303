"""What the page asks for on a day: what is due, without what is on its way already."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from orders.models import Order
from orders.services.online_payments import payable_amount
from reminders.services.debtor_amounts import PayNow, pay_now


def asked_now(order: Order, today: date) -> PayNow:
    """What is to be paid now, in euros; 0 where online payments under way will cover it."""
    pay = pay_now(order, today)
    return replace(pay, amount=min(pay.amount, payable_amount(order)))


def on_its_way(order: Order) -> Decimal:
    """What banks are bringing for online payments of the order, in euros."""
    return order.open_amount - payable_amount(order)
