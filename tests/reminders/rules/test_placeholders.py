"""Placeholders: three spellings, one fixed list, one pass."""

import pytest

from reminders.rules.placeholders import (
    ALIASES,
    PLACEHOLDERS,
    TextTooLong,
    UnknownPlaceholder,
    defused,
    fill,
    find_unknown,
)

VALUES = {name: f"<{name.lower()}>" for name in PLACEHOLDERS if name not in ALIASES}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        pytest.param("Hallo ((NAME)),", "Hallo <name>,", id="round brackets"),
        pytest.param("Hallo %NAME%,", "Hallo <name>,", id="percent signs"),
        pytest.param("Hallo {{ name }},", "Hallo <name>,", id="braces"),
        pytest.param("((name)) {{NAME}}", "<name> <name>", id="either case"),
        pytest.param("((FÄLLIGKEITSDATUM))", "<faelligkeitsdatum>", id="umlaut"),
        pytest.param("((Fa\u0308lligkeitsdatum))", "<faelligkeitsdatum>", id="combining umlaut"),
        pytest.param("%GLÄUBIGER%", "<glaeubiger>", id="umlaut between percent signs"),
        pytest.param("{{ offener betrag }}", "<offener_betrag>", id="blank for underscore"),
        pytest.param("((DATUM))", "<bestelldatum>", id="alias"),
        pytest.param("5 % über 100%", "5 % über 100%", id="percent signs in normal text"),
        pytest.param("100%ig und 50%", "100%ig und 50%", id="percent sign inside a word"),
        pytest.param("%name%", "%name%", id="lower case between percent signs is text"),
        pytest.param("((siehe Anlage))", "((siehe Anlage))", id="brackets in normal text"),
        pytest.param("{% include 'x' %}", "{% include 'x' %}", id="template tags are text"),
        pytest.param("{0.__class__}", "{0.__class__}", id="format fields are text"),
    ],
)
def test_it_fills_every_spelling_and_leaves_normal_text_alone(text, filled):
    assert fill(text, VALUES) == filled


def test_it_never_searches_a_value_for_placeholders_again():
    values = VALUES | {"NAME": "{{ token }} %IBAN%", "PRODUKTNAME": "((TOKEN))"}

    filled = fill("((NAME)) kaufte ((PRODUKTNAME))", values)

    assert filled == "{{ token }} %IBAN% kaufte ((TOKEN))"


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        pytest.param("((BESTELNUMMER))", ["((BESTELNUMMER))"], id="misspelt"),
        pytest.param("%DEALS% %DEALS%", ["%DEALS%"], id="named once"),
        pytest.param("{{ order.total }}", ["{{ order.total }}"], id="attribute"),
        pytest.param("{{ name|safe }}", ["{{ name|safe }}"], id="filter"),
        pytest.param("{{ }}", ["{{ }}"], id="empty"),
        pytest.param("Hallo {{ name }, gut", ["{{ name }"], id="half closed brace"),
        pytest.param("Hallo ((NAME), gut", ["((NAME)"], id="half closed bracket"),
        pytest.param("Ihre %IBAN lautet", ["%IBAN"], id="percent sign not closed"),
        pytest.param("Hallo name }}", ["}}"], id="never opened"),
        pytest.param("((NAME)) {{ frist }} %IBAN%", [], id="all known"),
    ],
)
def test_it_finds_what_is_unknown_or_not_closed(text, unknown):
    assert find_unknown(text) == unknown


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "((BESTELNUMMER))",
            "Den Platzhalter „((BESTELNUMMER))“ gibt es nicht. Meinten Sie ((BESTELLNUMMER))?",
        ),
        ("%XYZQ%", "Den Platzhalter „%XYZQ%“ gibt es nicht."),
        ("((NAME)", "Der Platzhalter „((NAME)“ ist nicht geschlossen. Richtig ist ((NAME))."),
    ],
)
def test_it_refuses_and_names_the_nearest_known_one(text, complaint):
    with pytest.raises(UnknownPlaceholder) as refusal:
        fill(text, VALUES)

    assert str(refusal.value) == complaint


def test_it_refuses_a_template_over_twenty_kilobytes():
    with pytest.raises(TextTooLong, match="höchstens 20 Kilobyte"):
        fill("ä" * 10_001, VALUES)


def test_it_refuses_a_filled_text_over_two_hundred_kilobytes():
    with pytest.raises(TextTooLong, match="höchstens 200 Kilobyte"):
        fill("((NAME))" * 2_000, VALUES | {"NAME": "x" * 200})


def test_every_placeholder_has_a_description():
    assert all(description for description in PLACEHOLDERS.values())


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        pytest.param("A\nZahlen: ((ZAHLUNGSLINK))\nB", "A\nB", id="the whole line"),
        pytest.param("A\n\n%ZAHLUNGSLINK%\n\nB", "A\n\n\nB", id="every spelling"),
        pytest.param("Seit ((VERZUG_SEIT)) bei ((NAME))", "", id="whatever else it says"),
        pytest.param("((BIC)) ((NAME))", " <name>", id="others are just empty"),
        pytest.param("{{ name\n}} ist da", "<name> ist da", id="braces over two lines"),
    ],
)
def test_a_line_about_what_there_is_not_goes(text, filled):
    values = VALUES | {"ZAHLUNGSLINK": "", "VERZUG_SEIT": "", "BIC": ""}

    assert fill(text, values) == filled


@pytest.mark.parametrize(
    "value",
    ["((IBAN))", "%IBAN%", "{{ iban }}", "{{iban}}", "((iban)) und {{ order.total }}", "((NAME)"],
)
def test_a_defused_value_is_never_filled_nor_complained_about(value):
    text = defused(value)

    assert find_unknown(text) == []
    assert fill(text, VALUES) == text


@pytest.mark.parametrize("value", ["Zoë Winter", "50 % auf (alles)", "100%", "a {b} c"])
def test_an_ordinary_value_stays_as_it_is(value):
    assert defused(value) == value
