"""Letters of the delivery: made in a child with limits, and the same as those made here."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from reminders.adapters import renderer
from reminders.adapters.girocode import NotAGiroCode
from reminders.adapters.pdf import LogoUnreadable, letter_pdf
from reminders.adapters.renderer import (
    LetterBroken,
    LetterTooHeavy,
    RendererUnavailable,
    end_child,
    render_letter,
)
from tests.reminders.adapters.samples import CREDITOR, english_reminder, logo, reminder

ROOT = Path(__file__).resolve().parents[3]
# More text than the process may hold twice beside itself.
HUGE = "Mahnung " * 5_000_000
PARENT = """
import sys, django
django.setup()
from reminders.adapters.renderer import Limits, _ready_child
print(_ready_child(Limits(2**30, 20))._process.pid, flush=True)
sys.stdin.readline()
"""


def _interrupt(pipe: object) -> bytes:
    raise KeyboardInterrupt


def child_id() -> int:
    """The process of the child in use."""
    return renderer._children[0]._process.pid


def is_alive(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_for_end(process_id: int) -> None:
    until = time.monotonic() + 30
    while is_alive(process_id) and time.monotonic() < until:
        time.sleep(0.05)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(reminder(2), id="with fee"),
        pytest.param(english_reminder(), id="English"),
        pytest.param(reminder(letter_body="Ein Wort mit Emoji 🙂 und العربية."), id="scripts"),
    ],
)
def test_it_makes_the_very_bytes_of_letter_pdf(content):
    assert render_letter(content) == letter_pdf(content)


def test_a_logo_is_drawn_as_in_the_same_process():
    content = reminder(creditor=replace(CREDITOR, logo=logo()))

    assert render_letter(content) == letter_pdf(content)


def test_one_child_makes_many_letters():
    render_letter(reminder())
    first = child_id()

    render_letter(reminder(2))

    assert child_id() == first


def test_a_child_is_replaced_after_its_share_of_letters(monkeypatch):
    monkeypatch.setattr(renderer, "LETTERS_PER_CHILD", 1)
    render_letter(reminder())
    first = child_id()

    render_letter(reminder())

    assert child_id() != first
    assert not is_alive(first)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"logo": b"no picture"}, LogoUnreadable, "Das Logo des Gläubigers"),
        ({"iban": "DE00120300000000202051"}, NotAGiroCode, "IBAN"),
    ],
)
def test_refusals_arrive_as_themselves(change, error, words):
    content = reminder(creditor=replace(CREDITOR, **change))

    with pytest.raises(error, match=words):
        render_letter(content)

    assert render_letter(reminder()) == letter_pdf(reminder())


def test_data_that_no_letter_can_show_are_told_and_cost_no_child():
    render_letter(reminder())
    first = child_id()

    with pytest.raises(LetterBroken, match=r"nicht erstellen \(UnicodeEncodeError"):
        render_letter(reminder(recipient_lines=("Greta \ud800", "Weg 1", "50667 Köln")))

    assert child_id() == first


def test_a_letter_that_needs_too_much_memory_ends_only_its_child(settings):
    settings.LETTER_MEMORY_MB = 320

    with pytest.raises(LetterTooHeavy, match="mehr als 320 MB Speicher"):
        render_letter(reminder(letter_body=HUGE))

    assert render_letter(reminder()) == letter_pdf(reminder())


def test_a_letter_that_needs_too_much_time_ends_only_its_child(settings):
    settings.LETTER_SECONDS = 1

    with pytest.raises(LetterTooHeavy, match="1 Sekunden Rechenzeit"):
        render_letter(reminder(letter_body="Wort " * 200_000))


def test_a_child_that_hangs_is_ended_by_the_clock(monkeypatch):
    render_letter(reminder())
    monkeypatch.setattr(renderer, "_WALL_FACTOR", 0.02)
    os.kill(child_id(), signal.SIGSTOP)

    with pytest.raises(LetterTooHeavy):
        render_letter(reminder())


def test_a_child_ended_from_outside_is_no_fault_of_the_letter():
    render_letter(reminder())
    os.kill(child_id(), signal.SIGTERM)

    assert render_letter(reminder()) == letter_pdf(reminder())


def test_an_answer_nobody_waited_for_is_never_taken_for_another_letter(monkeypatch):
    render_letter(reminder())
    with monkeypatch.context() as patch:
        patch.setattr(renderer.pdf_child, "receive", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            render_letter(reminder(2))

    assert render_letter(reminder()) == letter_pdf(reminder())


def test_a_child_that_cannot_start_is_no_fault_of_the_letter(monkeypatch):
    end_child()
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(RendererUnavailable, match="startet nicht"):
        render_letter(reminder())


def test_the_child_dies_with_its_parent():
    with subprocess.Popen(
        [sys.executable, "-c", PARENT],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "dunning_site.settings"},
    ) as parent:
        child = int(parent.stdout.readline())
        assert is_alive(child)

        parent.kill()
        wait_for_end(child)

    assert not is_alive(child)


def test_the_child_knows_no_password(monkeypatch):
    end_child()
    monkeypatch.setenv("EMAIL_URL", "smtp://mahnwerk:geheim@mail.example")

    render_letter(reminder())

    environment = Path(f"/proc/{child_id()}/environ").read_bytes()
    assert b"geheim" not in environment
    assert b"PATH=" in environment
