"""The fees of § 13 RVG and § 34 GKG as published, and the borders of their steps."""

from datetime import date
from decimal import Decimal

import pytest

from inkasso.rules.cost_tables import COST_TABLES, LARGEST_VALUE, CostsRefused, cost_table

NEW, OLD = date(2025, 6, 1), date(2025, 5, 31)
# Value up to which the fee stays the same; RVG and GKG since 01.06.2025, then since 01.01.2021.
PUBLISHED = (
    ("500", "51.50", "40.00", "49.00", "38.00"),
    ("1000", "93.00", "61.00", "88.00", "58.00"),
    ("1500", "134.50", "82.00", "127.00", "78.00"),
    ("2000", "176.00", "103.00", "166.00", "98.00"),
    ("3000", "235.50", "125.50", "222.00", "119.00"),
    ("4000", "295.00", "148.00", "278.00", "140.00"),
    ("5000", "354.50", "170.50", "334.00", "161.00"),
    ("6000", "414.00", "193.00", "390.00", "182.00"),
    ("7000", "473.50", "215.50", "446.00", "203.00"),
    ("8000", "533.00", "238.00", "502.00", "224.00"),
    ("9000", "592.50", "260.50", "558.00", "245.00"),
    ("10000", "652.00", "283.00", "614.00", "266.00"),
    ("13000", "707.00", "313.50", "666.00", "295.00"),
    ("16000", "762.00", "344.00", "718.00", "324.00"),
    ("19000", "817.00", "374.50", "770.00", "353.00"),
    ("22000", "872.00", "405.00", "822.00", "382.00"),
    ("25000", "927.00", "435.50", "874.00", "411.00"),
    ("30000", "1013.00", "476.00", "955.00", "449.00"),
    ("40000", "1185.00", "557.00", "1117.00", "525.00"),
    ("50000", "1357.00", "638.00", "1279.00", "601.00"),
    ("200000", "2352.00", "2038.00", "2219.00", "1921.00"),
    ("500000", "3752.00", "4138.00", "3539.00", "3901.00"),
)


@pytest.mark.parametrize(("value", "rvg", "gkg", "old_rvg", "old_gkg"), PUBLISHED)
def test_a_published_fee_is_reproduced(value, rvg, gkg, old_rvg, old_gkg):
    new, old, amount = cost_table(NEW), cost_table(OLD), Decimal(value)

    fees = [table.fee(amount).amount for table in (new.lawyer, new.court, old.lawyer, old.court)]

    assert fees == [Decimal(fee) for fee in (rvg, gkg, old_rvg, old_gkg)]


@pytest.mark.parametrize("row", range(len(PUBLISHED) - 3))
def test_a_step_ends_to_the_cent(row):
    (border, *fees), (next_border, *next_fees) = PUBLISHED[row : row + 2]
    tables = (cost_table(NEW), cost_table(OLD))
    scales = [scale for table in tables for scale in (table.lawyer, table.court)]

    at = [scale.fee(Decimal(border)) for scale in scales]
    above = [scale.fee(Decimal(border) + Decimal("0.01")) for scale in scales]

    assert [str(fee.amount) for fee in at] == fees
    assert {fee.up_to for fee in at} == {Decimal(border)}
    assert all(fee.amount > before.amount for fee, before in zip(above, at, strict=True))
    # Between 30,000 and 50,000 the published rows leave steps out.
    if next_border not in ("40000", "50000"):
        assert [str(fee.amount) for fee in above] == next_fees


@pytest.mark.parametrize(
    ("value", "rvg", "gkg"),
    [
        pytest.param("0.01", "51.50", "40.00", id="one cent"),
        pytest.param("30000.01", "1099.00", "516.50", id="between two published rows"),
        pytest.param("50000.01", "1456.50", "778.00", id="15.000 steps"),
        pytest.param("200000.01", "2492.00", "2248.00", id="30.000 steps"),
        pytest.param("500000.01", "3927.00", "4348.00", id="50.000 steps"),
        pytest.param("550000.00", "3927.00", "4348.00", id="the end of such a step"),
    ],
)
def test_values_between_the_published_ones_follow_the_steps(value, rvg, gkg):
    table = cost_table(NEW)

    assert str(table.lawyer.fee(Decimal(value)).amount) == rvg
    assert str(table.court.fee(Decimal(value)).amount) == gkg


def test_the_formula_shows_each_band():
    fee = cost_table(NEW).lawyer.fee(Decimal("2500"))

    plain = fee.formula.replace("\u00a0", " ")
    assert plain == "51,50 € + 3 × 41,50 € + 1 × 59,50 € = 235,50 €"


def test_a_fee_never_falls_with_the_value():
    values = [Decimal(euros) for euros in range(1, 60_000, 97)]

    for table in COST_TABLES:
        for scale in (table.lawyer, table.court):
            fees = [scale.fee(value).amount for value in values]
            assert fees == sorted(fees)


def test_more_than_thirty_million_cost_no_more():
    scale = cost_table(NEW).court

    assert scale.fee(LARGEST_VALUE * 2) == scale.fee(LARGEST_VALUE)


@pytest.mark.parametrize(
    ("on", "valid_from"),
    [
        (date(2026, 11, 21), date(2025, 6, 1)),
        (date(2025, 6, 1), date(2025, 6, 1)),
        (date(2025, 5, 31), date(2021, 1, 1)),
        (date(2021, 1, 1), date(2021, 1, 1)),
    ],
)
def test_the_day_of_the_order_chooses_the_table(on, valid_from):
    assert cost_table(on).valid_from == valid_from


def test_days_before_the_tables_are_refused_in_german():
    with pytest.raises(CostsRefused, match=r"vor dem 01\.01\.2021"):
        cost_table(date(2020, 12, 31))
