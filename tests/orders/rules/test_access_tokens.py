"""Tokens of payment pages: only the installation's keys make them."""

import pytest

from orders.rules.access_tokens import is_signed, public_id_of, sign

KEY, OLD_KEY = b"k" * 32, b"o" * 32
NAME = "0123456789abcdef"


def test_a_token_names_its_order_and_carries_256_bits():
    token = sign(KEY, NAME, 1)

    assert public_id_of(token) == NAME
    assert len(token) == len(NAME) + 1 + 43


def test_tokens_of_a_key_that_was_replaced_still_open():
    assert is_signed(sign(OLD_KEY, NAME, 1), (KEY, OLD_KEY), NAME, 1)


@pytest.mark.parametrize(
    ("token", "name", "version"),
    [
        pytest.param(sign(KEY, NAME, 1), NAME, 2, id="renewed"),
        pytest.param(sign(KEY, NAME, 1), "f" * 16, 1, id="of another order"),
        pytest.param(sign(b"x" * 32, NAME, 1), NAME, 1, id="of another key"),
        pytest.param(sign(KEY, NAME, 1)[:-1], NAME, 1, id="cut"),
        pytest.param("", NAME, 1, id="empty"),
    ],
)
def test_another_token_opens_nothing(token, name, version):
    assert not is_signed(token, (KEY, OLD_KEY), name, version)


@pytest.mark.parametrize("text", ["", "a.b", "ä" * 16 + "." + "A" * 43, NAME + "." + "A" * 44])
def test_what_is_no_token_names_no_order(text):
    assert public_id_of(text) == ""
