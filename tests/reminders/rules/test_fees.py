"""What a reminder may add: §§ 280, 286, 288 V BGB and BGH VIII ZR 95/18."""

from decimal import Decimal

import pytest

from reminders.rules.fees import charges, fee_warning

CONSUMER_LETTER = {
    "letter_cost": Decimal("1.20"),
    "is_letter": True,
    "is_business": False,
    "is_in_default": True,
}
BUSINESS_LETTER = CONSUMER_LETTER | {"is_business": True}


@pytest.mark.parametrize(
    ("facts", "fee", "lump_sum"),
    [
        pytest.param(CONSUMER_LETTER, "1.20", "0.00", id="§ 280 I, II: letter after default"),
        pytest.param(
            CONSUMER_LETTER | {"letter_cost": Decimal("0.7643")},
            "0.76",
            "0.00",
            id="VIII ZR 95/18: the cost shown there",
        ),
        pytest.param(
            CONSUMER_LETTER | {"letter_cost": Decimal("5")},
            "5.00",
            "0.00",
            id="more than usual is warned of, not cut",
        ),
        pytest.param(
            CONSUMER_LETTER | {"letter_cost": Decimal(0)}, "0.00", "0.00", id="a step without fee"
        ),
        pytest.param(
            CONSUMER_LETTER | {"is_in_default": False},
            "0.00",
            "0.00",
            id="VIII ZR 226/83: the notice that creates default",
        ),
        pytest.param(
            CONSUMER_LETTER | {"is_letter": False}, "0.00", "0.00", id="e-mail costs nothing"
        ),
        pytest.param(
            CONSUMER_LETTER | {"charged_letters": 1}, "1.20", "0.00", id="second charged letter"
        ),
        pytest.param(
            CONSUMER_LETTER | {"charged_letters": 2}, "0.00", "0.00", id="no third charged letter"
        ),
        pytest.param(
            CONSUMER_LETTER | {"has_lump_sum": True},
            "1.20",
            "0.00",
            id="§ 288 V 1: consumers owe no lump sum, whatever was noted",
        ),
        pytest.param(BUSINESS_LETTER, "0.00", "40.00", id="§ 288 V 1: 40 € instead of the fee"),
        pytest.param(
            BUSINESS_LETTER | {"is_letter": False},
            "0.00",
            "40.00",
            id="§ 288 V 1: whatever the channel",
        ),
        pytest.param(
            BUSINESS_LETTER | {"is_in_default": False}, "0.00", "0.00", id="§ 288 V 1: in default"
        ),
        pytest.param(
            BUSINESS_LETTER | {"has_lump_sum": True},
            "0.00",
            "0.00",
            id="once per claim, and it covers the letters, C-585/20",
        ),
        pytest.param(
            BUSINESS_LETTER | {"letter_cost": Decimal(0)},
            "0.00",
            "40.00",
            id="the lump sum needs no cost",
        ),
    ],
)
def test_charges_of_one_reminder(facts, fee, lump_sum):
    found = charges(**facts)

    assert (str(found.dunning_fee), str(found.lump_sum)) == (fee, lump_sum)
    assert found.why.endswith(".")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (CONSUMER_LETTER | {"is_in_default": False}, "Verzug erst begründet"),
        (CONSUMER_LETTER | {"is_letter": False}, "E-Mail"),
        (CONSUMER_LETTER | {"charged_letters": 2}, "schon zwei Briefe"),
        (BUSINESS_LETTER, "§ 288 Abs. 5"),
    ],
)
def test_charges_say_why(facts, words):
    assert words in charges(**facts).why


@pytest.mark.parametrize(
    ("cost", "is_warned"),
    [
        pytest.param("1.20", False, id="shipped"),
        pytest.param("2.50", False, id="local courts take it"),
        pytest.param("2.51", True, id="above it must be shown"),
        pytest.param("10", True, id="OLG Schleswig 2 U 7/12"),
    ],
)
def test_it_warns_of_a_fee_that_courts_question(cost, is_warned):
    assert bool(fee_warning(Decimal(cost))) is is_warned
