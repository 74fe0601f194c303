"""How many days after a reminder payments came."""

from decimal import Decimal
from itertools import pairwise

import pytest

from reminders.rules.payment_days import BANDS, average_days, median_band


def test_the_bands_leave_no_day_out():
    for band, following in pairwise(BANDS):
        assert band.to_days is not None
        assert following.from_days == band.to_days + 1
    assert BANDS[0].from_days == 0
    assert BANDS[-1].to_days is None


@pytest.mark.parametrize(
    ("payments", "label"),
    [
        ([0, 0, 0, 0, 0, 0], None),
        ([0, 1, 0, 0, 0, 0], "1–3 Tage"),
        ([1, 0, 0, 1, 0, 0], "am selben Tag"),
        ([1, 0, 0, 1, 1, 0], "8–14 Tage"),
        ([0, 0, 0, 0, 0, 5], "über 30 Tage"),
    ],
)
def test_the_median_band_is_where_half_of_them_had_come(payments, label):
    band = median_band(payments)

    assert (band.label if band else None) == label


@pytest.mark.parametrize(
    ("days", "payments", "average"), [(0, 0, None), (7, 2, "3.5"), (10, 3, "3.3")]
)
def test_the_average_has_one_place(days, payments, average):
    assert average_days(days, payments) == (Decimal(average) if average else None)
