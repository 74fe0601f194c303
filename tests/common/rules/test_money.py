"""Rounding to cents."""

from decimal import Decimal

import pytest

from common.rules.money import cents


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        pytest.param("1.004", "1.00", id="below a half cent"),
        pytest.param("1.005", "1.01", id="half a cent goes up"),
        pytest.param("-1.005", "-1.01", id="half a cent goes away from zero"),
        pytest.param("2", "2.00", id="whole euros get two decimals"),
        pytest.param("-0.001", "0.00", id="no minus before nothing"),
    ],
)
def test_it_rounds_half_up(amount, rounded):
    assert str(cents(Decimal(amount))) == rounded
