"""Default interest by §§ 247, 288, 289 BGB, to the cent; oracles are public calculations."""

from datetime import date
from decimal import Decimal

import pytest

from reminders.rules.base_rates import BASE_RATES
from reminders.rules.interest import (
    NoBaseRate,
    PrincipalChange,
    as_json,
    interest_lines,
    total,
)

ALWAYS = date(2000, 1, 1)


def lines_of(principal, from_on, to_on, *, is_business=False, **others):
    return interest_lines(
        [PrincipalChange(ALWAYS, Decimal(principal))],
        from_on=date.fromisoformat(from_on),
        to_on=date.fromisoformat(to_on),
        rates=BASE_RATES,
        is_business=is_business,
        **others,
    )


def short(lines):
    return [(str(line.from_on), str(line.to_on), line.days, str(line.amount)) for line in lines]


@pytest.mark.parametrize(
    ("principal", "from_on", "to_on", "is_business", "expected"),
    [
        pytest.param(
            "1000", "2026-07-20", "2026-08-20", True, "9.22", id="Creditreform example, § 288 II"
        ),
        pytest.param(
            "1000", "2026-07-20", "2026-08-20", False, "5.72", id="the same, consumer, § 288 I"
        ),
        pytest.param("1000", "2024-02-01", "2024-02-29", False, "6.83", id="leap year over 366"),
        pytest.param("1000", "2023-02-01", "2023-02-28", False, "5.08", id="common year over 365"),
        pytest.param("1000", "2025-12-31", "2026-01-01", False, "0.34", id="over New Year"),
        pytest.param("10000", "2026-06-01", "2026-07-31", True, "173.76", id="84.41 + 89.35"),
        pytest.param("10000", "2026-06-01", "2026-07-31", False, "106.91", id="51.53 + 55.38"),
        pytest.param("10000", "2026-06-16", "2026-07-31", True, "131.56", id="R2, not 131.55"),
        pytest.param("1000", "2026-06-16", "2026-07-02", False, "2.94", id="2.58 + 0.36"),
        pytest.param("10000", "2023-01-01", "2023-06-30", False, "328.28", id="half-year 2023/1"),
        pytest.param("10000", "2023-01-01", "2023-06-30", True, "526.64", id="the same, business"),
        pytest.param("1000", "2026-07-01", "2026-07-01", False, "0.18", id="one day counts"),
        pytest.param("1000", "2026-07-01", "2026-12-31", False, "32.87", id="6.52 % for 184 days"),
        pytest.param("1000", "2026-07-01", "2026-12-31", True, "53.03", id="10.52 % for 184 days"),
        pytest.param("1000", "2025-01-01", "2025-12-31", False, "67.66", id="36.05 + 31.61"),
        pytest.param("1000", "2022-01-01", "2022-12-31", False, "41.20", id="base rate -0.88"),
        pytest.param("1000", "2022-01-01", "2022-12-31", True, "81.20", id="-0.88 and 9 points"),
        pytest.param("1000", "2020-01-01", "2020-12-31", False, "41.20", id="-0.88, leap year"),
        pytest.param("1000", "2013-01-01", "2013-06-30", False, "24.15", id="-0.13 since 2013"),
        pytest.param("1000", "2016-06-30", "2016-07-01", False, "0.22", id="-0.83 then -0.88"),
        pytest.param("0.01", "2026-07-01", "2026-12-31", False, "0.00", id="below half a cent"),
        pytest.param("1000000", "2026-07-01", "2026-07-01", False, "178.63", id="a big claim"),
        pytest.param("0", "2026-07-01", "2026-07-31", False, "0.00", id="nothing owed"),
        pytest.param("-5", "2026-07-01", "2026-07-31", False, "0.00", id="credit bears none"),
        pytest.param("1000", "2026-08-01", "2026-07-31", False, "0.00", id="empty period"),
        pytest.param("1000", "2026-08-10", "2026-08-01", False, "0.00", id="before the default"),
    ],
)
def test_interest_to_the_cent(principal, from_on, to_on, is_business, expected):
    assert total(lines_of(principal, from_on, to_on, is_business=is_business)) == Decimal(expected)


@pytest.mark.parametrize(
    ("arose", "surcharge", "expected"),
    [
        pytest.param(None, "9.00", "297.50", id="unknown: the rate of today"),
        pytest.param(date(2014, 7, 28), "8.00", "297.50", id="Art. 229 § 34 EGBGB: last day"),
        pytest.param(date(2014, 7, 29), "9.00", "297.50", id="Art. 229 § 34 EGBGB: first day"),
        pytest.param(date(2009, 1, 1), "8.00", "297.50", id="the calculation of digineo"),
    ],
)
def test_old_business_claims_bear_eight_points(arose, surcharge, expected):
    lines = lines_of("1500", "2009-09-15", "2012-02-17", is_business=True, claim_arose_on=arose)

    assert {str(line.surcharge) for line in lines} == {surcharge}
    assert (total(lines) == Decimal(expected)) is (surcharge == "8.00")


