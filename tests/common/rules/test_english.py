"""Amounts and days as letters in English write them."""

from datetime import date
from decimal import Decimal

import pytest

from common.rules.english import day, euro, long_day, number


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("1234.56", "EUR\u00a01,234.56"),
        ("0", "EUR\u00a00.00"),
        ("-100", "\u2212EUR\u00a0100.00"),
        ("0.005", "EUR\u00a00.01"),
    ],
)
def test_it_writes_euros(amount, written):
    assert euro(Decimal(amount)) == written


def test_it_writes_other_numbers_with_a_true_minus():
    assert number(Decimal("-1234.5")) == "\u22121,234.50"


def test_it_writes_days_that_nobody_misreads():
    written_on = date(2026, 11, 3)

    assert long_day(written_on) == "3 November 2026"
    assert day(written_on) == "3\u00a0Nov\u00a02026"
