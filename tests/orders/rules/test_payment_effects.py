"""What a clerk is told before a movement of the bank is booked."""

from decimal import Decimal

import pytest

from orders.rules.payment_effects import effect_words, split_return


@pytest.mark.parametrize(
    ("balance", "change", "words"),
    [
        pytest.param("79.90", "-79.90", "offen 79,90 € → bezahlt", id="paid"),
        pytest.param("79.90", "-50.00", "offen 79,90 € → noch offen 29,90 €", id="in part"),
        pytest.param("79.90", "-100.00", "offen 79,90 € → bezahlt, 20,10 € Guthaben", id="more"),
        pytest.param("0.00", "-20.00", "nichts offen → Guthaben 20,00 €", id="paid already"),
        pytest.param("-5.00", "-20.00", "Guthaben 5,00 € → Guthaben 25,00 €", id="more credit"),
        pytest.param("0.00", "82.90", "nichts offen → offen 82,90 €", id="returned"),
        pytest.param("10.00", "82.90", "offen 10,00 € → offen 92,90 €", id="returned in part"),
        pytest.param("-20.00", "20.00", "Guthaben 20,00 € → nichts offen", id="refunded"),
        pytest.param("-20.00", "5.00", "Guthaben 20,00 € → Guthaben 15,00 €", id="part refunded"),
        pytest.param("-20.00", "25.00", "Guthaben 20,00 € → offen 5,00 €", id="too much refunded"),
    ],
)
def test_it_says_what_is_owed_before_and_after(balance, change, words):
    said = effect_words(Decimal(balance), Decimal(change))

    assert said.replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("original", "charges", "payment", "cost"),
    [
        pytest.param("79.90", "3.00", "79.90", "3.00", id="both told"),
        pytest.param("79.90", "0.00", "79.90", "3.00", id="the cost is what remains"),
        pytest.param(None, "3.00", "79.90", "3.00", id="the payment is what remains"),
        pytest.param(None, "0.00", "82.90", "0.00", id="nothing told"),
        pytest.param("90.00", "0.00", "82.90", "0.00", id="more told than went out"),
        pytest.param(None, "82.90", "82.90", "0.00", id="charges as large as the whole"),
    ],
)
def test_payment_and_cost_make_up_what_went_out(original, charges, payment, cost):
    parts = split_return(
        Decimal("82.90"),
        original=None if original is None else Decimal(original),
        charges=Decimal(charges),
    )

    assert parts == (Decimal(payment), Decimal(cost))
