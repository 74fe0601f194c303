"""The country below an address."""

import pytest

from common.rules.countries import postal_country


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("AT", "ÖSTERREICH"),
        ("ch", "SCHWEIZ"),
        ("TR", "TÜRKEI"),
        ("US", "US"),
        ("", ""),
    ],
)
def test_it_names_the_country_in_capitals_as_far_as_it_knows_it(code, line):
    assert postal_country(code) == line
