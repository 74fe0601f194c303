"""The shops' words for the state of an order, in German."""

import pytest

from orders.rules.shop_states import in_german


@pytest.mark.parametrize(
    ("shop_state", "german"),
    [
        ("partially_paid", "Teilweise bezahlt"),
        ("On hold", "In Wartestellung"),
        ("Versendet", "„Versendet“"),
        ("", "nicht angegeben"),
    ],
)
def test_known_words_are_translated_and_others_quoted(shop_state, german):
    assert in_german(shop_state) == german
