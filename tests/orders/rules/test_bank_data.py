"""How old bank data may be, and how pages say it."""

from dataclasses import replace
from datetime import date

import pytest

from orders.rules.bank_data import BankData

FRESH = BankData(creditor="Lindgrün", newest_on=date(2026, 11, 16), age=3, max_age=3)


@pytest.mark.parametrize(
    ("change", "is_stale"),
    [
        pytest.param({}, False, id="as old as allowed"),
        pytest.param({"age": 4}, True, id="a day older"),
        pytest.param({"age": 400, "max_age": None}, False, id="not checked"),
        pytest.param({"age": 1, "max_age": 0}, True, id="only of today"),
        pytest.param({"age": 0, "max_age": 0}, False, id="of today"),
        pytest.param({"newest_on": None}, False, id="never a statement: nothing to compare"),
    ],
)
def test_what_is_stale(change, is_stale):
    data = replace(FRESH, **change)

    assert data.is_stale is is_stale
    assert bool(data.problem) is is_stale


def test_stale_data_say_since_when_and_what_to_do():
    assert replace(FRESH, age=4).problem == (
        "Der neueste Kontoauszug von Lindgrün reicht nur bis 16.11.2026 und ist 4 Arbeitstage alt "
        "(erlaubt: 3). Lesen Sie die neuen Kontoauszüge ein."
    )


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "1 Kontoauszug ist angehalten und noch nicht übernommen."),
        (2, "2 Kontoauszüge sind angehalten und noch nicht übernommen."),
    ],
)
def test_statements_that_wait_are_named(count, words):
    assert replace(FRESH, held_count=count).held_words == words


@pytest.mark.parametrize(
    ("count", "todo"),
    [
        (0, "Lesen Sie die neuen Kontoauszüge ein."),
        (1, "Entscheiden Sie über den angehaltenen Kontoauszug, oder lesen Sie neue ein."),
        (2, "Entscheiden Sie über die 2 angehaltenen Kontoauszüge, oder lesen Sie neue ein."),
    ],
)
def test_a_statement_that_waits_may_be_what_is_missing(count, todo):
    assert replace(FRESH, age=4, held_count=count).problem.endswith(todo)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "bis 16.11.2026, 3 Arbeitstage alt"),
        ({"age": 1}, "bis 16.11.2026, 1 Arbeitstag alt"),
        ({"age": 0}, "bis 16.11.2026"),
        ({"newest_on": None}, "Kein Kontoauszug eingelesen"),
    ],
)
def test_pages_say_how_far_the_data_reach(change, words):
    assert replace(FRESH, **change).reach_words == words
