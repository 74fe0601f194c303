from decimal import Decimal

import pytest

from common.rules.chart_scale import scale_for


def numbers(*texts):
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        pytest.param([], [0, 1], id="nothing"),
        pytest.param(numbers("0"), [0, 1], id="only zero"),
        pytest.param(numbers("1"), [0, 1], id="one"),
        pytest.param(numbers("3.50"), [0, 1, 2, 3, 4], id="no step below one"),
        pytest.param(numbers("21"), [0, 10, 20, 30], id="tens"),
        pytest.param(
            numbers("162149.10", "24048"), [0, 50000, 100000, 150000, 200000], id="many euros"
        ),
        pytest.param(numbers("-30", "50"), [-40, -20, 0, 20, 40, 60], id="below zero"),
        pytest.param(numbers("-5"), [-6, -4, -2, 0], id="only below zero"),
    ],
)
def test_round_steps_enclose_zero_and_all_values(values, ticks):
    scale = scale_for(values)

    assert scale.ticks == ticks


@pytest.mark.parametrize(
    ("highest", "unit", "value", "words"),
    [
        pytest.param("900", "", "162.60", "163", id="as it is"),
        pytest.param("200000", "Tsd.", "162149", "162", id="thousands"),
        pytest.param("20000", "Tsd.", "4549", "4,5", id="small thousands"),
        pytest.param("20000", "Tsd.", "-4549", "−4,5", id="negative"),
        pytest.param("20000", "Tsd.", "5000", "5", id="whole thousands"),
        pytest.param("4000000", "Tsd.", "1250000", "1.250", id="many thousands"),
        pytest.param("40000000", "Mio.", "12600000", "13", id="millions"),
    ],
)
def test_large_numbers_are_written_in_a_larger_unit(highest, unit, value, words):
    scale = scale_for(numbers(highest))

    assert (scale.unit, scale.short(Decimal(value))) == (unit, words)


@pytest.mark.parametrize(("value", "share"), [("-20", 0), ("0", 0.25), ("60", 1)])
def test_the_share_is_how_far_up_a_value_lies(value, share):
    scale = scale_for(numbers("-20", "60"))

    assert scale.share(Decimal(value)) == share
