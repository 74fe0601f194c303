"""Which rates an amount is paid in, what makes no plan, and when a rate counts as missed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.rules.instalments import (
    PlanFaulty,
    Rate,
    check_rates,
    equal_rates,
    missed_from,
    missed_rate,
    principal_parts,
)

TODAY = date(2026, 11, 21)


def rates(*pairs: tuple[date, str]) -> list[Rate]:
    return [Rate(due_on, Decimal(amount)) for due_on, amount in pairs]


@pytest.mark.parametrize(
    ("amount", "count", "first_on", "expected"),
    [
        pytest.param(
            "100.00",
            3,
            date(2026, 12, 1),
            [
                (date(2026, 12, 1), "33.33"),
                (date(2027, 1, 1), "33.33"),
                (date(2027, 2, 1), "33.34"),
            ],
            id="the last one bears the cent",
        ),
        pytest.param(
            "90.00",
            3,
            date(2026, 12, 31),
            [
                (date(2026, 12, 31), "30.00"),
                (date(2027, 1, 31), "30.00"),
                (date(2027, 2, 28), "30.00"),
            ],
            id="a short month ends earlier, the next one not",
        ),
        pytest.param(
            "50.00", 1, date(2026, 12, 1), [(date(2026, 12, 1), "50.00")], id="one rate is allowed"
        ),
    ],
)
def test_an_amount_is_split_into_monthly_rates(amount, count, first_on, expected):
    assert equal_rates(Decimal(amount), count, first_on) == rates(*expected)


def test_less_cents_than_rates_make_no_plan():
    with pytest.raises(PlanFaulty):
        equal_rates(Decimal("0.05"), 6, TODAY)


@given(
    cents=st.integers(min_value=60, max_value=10_000_000),
    count=st.integers(min_value=1, max_value=60),
    first_on=st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31)),
)
def test_equal_rates_always_add_up_on_rising_days(cents, count, first_on):
    amount = Decimal(cents) / 100

    found = equal_rates(amount, count, first_on)

    assert sum(one.amount for one in found) == amount
    assert len({one.due_on for one in found}) == count
    check_rates(found, open_amount=amount, ancillary=Decimal("0.00"), today=first_on)


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        pytest.param([], "eine bis 60 Raten", id="no rate"),
        pytest.param([(TODAY, "100.00"), (TODAY, "0.00")], "größer als 0,00", id="an empty rate"),
        pytest.param([(date(2026, 11, 20), "100.00")], "Vergangenheit", id="begins yesterday"),
        pytest.param([(TODAY, "50.00"), (TODAY, "50.00")], "später", id="two on one day"),
        pytest.param(
            [(date(2026, 12, 2), "50.00"), (date(2026, 12, 1), "50.00")], "später", id="backwards"
        ),
        pytest.param([(TODAY, "99.99")], "offen sind aber 100,00", id="a cent too little"),
        pytest.param([(TODAY, "100.01")], "offen sind aber 100,00", id="a cent too much"),
        pytest.param(
            [(TODAY, "8.00"), (date(2026, 12, 1), "92.00")],
            "§ 367 BGB",
            id="a first rate that only pays the costs",
        ),
    ],
)
def test_what_is_no_plan_is_refused_in_words(pairs, told):
    with pytest.raises(PlanFaulty, match=told):
        check_rates(
            rates(*pairs), open_amount=Decimal("100.00"), ancillary=Decimal("8.00"), today=TODAY
        )


def test_a_plan_may_begin_today():
    check_rates(
        rates((TODAY, "8.01"), (date(2026, 12, 1), "91.99")),
        open_amount=Decimal("100.00"),
        ancillary=Decimal("8.00"),
        today=TODAY,
    )


def test_the_first_rate_bears_costs_and_interest():
    agreed = rates((TODAY, "50.00"), (date(2026, 12, 21), "50.00"))

    assert [one.amount for one in principal_parts(agreed, Decimal("8.00"))] == [
        Decimal("42.00"),
        Decimal("50.00"),
    ]


@pytest.mark.parametrize(
    ("due_on", "state", "expected"),
    [
        pytest.param(date(2026, 12, 1), "", date(2026, 12, 5), id="a Tuesday and three days"),
        pytest.param(date(2026, 12, 5), "", date(2026, 12, 11), id="Saturday to Monday, § 193"),
        pytest.param(date(2026, 12, 25), "", date(2027, 1, 1), id="both days of Christmas, § 193"),
        pytest.param(date(2026, 11, 18), "SN", date(2026, 11, 23), id="Buß- und Bettag in Saxony"),
        pytest.param(date(2026, 11, 18), "BY", date(2026, 11, 22), id="and only there"),
    ],
)
def test_a_rate_counts_as_missed_some_days_after_its_working_day(due_on, state, expected):
    assert missed_from(due_on, state) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 12, 4), None),
        (date(2026, 12, 5), date(2026, 12, 1)),
        (date(2027, 2, 1), date(2026, 12, 1)),
    ],
)
def test_the_oldest_missed_rate_is_found(day, expected):
    unpaid = rates((date(2027, 1, 1), "50.00"), (date(2026, 12, 1), "10.00"), (TODAY, "0.00"))

    missed = missed_rate(unpaid, day)

    assert (missed.due_on if missed else None) == expected