def test_an_old_claim_on_a_consumer_bears_five_points():
    lines = lines_of("1500", "2009-09-15", "2009-12-31", claim_arose_on=date(2009, 1, 1))

    assert [str(line.surcharge) for line in lines] == ["5.00"]


def test_the_lines_of_the_published_calculation_over_six_half_years():
    lines = lines_of(
        "1500", "2009-09-15", "2012-02-17", is_business=True, claim_arose_on=date(2009, 1, 1)
    )

    assert short(lines) == [
        ("2009-09-15", "2009-12-31", 108, "36.04"),
        ("2010-01-01", "2010-06-30", 181, "60.40"),
        ("2010-07-01", "2010-12-31", 184, "61.40"),
        ("2011-01-01", "2011-06-30", 181, "60.40"),
        ("2011-07-01", "2011-12-31", 184, "63.29"),
        ("2012-01-01", "2012-02-17", 48, "15.97"),
    ]


@pytest.mark.parametrize(
    ("first_day", "before", "after"),
    [
        pytest.param(date(2009, 7, 1), "1.62", "0.12", id="2009-07-01"),
        pytest.param(date(2013, 1, 1), "0.12", "-0.13", id="2013-01-01, first below 0"),
        pytest.param(date(2016, 7, 1), "-0.83", "-0.88", id="2016-07-01"),
        pytest.param(date(2023, 1, 1), "-0.88", "1.62", id="2023-01-01"),
        pytest.param(date(2023, 7, 1), "1.62", "3.12", id="2023-07-01, not 2023-06-01"),
        pytest.param(date(2024, 1, 1), "3.12", "3.62", id="2024-01-01"),
        pytest.param(date(2024, 7, 1), "3.62", "3.37", id="2024-07-01"),
        pytest.param(date(2025, 1, 1), "3.37", "2.27", id="2025-01-01"),
        pytest.param(date(2025, 7, 1), "2.27", "1.27", id="2025-07-01"),
        pytest.param(date(2026, 7, 1), "1.27", "1.52", id="2026-07-01"),
    ],
)
def test_a_new_base_rate_applies_on_its_first_day(first_day, before, after):
    """§ 247 I BGB: it changes ON 1 January and 1 July, not the day after."""
    day_before = date.fromordinal(first_day.toordinal() - 1)

    lines = lines_of("1000", str(day_before), str(first_day))

    assert [str(line.base_rate) for line in lines] == [before, after]


@pytest.mark.parametrize(
    ("from_on", "to_on", "expected"),
    [
        pytest.param("2026-12-31", "2026-12-31", [False], id="last day of the known half-year"),
        pytest.param("2026-12-31", "2027-01-01", [False, True], id="cut at its end"),
        pytest.param("2027-06-30", "2027-07-01", [True, True], id="cut at unknown half-years"),
        pytest.param("2025-12-31", "2026-07-01", [False] * 3, id="all known"),
    ],
)
def test_days_after_the_last_known_half_year_are_provisional(from_on, to_on, expected):
    lines = lines_of("1000", from_on, to_on)

    assert [line.is_provisional for line in lines] == expected
    assert all(str(line.base_rate) == "1.52" for line in lines if line.is_provisional)


def test_a_half_year_missing_in_the_table_is_provisional_too():
    rates = [rate for rate in BASE_RATES if rate[0] != date(2025, 1, 1)]

    lines = interest_lines(
        [PrincipalChange(ALWAYS, Decimal(1000))],
        from_on=date(2024, 12, 1),
        to_on=date(2025, 7, 31),
        rates=rates,
        is_business=False,
    )

    assert [line.is_provisional for line in lines] == [False, True, False]


def test_it_refuses_days_before_the_first_base_rate():
    with pytest.raises(NoBaseRate, match="Basiszinssatz"):
        lines_of("1000", "2001-12-31", "2002-01-02")


