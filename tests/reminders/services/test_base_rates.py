"""Entering base rates: in order, in time, plausible, and mendable."""

from datetime import date
from decimal import Decimal

import pytest

from reminders.models import BaseRate
from reminders.rules.base_rates import BASE_RATES
from reminders.services.base_rates import (
    BaseRateRefused,
    add_base_rate,
    base_rate_warning,
    known_rates,
    next_base_rate_day,
    plausibility_hint,
    take_back_base_rate,
)
from tests.factories import user

pytestmark = pytest.mark.django_db
NEXT = date(2027, 1, 1)
ANNOUNCED = date(2026, 12, 22)


def add(valid_from=NEXT, percent="1.77", today=ANNOUNCED):
    """The half-year as a clerk enters it, one clerk for each."""
    return add_base_rate(
        valid_from,
        Decimal(percent),
        source="Bundesbank, 22.12.2026",
        actor=user(f"clerk-{valid_from}"),
        today=today,
    )


def test_the_shipped_rates_are_in_the_table_with_their_source():
    assert list(BaseRate.objects.values_list("valid_from", "percent")) == list(BASE_RATES)
    assert not BaseRate.objects.filter(source="").exists()


def test_a_new_rate_counts_at_once():
    add()

    assert known_rates()[-1] == (NEXT, Decimal("1.77"))
    assert next_base_rate_day() == date(2027, 7, 1)


@pytest.mark.parametrize(
    "valid_from",
    [
        pytest.param(date(2027, 7, 1), id="leaves a half-year out"),
        pytest.param(date(2026, 7, 1), id="known already"),
        pytest.param(date(2027, 1, 2), id="no first day of a half-year"),
    ],
)
def test_half_years_are_entered_one_after_the_other(valid_from):
    with pytest.raises(BaseRateRefused, match=r"ab 01\.01\.2027"):
        add(valid_from)


def test_a_rate_is_not_entered_before_it_can_be_known():
    with pytest.raises(BaseRateRefused, match="erst kurz vorher"):
        add(today=date(2026, 11, 30))


@pytest.mark.parametrize(
    ("today", "words"),
    [
        pytest.param(date(2026, 11, 22), "", id="in time"),
        pytest.param(date(2026, 12, 19), "", id="the day before the warning"),
        pytest.param(date(2026, 12, 20), "fehlt noch", id="from 20 December"),
        pytest.param(date(2026, 12, 31), "fehlt noch", id="last known day"),
        pytest.param(date(2027, 1, 1), "vorläufig", id="too late"),
    ],
)
def test_it_warns_before_the_last_known_half_year_ends(today, words):
    warning = base_rate_warning(today)

    assert words in warning
    assert bool(warning) is bool(words)


@pytest.mark.parametrize(
    ("today", "is_warned"), [(date(2027, 6, 19), False), (date(2027, 6, 20), True)]
)
def test_it_warns_in_june_as_in_december(today, is_warned):
    add()

    assert bool(base_rate_warning(today)) is is_warned


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        pytest.param("1.52", "", id="unchanged"),
        pytest.param("1.77", "", id="main rate 2.65"),
        pytest.param("-0.88", "", id="main rate 0.00"),
        pytest.param("1.50", "Leitzins", id="main rate 2.38 is no step"),
        pytest.param("-0.98", "Leitzins", id="main rate below 0"),
        pytest.param("15.20", "noch nie", id="a slipped comma"),
    ],
)
def test_it_hints_at_a_rate_that_looks_mistyped(percent, words):
    hint = plausibility_hint(Decimal(percent))

    assert words in hint
    assert bool(hint) is bool(words)


def test_every_shipped_rate_since_2009_follows_the_main_rate():
    odd = [
        day
        for day, rate in BASE_RATES
        if day.year > 2009 and (rate + Decimal("0.88")) % Decimal("0.05")
    ]

    assert odd == []


def test_the_newest_entry_can_be_taken_back():
    rate = add()

    take_back_base_rate(rate.pk)

    assert next_base_rate_day() == NEXT


def test_a_shipped_rate_cannot_be_taken_back():
    with pytest.raises(BaseRateRefused):
        take_back_base_rate(BaseRate.objects.get(valid_from=date(2026, 7, 1)).pk)


def test_an_older_entry_cannot_be_taken_back():
    older = add()
    add(date(2027, 7, 1), today=date(2027, 6, 25))

    with pytest.raises(BaseRateRefused):
        take_back_base_rate(older.pk)
