"""Rates that debtors ask for: how they look, and whether they are agreed at once."""

from datetime import date
from decimal import Decimal

import pytest

from reminders.rules.debtor_plans import first_rate_on, grants_rates, most_rates, proposed_rates
from reminders.rules.debtor_requests import Grants
from reminders.rules.instalments import PlanFaulty

SATURDAY = date(2026, 11, 21)
AMOUNT = Decimal("100.00")
GENEROUS = Grants(max_rates=6, min_rate=Decimal(10))


@pytest.mark.parametrize(
    ("today", "first"),
    [
        pytest.param(date(2026, 11, 18), date(2026, 11, 25), id="a week ahead"),
        pytest.param(SATURDAY, date(2026, 11, 30), id="on Monday instead of Saturday"),
        pytest.param(date(2026, 12, 18), date(2026, 12, 28), id="after Christmas"),
    ],
)
def test_the_first_rate_is_a_working_day_a_week_ahead(today, first):
    assert first_rate_on(today) == first


def test_rates_are_equal_and_monthly_and_the_last_takes_the_rest():
    rates = proposed_rates(AMOUNT, 3, today=SATURDAY)

    assert [(one.due_on, str(one.amount)) for one in rates] == [
        (date(2026, 11, 30), "33.33"),
        (date(2026, 12, 30), "33.33"),
        (date(2027, 1, 30), "33.34"),
    ]


@pytest.mark.parametrize("count", [0, 1, 25])
def test_one_rate_is_none_and_more_than_two_years_are_too_many(count):
    with pytest.raises(PlanFaulty):
        proposed_rates(AMOUNT, count, today=SATURDAY)


@pytest.mark.parametrize(
    ("amount", "min_rate", "count"),
    [("100.00", "20.00", 5), ("99.99", "20.00", 4), ("9000.00", "20.00", 24), ("5.00", "20", 0)],
)
def test_no_rate_is_less_than_the_smallest(amount, min_rate, count):
    assert most_rates(Decimal(amount), Decimal(min_rate)) == count


@pytest.mark.parametrize(
    ("grants", "count", "facts", "is_granted"),
    [
        pytest.param(GENEROUS, 6, {}, True, id="as many as allowed"),
        pytest.param(GENEROUS, 7, {}, False, id="one too many"),
        pytest.param(Grants(), 2, {}, False, id="never by itself"),
        pytest.param(Grants(max_rates=6, min_rate=Decimal(20)), 6, {}, False, id="too small"),
        pytest.param(
            Grants(max_rates=6, min_rate=Decimal(10), max_plan_amount=Decimal("99.99")),
            2,
            {},
            False,
            id="too much in all",
        ),
        pytest.param(
            Grants(max_rates=6, min_rate=Decimal(10), max_plan_amount=AMOUNT),
            2,
            {},
            True,
            id="just as much as allowed",
        ),
        pytest.param(GENEROUS, 3, {"has_broken": True}, False, id="did not keep an earlier one"),
        pytest.param(
            GENEROUS, 4, {"ancillary": Decimal("25.00")}, False, id="costs eat up the first rate"
        ),
    ],
)
def test_rates_are_agreed_at_once_within_the_rules_of_the_account(grants, count, facts, is_granted):
    rates = proposed_rates(AMOUNT, count, today=SATURDAY)

    granted = grants_rates(
        grants,
        rates,
        **{
            "open_amount": AMOUNT,
            "ancillary": Decimal("0.00"),
            "has_broken": False,
            "today": SATURDAY,
            **facts,
        },
    )

    assert granted is is_granted
