"""What became of amounts that were unpaid when their day was over."""

from datetime import date
from decimal import Decimal

import pytest

from reminders.models import CohortFigure
from reminders.rules.outcomes import Outcome, outcomes
from reminders.rules.recovery import Sent
from reminders.rules.settled import Money, MoneyKind, Part

DUE_ON = date(2026, 9, 10)
TODAY = date(2026, 11, 21)
WHOLE = Decimal("80.00")
REMINDERS = [Sent(level + 1, date(2026, 9, 20 + level), level) for level in range(4)]


def became(day: date, kind: MoneyKind = MoneyKind.PAYMENT, **facts: bool) -> dict[Outcome, Decimal]:
    """What became of 80.00 due on 10 September of which 50.00 were settled on that day."""
    money = Money(11, kind, day, Decimal("50.00"), **facts)
    parts = [Part(7, Decimal("50.00"), 11)]
    found = outcomes({7: WHOLE}, {7: DUE_ON}, parts, {11: money}, REMINDERS, today=TODAY)
    return found[7]


@pytest.mark.parametrize(
    ("day", "facts", "outcome"),
    [
        pytest.param(date(2026, 9, 11), {}, Outcome.BEFORE_REMINDER, id="late, not reminded"),
        pytest.param(date(2026, 9, 20), {}, Outcome.AFTER_REMINDER, id="after a friendly one"),
        pytest.param(date(2026, 9, 21), {}, Outcome.AFTER_LEVEL_1, id="after level 1"),
        pytest.param(date(2026, 9, 22), {}, Outcome.AFTER_LEVEL_2, id="after level 2"),
        pytest.param(date(2026, 10, 30), {}, Outcome.AFTER_LEVEL_3, id="after level 3"),
        pytest.param(
            date(2026, 10, 30), {"is_collection": True}, Outcome.COLLECTION, id="at the agency"
        ),
        pytest.param(
            date(2026, 9, 21), {"kind": MoneyKind.WRITE_OFF}, Outcome.GIVEN_UP, id="written off"
        ),
        pytest.param(
            date(2026, 9, 21), {"kind": MoneyKind.CREDIT_NOTE}, Outcome.GIVEN_UP, id="credited"
        ),
    ],
)
def test_it_tells_where_the_money_went(day, facts, outcome):
    assert became(day, **facts) == {outcome: Decimal("50.00"), Outcome.OPEN: Decimal("30.00")}


def test_what_was_paid_on_the_due_day_is_not_part_of_the_month():
    assert became(DUE_ON) == {Outcome.OPEN: Decimal("30.00")}


def test_an_installment_due_today_is_not_late_yet():
    assert outcomes({7: WHOLE}, {7: TODAY}, [], {}, [], today=TODAY) == {}


def test_an_installment_paid_in_time_is_missing():
    money = Money(11, MoneyKind.PAYMENT, DUE_ON, WHOLE)

    found = outcomes({7: WHOLE}, {7: DUE_ON}, [Part(7, WHOLE, 11)], {11: money}, [], today=TODAY)

    assert found == {}


def test_a_level_beyond_the_third_counts_as_the_third():
    fourth = [Sent(1, date(2026, 9, 20), 4)]
    money = Money(11, MoneyKind.PAYMENT, date(2026, 9, 21), WHOLE)

    found = outcomes(
        {7: WHOLE}, {7: DUE_ON}, [Part(7, WHOLE, 11)], {11: money}, fourth, today=TODAY
    )

    assert found == {7: {Outcome.AFTER_LEVEL_3: WHOLE}}


def test_the_table_knows_the_same_outcomes():
    assert [one.value for one in Outcome] == list(CohortFigure.Outcome.values)
