"""Letters that cannot be made: each fails by itself, and the others of its batch go on."""

import pytest

from reminders.adapters.girocode import NotAGiroCode
from reminders.adapters.pdf import LogoUnreadable
from reminders.rules.states import ReminderState
from reminders.services import letter_preparing
from reminders.services.letter_preparing import prepare_batch
from reminders.services.letters import ring_for_batches

pytestmark = pytest.mark.django_db


@pytest.fixture
def stumble(monkeypatch):
    """Let a step of making letters fail, for the reminder with a number or for all."""

    def patch(step: str, error: Exception, number: int | None = None) -> None:
        real = getattr(letter_preparing, step)

        def fail(subject):
            if number is None or getattr(subject, "number", None) == number:
                raise error
            return real(subject)

        monkeypatch.setattr(letter_preparing, step, fail)

    return patch


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ("render_letter", NotAGiroCode("Die IBAN stimmt nicht.")),
        ("content_of", LogoUnreadable("Das Logo ist nicht lesbar.")),
    ],
)
def test_a_letter_that_cannot_be_made_fails_and_tells_why(
    released, printed, stumble, letter_order, step, error
):
    stumble(step, error)
    run = released(letter_order())

    printed()

    reminder = run.reminders.get()
    assert (reminder.state, reminder.outcome) == (ReminderState.FAILED, str(error))


def test_a_letter_that_the_program_stumbles_over_blocks_no_other(
    released, printed, stumble, clock, letter_order
):
    run = released(letter_order(), letter_order())
    stumble("content_of", ValueError("unerwartet"), number=1)

    batch = printed()

    first, second = run.reminders.order_by("pk")
    assert (first.state, second.state) == (ReminderState.QUEUED, ReminderState.PREPARING)
    assert second.lease_until is None
    assert first.outcome == "der Brief ließ sich nicht erstellen (ValueError)"
    for _ in range(5):
        assert ring_for_batches(now=clock()) == 1
        prepare_batch(batch.pk, clock=clock)
    first.refresh_from_db()
    assert first.state == ReminderState.FAILED
    assert "nach 6 Versuchen aufgegeben" in first.outcome
    assert ring_for_batches(now=clock()) == 0
