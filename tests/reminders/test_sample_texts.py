"""The shipped sample letters: complete, fillable, lawful."""

import re

import pytest

from reminders.rules.sample_letters import plain_text
from reminders.sample_texts import SAMPLE_LETTERS

every_letter = pytest.mark.parametrize("letter", SAMPLE_LETTERS, ids=lambda letter: letter.key)
FORBIDDEN = ("Schufa", "SCHUFA", "Auskunftei", "Strafanzeige", "Betrug", "credit bureau", "!")


def test_there_are_all_tones_and_a_foreign_one():
    keys = [letter.key for letter in SAMPLE_LETTERS]

    assert keys == [
        "freundliche-erinnerung",
        "sachliche-mahnung",
        "bestimmte-mahnung",
        "letzte-mahnung",
        "mahnung-an-unternehmen",
        "payment-reminder-english",
    ]


@every_letter
def test_every_gap_is_closed(letter):
    text = plain_text(letter)

    assert text.count("[") == text.count("]") == len(re.findall(r"\[[^\[\]\n]+\]", text))


@every_letter
def test_it_names_what_a_reminder_must(letter):
    text = plain_text(letter)

    gaps = ("[Date]", "[Invoice number]", "deadline", "[IBAN]", "[Company with legal form]")
    if letter.language == "de":
        gaps = ("[Datum]", "[Rechnungsnummer]", "[Frist", "[IBAN]", "[Firma mit Rechtsform]")
    assert all(gap in text for gap in gaps)


@every_letter
def test_it_threatens_with_nothing_the_law_forbids(letter):
    text = plain_text(letter)

    assert not [word for word in FORBIDDEN if word in text]


def test_the_first_letters_ask_for_no_interest_and_the_lump_sum_is_for_businesses():
    asking = {letter.key: [label for label, _ in letter.sums] for letter in SAMPLE_LETTERS}

    assert not [one for one in asking["freundliche-erinnerung"] if "zinsen" in one]
    assert not [one for one in asking["freundliche-erinnerung"] if "kosten" in one]
    with_lump_sum = [key for key, rows in asking.items() if any("pauschale" in r for r in rows)]
    assert with_lump_sum == ["mahnung-an-unternehmen"]
    assert not [one for one in asking["mahnung-an-unternehmen"] if "Mahnkosten" in one]
