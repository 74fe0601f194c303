"""The payment deadline ends on a working day."""

from datetime import date

import pytest

from reminders.rules.deadlines import leaves_time, pay_by


@pytest.mark.parametrize(
    ("written_on", "days", "state", "deadline"),
    [
        pytest.param(date(2026, 11, 21), 10, "", date(2026, 12, 1), id="a Tuesday stays"),
        pytest.param(date(2026, 11, 18), 10, "", date(2026, 11, 30), id="Saturday to Monday"),
        pytest.param(date(2026, 12, 15), 10, "", date(2026, 12, 28), id="over Christmas"),
        pytest.param(date(2026, 11, 8), 10, "SN", date(2026, 11, 19), id="Bußtag in Saxony"),
        pytest.param(date(2026, 11, 8), 10, "BY", date(2026, 11, 18), id="no Bußtag in Bavaria"),
    ],
)
def test_pay_by_is_a_working_day_of_the_debtor(written_on, days, state, deadline):
    assert pay_by(written_on, period_days=days, state=state) == deadline


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        pytest.param(date(2026, 1, 5), date(2026, 1, 8), id="due before the period ends"),
        pytest.param(date(2026, 1, 13), date(2026, 1, 13), id="due after the period"),
        pytest.param(date(2026, 1, 10), date(2026, 1, 12), id="due on a Saturday"),
    ],
)
def test_no_deadline_ends_before_the_claim_is_due(due_on, expected):
    assert pay_by(date(2026, 1, 1), period_days=7, due_on=due_on) == expected


@pytest.mark.parametrize(
    ("pay_by_day", "posted_day", "leaves"),
    [
        (11, 1, True),
        (11, 6, True),
        (11, 7, False),
        (11, 11, False),
        (4, 1, True),
        (4, 2, False),
        (1, 1, False),
    ],
)
def test_a_letter_leaves_three_days_for_the_post_and_two_to_pay(pay_by_day, posted_day, leaves):
    days = {"pay_by": date(2026, 12, pay_by_day), "posted_on": date(2026, 12, posted_day)}

    assert leaves_time(written_on=date(2026, 12, 1), **days) == leaves
