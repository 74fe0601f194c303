"""The tags pages are made of."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from common.templatetags.components import badge, error_count, query_with, steps, symbol
from dunning_site.navigation import MENU

ROOT = Path(__file__).resolve().parents[3]


def _symbols_in_use() -> set[str]:
    templates = "\n".join(path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html"))
    return set(re.findall(r'{% symbol "([\w-]+)"', templates)) | {
        entry.symbol for group in MENU for entry in group.entries
    }


def test_every_symbol_that_a_page_names_is_in_the_sprite():
    sprite = (ROOT / "static" / "img" / "symbols.svg").read_text("utf-8")

    known = set(re.findall(r'<symbol id="([\w-]+)"', sprite))

    assert _symbols_in_use() - known == set()


def test_a_symbol_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in symbol("mail")


def test_a_badge_escapes_its_text():
    assert badge("<b>", "good") == '<span class="badge badge-good">&lt;b&gt;</span>'


def test_a_badge_without_text_is_nothing():
    assert badge("") == ""


def test_steps_mark_the_current_one_and_those_before_it():
    shown = steps("Versand")["steps"]

    assert [(step["label"], step["is_current"], step["is_done"]) for step in shown] == [
        ("Auswahl", False, True),
        ("Prüfen", False, True),
        ("Versand", True, False),
        ("Ergebnis", False, False),
    ]


def test_steps_print_the_current_one_for_screen_readers():
    page = Template('{% load components %}{% steps "Prüfen" "Datei" "Prüfen" %}').render(Context())

    assert '<li class="done">Datei</li><li aria-current="step">Prüfen</li>' in page


@pytest.mark.parametrize(
    ("address", "changes", "query"),
    [
        pytest.param("/?q=M%C3%BCller&page=3", ("page", 4), "?q=M%C3%BCller&page=4", id="page"),
        pytest.param("/?q=a&page=3", ("sort", "due_on", "page", ""), "?q=a&sort=due_on", id="sort"),
        pytest.param("/?page=3", ("page", None), "?", id="nothing left"),
    ],
)
def test_links_keep_the_filters(address: str, changes: tuple[object, ...], query: str):
    request = RequestFactory().get(address)

    assert query_with({"request": request}, *changes) == query


@pytest.mark.parametrize(
    ("errors", "heading"),
    [
        ({"amount": ["fehlt"]}, "Eine Angabe fehlt oder passt nicht"),
        ({"amount": ["fehlt"], "paid_on": ["fehlt", "liegt vorn"]}, "3 Angaben passen nicht"),
    ],
)
def test_the_heading_counts_the_errors(errors: dict[str, list[str]], heading: str):
    assert error_count(errors) == heading
