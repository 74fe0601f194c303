"""The shipped texts: complete, fillable, and within what the law allows to demand."""

import pytest

from reminders.default_texts import DEFAULT_TEXTS
from reminders.rules.placeholders import find_unknown

BODIES = [
    pytest.param(body, id=f"level {text.level} {kind}")
    for text in DEFAULT_TEXTS
    for kind, body in (("mail", text.mail_body), ("letter", text.letter_body))
]


def test_there_is_one_text_for_each_of_the_three_levels():
    assert [text.level for text in DEFAULT_TEXTS] == [1, 2, 3]


@pytest.mark.parametrize("text", DEFAULT_TEXTS, ids=lambda text: f"level {text.level}")
def test_every_placeholder_exists(text):
    for part in (text.mail_subject, text.mail_body, text.letter_subject, text.letter_body):
        assert find_unknown(part) == []


@pytest.mark.parametrize("body", BODIES)
def test_every_text_demands_names_the_deadline_and_the_way_to_object(body):
    for said in (
        "((ANREDE))",
        "((OFFENER_BETRAG))",
        "((FRIST))",
        "((FAELLIGKEITSDATUM))",
        "((POSITIONEN))",
        "Falls Sie inzwischen gezahlt haben",
        "((KONTAKT_EMAIL))",
        "Mit freundlichen Grüßen",
    ):
        assert said in body


@pytest.mark.parametrize("body", BODIES)
def test_no_text_claims_fee_or_interest_or_threatens_beyond_the_law(body):
    for word in (
        "gebühr",
        "zinsen",
        "pauschale",
        "anzeige",
        "betrug",
        "schufa",
        "gerichtliche mahnung",
        "!",
    ):
        assert word not in body.lower()


def test_the_subject_of_the_first_mail_does_not_shout():
    assert "Mahnung" not in DEFAULT_TEXTS[0].mail_subject


def test_only_the_last_level_names_agency_and_court():
    first, second, last = (text.letter_body for text in DEFAULT_TEXTS)

    assert "Inkasso" not in first + second
    assert "Inkassounternehmen" in last
    assert "gerichtliche Mahnverfahren" in last
