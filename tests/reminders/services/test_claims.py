"""What a reminder claims, to the cent: default, interest, fee and lump sum by the law."""

from datetime import date
from decimal import Decimal

import pytest

from orders.models import LedgerEntry
from orders.services.payments import record_payment
from reminders.models import Channel
from tests.reminders.services.claim_bench import (
    WRITTEN_ON,
    bought,
    claim,
    in_rates,
    send,
    step,
)

pytestmark = pytest.mark.django_db
LETTER = step(2, fee="1.20", channel=Channel.LETTER)


def pay(order, amount: str, on: date, **how) -> None:
    record_payment(order.pk, amount=Decimal(amount), paid_on=on, actor=None, today=on, **how)


def test_a_day_that_the_seller_alone_printed_puts_nobody_in_default():
    order = bought()  # BGH III ZR 91/07

    claimed = claim(order)

    assert (claimed.interest, claimed.default_since) == (Decimal("0.00"), None)
    assert claimed.principal == Decimal("1000.00")


def test_interest_runs_from_the_day_after_an_agreed_day():
    order = bought(due_day_agreed=True)  # § 286 II 1, § 288 I

    claimed = claim(order)

    assert claimed.default_since == date(2026, 10, 2)
    assert claimed.default_ground == "agreed_day"
    assert claimed.interest == Decimal("9.11")  # 1000 · 6.52 % · 51/365
    assert claimed.interest_lines[0]["days"] == 51
