"""The shipped texts: complete, fillable, and within what the law allows to demand."""

import pytest

from reminders.default_texts import DEFAULT_TEXTS, DEFAULT_VARIANTS
from reminders.rules.placeholders import find_unknown

ALL = (*DEFAULT_TEXTS, *DEFAULT_VARIANTS)
GERMAN = [text for text in ALL if text.language == "de"]
PARTS = ("mail_subject", "mail_body", "letter_subject", "letter_body")
SAID = {
    "de": ("Falls Sie inzwischen gezahlt haben", "Mit freundlichen Grüßen"),
    "en": ("If you have paid in the meantime", "Kind regards"),
}
NEVER = (
    "gebühr",
    "zinsen",
    "pauschale",
    "anzeige",
    "betrug",
    "schufa",
    "auskunftei",
    "gerichtliche mahnung",
    "fraud",
    "credit bureau",
    "leider",
    "!",
)


def bodies(texts):
    return [
        pytest.param(body, text, id=f"{text.name} {kind}")
        for text in texts
        for kind, body in (("mail", text.mail_body), ("letter", text.letter_body))
    ]


def test_there_is_one_text_for_each_step():
    assert [text.level for text in DEFAULT_TEXTS] == [0, 1, 2, 3]


@pytest.mark.parametrize("level", range(4))
def test_every_step_has_its_kinds_of_product_and_english(level):
    variants = {
        (text.language, text.product_kind) for text in DEFAULT_VARIANTS if text.level == level
    }

    assert variants == {
        ("de", "downloads"),
        ("de", "instalments"),
        ("de", "courses"),
        ("de", "business"),
        ("en", ""),
    }


def test_no_name_is_given_twice_and_none_is_too_long():
    names = [text.name for text in ALL]

    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 80


@pytest.mark.parametrize("text", ALL, ids=lambda text: text.name)
def test_every_placeholder_exists(text):
    for part in PARTS:
        assert find_unknown(getattr(text, part)) == []


@pytest.mark.parametrize(("body", "text"), bodies(ALL))
def test_every_text_demands_names_the_deadline_and_the_way_to_object(body, text):
    for said in (
        "((ANREDE)),",
        "((GESAMTFORDERUNG))",
        "((FRIST))",
        "((FAELLIGKEIT))",
        "((POSITIONEN))",
        "((KONTAKT_EMAIL))",
        "((ABSENDER))",
        *SAID[text.language],
    ):
        assert said in body


@pytest.mark.parametrize(("body", "text"), bodies(ALL))
def test_no_text_threatens_beyond_the_law_or_claims_what_the_table_claims(body, text):
    for word in NEVER:
        assert word not in body.lower()


@pytest.mark.parametrize(("body", "text"), bodies(ALL))
def test_the_amount_is_said_once_and_the_deadline_again_only_with_what_follows_it(body, text):
    announces = text.level == 3

    assert body.count("((GESAMTFORDERUNG))") == 1
    assert body.count("((FRIST))") == 1 + announces


@pytest.mark.parametrize("text", [text for text in GERMAN if not text.level], ids=str)
def test_the_first_message_demands_clearly_and_does_not_shout(text):
    assert "Bitte zahlen Sie ((GESAMTFORDERUNG)) bis zum ((FRIST))." in text.mail_body
    assert "Mahnung" not in text.mail_subject
    assert "((NAECHSTER_SCHRITT))" not in text.mail_body


@pytest.mark.parametrize("text", ALL, ids=lambda text: text.name)
def test_only_the_last_notice_names_agency_and_court(text):
    is_last = text.level == 3

    assert ("((INKASSO))" in text.letter_body) == is_last
    assert ("gericht" in text.letter_body or "court" in text.letter_body) == is_last
