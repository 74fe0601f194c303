"""First and last names, and states."""

import pytest

from orders.rules.names import split_name
from orders.rules.states import german_state


@pytest.mark.parametrize(
    ("full_name", "first_name", "last_name"),
    [
        ("Björn d'Angelo", "Björn", "d'Angelo"),
        ("Hannelore von-der-Heide", "Hannelore", "von-der-Heide"),
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
        ("Ursula von der Aue", "Ursula", "von der Aue"),
        ("Karl-Theodor Freiherr von und zu Stein", "Karl-Theodor Freiherr", "von und zu Stein"),
        ("Anna  Maria Lüders", "Anna Maria", "Lüders"),
        ("Lüders, Anna Maria", "Anna Maria", "Lüders"),
        ("Quandt", "", "Quandt"),
        ("van Dyck", "", "van Dyck"),
        ("", "", ""),
    ],
)
def test_split_name(full_name, first_name, last_name):
    assert split_name(full_name) == (first_name, last_name)


@pytest.mark.parametrize(
    ("country", "code", "state"),
    [
        ("DE", "NW", "NW"),
        ("DE", "DE-NW", "NW"),
        ("DE", "de-by", "BY"),
        ("DE", "Bayern", ""),
        ("CH", "BE", ""),
        ("", "NW", ""),
    ],
)
def test_german_state(country, code, state):
    assert german_state(country, code) == state