def test_it_asks_for_no_rate_while_nothing_is_owed():
    lines = interest_lines(
        [PrincipalChange(date(2002, 1, 1), Decimal(1000))],
        from_on=date(2001, 12, 1),
        to_on=date(2002, 1, 10),
        rates=BASE_RATES,
        is_business=False,
    )

    assert short(lines) == [("2002-01-01", "2002-01-10", 10, "2.07")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            [("2026-01-01", "1000"), ("2026-08-11", "400")],
            [("2026-08-01", "2026-08-10", 10, "1.79"), ("2026-08-11", "2026-08-31", 21, "1.50")],
            id="§ 367: part payment on the 10th, the day of receipt still bears interest",
        ),
        pytest.param(
            [("2026-08-11", "400"), ("2026-01-01", "1000")],
            [("2026-08-01", "2026-08-10", 10, "1.79"), ("2026-08-11", "2026-08-31", 21, "1.50")],
            id="in any order",
        ),
        pytest.param(
            [("2026-01-01", "1000"), ("2026-08-11", "0")],
            [("2026-08-01", "2026-08-10", 10, "1.79")],
            id="paid in full: no interest afterwards",
        ),
        pytest.param(
            [("2026-01-01", "1000"), ("2026-08-11", "0"), ("2026-08-21", "1000")],
            [("2026-08-01", "2026-08-10", 10, "1.79"), ("2026-08-21", "2026-08-31", 11, "1.96")],
            id="a chargeback owes again",
        ),
        pytest.param(
            [("2026-08-11", "1000")],
            [("2026-08-11", "2026-08-31", 21, "3.75")],
            id="nothing owed before the first change",
        ),
        pytest.param(
            [("2026-01-01", "900"), ("2026-01-01", "1000")],
            [("2026-08-01", "2026-08-31", 31, "5.54")],
            id="of one day the last counts",
        ),
        pytest.param(
            [("2026-01-01", "1000"), ("2026-09-01", "0")],
            [("2026-08-01", "2026-08-31", 31, "5.54")],
            id="a change after the period does nothing",
        ),
        pytest.param([], [], id="no claim"),
    ],
)
def test_interest_follows_the_principal(changes, expected):
    lines = interest_lines(
        [PrincipalChange(date.fromisoformat(day), Decimal(amount)) for day, amount in changes],
        from_on=date(2026, 8, 1),
        to_on=date(2026, 8, 31),
        rates=BASE_RATES,
        is_business=False,
    )

    assert short(lines) == expected


@pytest.mark.parametrize(
    ("pause", "expected"),
    [
        pytest.param(
            ("2026-08-11", "2026-08-20"),
            [("2026-08-01", "2026-08-10", 10, "1.79"), ("2026-08-21", "2026-08-31", 11, "1.96")],
            id="Stundung: both ends without interest",
        ),
        pytest.param(
            ("2026-07-01", "2026-08-10"),
            [("2026-08-11", "2026-08-31", 21, "3.75")],
            id="begun before the period",
        ),
        pytest.param(
            ("2026-08-22", "2026-12-31"),
            [("2026-08-01", "2026-08-21", 21, "3.75")],
            id="lasting beyond the period",
        ),
        pytest.param(("2026-07-01", "2026-12-31"), [], id="all the time"),
        pytest.param(
            ("2026-09-01", "2026-09-30"),
            [("2026-08-01", "2026-08-31", 31, "5.54")],
            id="after the period",
        ),
    ],
)
def test_no_interest_runs_while_the_claim_is_deferred(pause, expected):
    """Without a claim that is due there is no default (§ 286 BGB)."""
    first, last = (date.fromisoformat(day) for day in pause)

    assert short(lines_of("1000", "2026-08-01", "2026-08-31", pauses=[(first, last)])) == expected


def test_a_rate_below_zero_in_sum_bears_nothing():
    lines = interest_lines(
        [PrincipalChange(ALWAYS, Decimal(1000))],
        from_on=date(2030, 1, 1),
        to_on=date(2030, 3, 31),
        rates=[(date(2030, 1, 1), Decimal("-5.50"))],
        is_business=False,
    )

    assert (lines[0].rate, total(lines)) == (Decimal(0), Decimal(0))


def test_a_line_tells_its_whole_calculation():
    (line,) = lines_of("1000.00", "2026-07-20", "2026-08-20")

    assert as_json(line) == {
        "from": "2026-07-20",
        "to": "2026-08-20",
        "days": 32,
        "days_in_year": 365,
        "base_rate": "1.52",
        "surcharge": "5.00",
        "principal": "1000.00",
        "amount": "5.72",
    }


@pytest.mark.parametrize(
    ("valid_from", "percent"),
    [
        pytest.param(date(2002, 1, 1), "2.57", id="first"),
        pytest.param(date(2009, 7, 1), "0.12", id="lorenz.userweb.mwn.de"),
        pytest.param(date(2017, 1, 1), "-0.88", id="fachberatung NRW"),
        pytest.param(date(2022, 7, 1), "-0.88", id="last of thirteen"),
        pytest.param(date(2024, 1, 1), "3.62", id="wirtschaftswissen.de"),
        pytest.param(date(2026, 1, 1), "1.27", id="2026 H1"),
        pytest.param(date(2026, 7, 1), "1.52", id="2026 H2"),
    ],
)
def test_the_shipped_base_rates(valid_from, percent):
    assert dict(BASE_RATES)[valid_from] == Decimal(percent)


def test_the_shipped_base_rates_have_every_half_year():
    days = [day for day, _ in BASE_RATES]

    assert days == [date(year, month, 1) for year in range(2002, 2027) for month in (1, 7)]
