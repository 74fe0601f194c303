"""Which reminder a payment follows, and what counts of it."""

from datetime import date
from decimal import Decimal

import pytest

from reminders.rules.recovery import Sent, followed, recoveries
from reminders.rules.settled import Money, MoneyKind, Part

FIRST = Sent(1, date(2026, 11, 1), level=1)
SECOND = Sent(2, date(2026, 11, 15), level=2)
SAME_DAY = Sent(3, date(2026, 11, 15), level=3)
DUE = {7: date(2026, 10, 20), 8: date(2026, 11, 10)}


@pytest.mark.parametrize(
    ("paid_on", "reminders", "expected"),
    [
        pytest.param(date(2026, 10, 31), [FIRST, SECOND], None, id="before the first"),
        pytest.param(date(2026, 11, 1), [FIRST, SECOND], FIRST, id="on the day of sending"),
        pytest.param(date(2026, 11, 14), [FIRST, SECOND], FIRST, id="the day before the second"),
        pytest.param(date(2026, 11, 15), [SECOND, FIRST], SECOND, id="the newest, in any order"),
        pytest.param(date(2026, 11, 15), [SAME_DAY, SECOND], SAME_DAY, id="of a day the last"),
        pytest.param(date(2026, 11, 15), [], None, id="never reminded"),
    ],
)
def test_a_payment_follows_the_newest_reminder_of_its_day_or_before(paid_on, reminders, expected):
    assert followed(reminders, paid_on) == expected


@pytest.mark.parametrize(
    ("installment", "paid_on", "of_money", "counts_for"),
    [
        pytest.param(7, date(2026, 11, 3), {}, FIRST, id="due before the reminder"),
        pytest.param(8, date(2026, 11, 3), {}, None, id="a later rate, paid in time"),
        pytest.param(8, date(2026, 11, 16), {}, SECOND, id="the same rate, after the next one"),
        pytest.param(None, date(2026, 11, 3), {}, FIRST, id="costs"),
        pytest.param(7, date(2026, 11, 3), {"is_collection": True}, None, id="through an agency"),
        pytest.param(
            7, date(2026, 11, 3), {"kind": MoneyKind.CREDIT_NOTE}, None, id="a credit note"
        ),
    ],
)
def test_it_counts_what_was_due_when_the_reminder_went(installment, paid_on, of_money, counts_for):
    facts = {"kind": MoneyKind.PAYMENT, **of_money}
    money = Money(key=11, day=paid_on, amount=Decimal("20.00"), **facts)
    part = Part(installment, Decimal("20.00"), 11)

    found = recoveries([part], {11: money}, DUE, [FIRST, SECOND])

    assert [one.reminder for one in found] == ([counts_for] if counts_for else [])


def test_it_adds_up_the_parts_of_a_payment_and_counts_the_days():
    money = Money(11, MoneyKind.PAYMENT, date(2026, 11, 4), Decimal("26.20"))
    parts = [Part(None, Decimal("1.20"), 11), Part(7, Decimal("25.00"), 11)]

    (found,) = recoveries(parts, {11: money}, DUE, [FIRST])

    assert (found.payment, found.amount, found.days) == (11, Decimal("26.20"), 3)


def test_what_a_cost_took_from_no_known_money_counts_for_nobody():
    assert recoveries([Part(None, Decimal("1.20"), 99)], {}, DUE, [FIRST]) == []
