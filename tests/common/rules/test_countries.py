"""The country below an address."""

import pytest

from common.rules.countries import country_code, postal_country


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


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Deutschland", "DE"),
        ("germany", "DE"),
        ("de", "DE"),
        ("Österreich", "AT"),
        ("Tschechien", "CZ"),
        ("Großbritannien", "GB"),
        ("Vereinigtes  Königreich", "GB"),
        ("Atlantis", ""),
        ("", ""),
    ],
)
def test_it_knows_countries_by_name(name, code):
    assert country_code(name) == code
