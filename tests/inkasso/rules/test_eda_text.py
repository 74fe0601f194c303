"""Names as the courts' code page can hold them; hostile ones do no harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkasso.rules.eda_text import EdaRefused, changed, court_text, fitting, wrapped


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Müller & Söhne", "Müller & Söhne"),
        ("Straße", "Straße"),
        ("Zoë Ångström", "Zoë Ångström"),
        ("Nuñez", "Nuñez"),
        ("Dvořák", "Dvorák"),
        ("Łukasz Żółw", "Lukasz Zólw"),
        ("Đorđe", "Dorde"),
        ("Cœur", "Coeur"),
        ("„Zum Hirschen“ – 1. OG", '"Zum Hirschen" - 1. OG'),
        ("O’Neill", "O'Neill"),
        ("12 €", "12 EUR"),
        ("Mu\u0308ller", "Müller"),
        ("  zwei\t\n Wörter ", "zwei Wörter"),
        ("ﬁx", "fix"),
        ("GROẞ", "GROSS"),
        ("", ""),
    ],
)
def test_letters_are_kept_or_spelled_out(typed, kept):
    assert court_text(typed) == kept
    court_text(typed).encode("cp850")


@pytest.mark.parametrize(
    "typed",
    ["Иванов", "王小明", "Kunde 😀", "a\x00b", "a\x1bb", "\u202eegnahcs", "Zero\u200bWidth", "Δ"],
)
def test_what_cannot_be_spelled_is_refused_by_name(typed):
    with pytest.raises(EdaRefused, match=r"U\+"):
        court_text(typed)


def test_the_refusal_quotes_no_control_letters():
    with pytest.raises(EdaRefused) as refusal:
        court_text("a\x1b[31m\u202eb")

    assert str(refusal.value).isprintable()


@given(st.text(max_size=80))
def test_any_text_is_spelled_on_one_line_of_the_code_page_or_refused(text):
    try:
        kept = court_text(text)
    except EdaRefused:
        return

    assert "\n" not in kept
    assert "\r" not in kept
    assert len(kept.encode("cp850")) == len(kept)
    assert court_text(kept) == kept


def test_long_names_are_wrapped_at_blanks():
    name = "Gesellschaft für angewandte Fotografie und Rahmenbau Hamburg mbH"

    rows = wrapped(name, width=35, parts=4, what="Der Name")

    assert rows == ("Gesellschaft für angewandte", "Fotografie und Rahmenbau Hamburg", "mbH", "")
    assert " ".join(row for row in rows if row) == name


def test_a_word_longer_than_a_field_is_cut():
    assert wrapped("x" * 40, width=35, parts=2, what="Der Name") == ("x" * 35, "x" * 5)


def test_what_is_too_long_for_all_fields_is_refused_in_german():
    with pytest.raises(EdaRefused, match=r"^Der Ort .* ist zu lang: Platz ist für ein Feld mit 27"):
        fitting("Llanfairpwllgwyngyllgogerychwyrndrobwll", width=27, what="Der Ort")
    with pytest.raises(EdaRefused, match="4 Felder mit 35 Zeichen"):
        wrapped("Wort " * 60, width=35, parts=4, what="Der Name")


def test_it_tells_which_texts_changed():
    assert changed(["Dvořák", "Müller", "  a  b "]) == ("Dvořák",)
