"""What holds of default interest whatever the figures are."""

from calendar import isleap
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reminders.rules.base_rates import BASE_RATES
from reminders.rules.interest import PrincipalChange, interest_lines, total

DAYS = st.dates(date(2002, 1, 1), date(2028, 12, 31))
RECENT_DAYS = st.dates(date(2022, 6, 1), date(2027, 6, 30))
PRINCIPALS = st.decimals(0, 50_000, places=2)
CHANGES = st.lists(st.builds(PrincipalChange, DAYS, PRINCIPALS), max_size=4)
RECENT_CHANGES = st.lists(st.builds(PrincipalChange, RECENT_DAYS, PRINCIPALS), max_size=4)


def lines_of(changes, from_on, to_on, is_business):
    return interest_lines(
        changes, from_on=from_on, to_on=to_on, rates=BASE_RATES, is_business=is_business
    )


def exact(lines):
    return sum(
        Fraction(line.principal) * Fraction(line.rate) * line.days / (100 * line.days_in_year)
        for line in lines
    )


@given(changes=CHANGES, days=st.lists(DAYS, min_size=3, max_size=3), is_business=st.booleans())
def test_adjacent_periods_add_up_exactly_before_rounding(changes, days, is_business):
    first, cut, last = sorted(days)

    left = lines_of(changes, first, cut, is_business)
    right = lines_of(changes, cut + timedelta(days=1), last, is_business)

    assert exact(left) + exact(right) == exact(lines_of(changes, first, last, is_business))


@given(
    changes=CHANGES, days=st.lists(RECENT_DAYS, min_size=2, max_size=2), is_business=st.booleans()
)
def test_cut_where_a_line_ends_the_very_lines_come_back(changes, days, is_business):
    first, last = sorted(days)
    whole = lines_of(changes, first, last, is_business)

    for line in whole:
        left = lines_of(changes, first, line.to_on, is_business)
        right = lines_of(changes, line.to_on + timedelta(days=1), last, is_business)

        assert left + right == whole


@given(changes=CHANGES, days=st.lists(DAYS, min_size=2, max_size=2), is_business=st.booleans())
def test_the_lines_lie_in_the_period_and_never_overlap(changes, days, is_business):
    first, last = sorted(days)

    lines = lines_of(changes, first, last, is_business)

    assert all(first <= line.from_on <= line.to_on <= last for line in lines)
    assert all(a.to_on < b.from_on for a, b in pairwise(lines))
    assert all(line.from_on.year == line.to_on.year for line in lines)


@given(changes=CHANGES, day=DAYS, gap=st.integers(1, 500), is_business=st.booleans())
def test_an_empty_period_bears_nothing(changes, day, gap, is_business):
    assert lines_of(changes, day, day - timedelta(days=gap), is_business) == []


@given(changes=CHANGES, days=st.lists(DAYS, min_size=3, max_size=3), is_business=st.booleans())
def test_more_days_never_bear_less(changes, days, is_business):
    first, shorter, longer = sorted(days)

    assert total(lines_of(changes, first, shorter, is_business)) <= total(
        lines_of(changes, first, longer, is_business)
    )


@given(
    principals=st.lists(PRINCIPALS, min_size=2, max_size=2),
    days=st.lists(DAYS, min_size=2, max_size=2),
    is_business=st.booleans(),
)
def test_more_principal_never_bears_less(principals, days, is_business):
    first, last = sorted(days)
    less, more = (
        total(lines_of([PrincipalChange(first, principal)], first, last, is_business))
        for principal in sorted(principals)
    )

    assert less <= more


@given(principal=PRINCIPALS, days=st.lists(DAYS, min_size=2, max_size=2))
def test_a_business_never_pays_less_than_a_consumer(principal, days):
    first, last = sorted(days)
    changes = [PrincipalChange(first, principal)]

    assert total(lines_of(changes, first, last, False)) <= total(
        lines_of(changes, first, last, True)
    )


@given(principal=PRINCIPALS, days=st.lists(DAYS, min_size=2, max_size=2))
def test_each_line_lies_within_half_a_cent_of_the_exact_figure(principal, days):
    first, last = sorted(days)

    for line in lines_of([PrincipalChange(first, principal)], first, last, False):
        assert abs(Fraction(line.amount) - exact([line])) <= Fraction(1, 200)
        assert line.amount == line.amount.quantize(Decimal("0.01"))


def _interest_of_one_day(day, changes, is_business):
    """The interest of a single day, found without lines: the newest change, the newest rate."""
    # Sorting is stable: of two changes on one day the later in the list counts.
    known = sorted((one for one in changes if one.on <= day), key=lambda one: one.on)
    principal = known[-1].principal if known else 0
    rate = max((valid_from, percent) for valid_from, percent in BASE_RATES if valid_from <= day)[1]
    points = Fraction(rate) + (9 if is_business else 5)
    return Fraction(principal) * points / 100 / (366 if isleap(day.year) else 365)


@given(
    changes=RECENT_CHANGES, first=RECENT_DAYS, days=st.integers(1, 500), is_business=st.booleans()
)
def test_the_lines_bear_what_their_days_bear_one_by_one(changes, first, days, is_business):
    every_day = [first + timedelta(days=count) for count in range(days)]

    lines = lines_of(changes, first, every_day[-1], is_business)

    assert exact(lines) == sum(_interest_of_one_day(day, changes, is_business) for day in every_day)
