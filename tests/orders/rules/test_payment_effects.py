"""What a clerk is told before a movement of the bank is booked."""

from decimal import Decimal

import pytest

from orders.rules.payment_effects import effect_words, fill_amounts, split_return


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


@pytest.mark.parametrize(
    ("amounts", "open_amounts", "filled"),
    [
        pytest.param([None], ["79.90"], ["100.00"], id="a lone order gets everything"),
        pytest.param(["60.00"], ["79.90"], ["60.00"], id="what was given stays"),
        pytest.param([None, None], ["79.90", "20.10"], ["79.90", "20.10"], id="both are paid"),
        pytest.param([None, None], ["79.90", "50.00"], ["79.90", "20.10"], id="the rest for one"),
        pytest.param([None, None], ["30.00", "20.00"], ["30.00", "20.00"], id="some is left"),
        pytest.param([None, "90.00"], ["79.90", "5.00"], ["10.00", "90.00"], id="one was given"),
        pytest.param([None, "100.00"], ["79.90", "5.00"], [None, "100.00"], id="nothing is left"),
        pytest.param([None, "20.00"], ["0.00", "5.00"], [None, "20.00"], id="nothing is open"),
    ],
)
def test_it_fills_in_what_nobody_gave(amounts, open_amounts, filled):
    def values(texts: list[str | None]) -> list[Decimal | None]:
        return [None if text is None else Decimal(text) for text in texts]

    assert fill_amounts(
        Decimal("100.00"), values(amounts), [Decimal(one) for one in open_amounts]
    ) == values(filled)
