"""IBANs."""

import pytest

from common.rules.iban import compact_iban, german_iban, group_iban, is_valid_iban


@pytest.mark.parametrize(
    ("text", "is_valid"),
    [
        ("DE02120300000000202051", True),
        ("de02 1203 0000 0000 2020 51", True),
        ("AT611904300234573201", True),
        ("DE03120300000000202051", False),
        ("DE0212030000000020205", False),
        ("DE021203000000002020510", False),
        ("D€02120300000000202051", False),
        ("", False),
    ],
)
def test_it_checks_shape_length_and_digits(text, is_valid):
    assert is_valid_iban(text) is is_valid


def test_it_groups_and_compacts():
    assert group_iban("de02120300000000202051") == "DE02 1203 0000 0000 2020 51"
    assert compact_iban("DE02 1203 0000\u00a00000 2020 51") == "DE02120300000000202051"


def test_it_makes_an_iban_of_a_german_bank_code_and_account_number():
    assert german_iban("12030000", "202051") == "DE02120300000000202051"
    assert german_iban("37040044", "0532013000") == "DE89370400440532013000"
