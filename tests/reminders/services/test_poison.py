"""Reminders that no worker can make: checks 13 and 14 of docs/reliability.md.

They fail with a reason after a few attempts, the others are sent, and no worker dies of them.
"""

from dataclasses import replace

import pytest

from orders.models import Customer
from reminders.models import Channel, Reminder
from reminders.rules.states import ReminderState
from reminders.services import delivery, letter_preparing, outbox
from reminders.services.delivery import deliver_due
from reminders.services.letters import ring_for_batches
from tests.factories import order

pytestmark = pytest.mark.django_db
# More text than the process of a letter may hold in this test.
HUGE = "Mahnung " * 5_000_000
LONG_NAME = "Muellerschmidt" * 7_150
GIVEN_UP = f"nach {outbox.LETTER_ATTEMPTS} Versuchen aufgegeben: Der Brief"
TOO_HEAVY = f"{GIVEN_UP} ist zu umfangreich"


@pytest.fixture
def contents(monkeypatch):
    """Give a reminder's letter another content than its data; nobody can store some of these."""
    changes = {}
    for module, name in ((delivery, "content_of_items"), (letter_preparing, "content_of")):
        real = getattr(module, name)
        monkeypatch.setattr(
            module,
            name,
            lambda one, *items, real=real: replace(real(one, *items), **changes.get(one.pk, {})),
        )
    return changes


@pytest.fixture
def deliver_often(clock):
    """Deliver until long after every pause between attempts."""

    def deliver() -> None:
        for _ in range(outbox.MOST_ATTEMPTS + 1):
            deliver_due(clock=clock)
            clock.advance(hours=5)

    return deliver


def states(run) -> list[str]:
    return list(run.reminders.order_by("pk").values_list("state", flat=True))


def test_a_letter_that_needs_more_memory_than_allowed_fails_and_the_others_are_sent(
    released, sink, clock, settings, contents, deliver_often
):
    settings.LETTER_MEMORY_MB = 320
    run = released(*(order() for _ in range(6)))
    poison = run.reminders.order_by("pk")[1]
    contents[poison.pk] = {"letter_body": HUGE}

    deliver_often()

    poison.refresh_from_db()
    assert states(run).count(ReminderState.SENT) == len(sink.envelopes) == 5
    assert poison.state == ReminderState.FAILED
    assert poison.attempts == outbox.LETTER_ATTEMPTS == 3
    assert poison.outcome.startswith(TOO_HEAVY)
    assert not outbox.has_due(now=clock())


def test_broken_data_fail_with_a_reason_and_the_others_are_sent(
    released, sink, clock, settings, contents, deliver_often
):
    settings.LETTER_SECONDS = 1
    run = released(*(order() for _ in range(9)))
    nowhere, endless, torn = run.reminders.order_by("pk")[1:8:3]
    Reminder.objects.filter(pk=nowhere.pk).update(recipient="")
    Customer.objects.filter(pk=nowhere.customer_id).update(email="")
    body = f"Guten Tag {LONG_NAME},\n\nzahlen Sie bitte."
    Reminder.objects.filter(pk=endless.pk).update(letter_body=body)
    contents[torn.pk] = {"recipient_lines": ("Greta \ud800", "Weg 1", "50667 Köln")}

    deliver_often()

    for one in (nowhere, endless, torn):
        one.refresh_from_db()
        assert one.state == ReminderState.FAILED
        assert one.attempts <= 3
    assert states(run).count(ReminderState.SENT) == len(sink.envelopes) == 6
    assert "keine E-Mail-Adresse" in nowhere.outcome
    assert endless.outcome.startswith(TOO_HEAVY)
    assert torn.outcome.startswith(f"{GIVEN_UP} ließ sich nicht erstellen (UnicodeEncodeError")
    assert not outbox.has_due(now=clock())


def test_a_print_batch_gives_up_its_monstrous_letter_and_makes_the_others(
    released, printed, clock, settings, contents, letter_order, monkeypatch
):
    monkeypatch.setattr(outbox, "LETTER_ATTEMPTS", 1)
    settings.LETTER_MEMORY_MB = 320
    run = released(letter_order(Channel.LETTER), letter_order(Channel.LETTER))
    poison, other = run.reminders.order_by("pk")
    contents[poison.pk] = {"letter_body": HUGE}

    printed()

    poison.refresh_from_db()
    assert poison.state == ReminderState.FAILED
    assert "ist zu umfangreich" in poison.outcome
    assert bytes(other.document.pdf).startswith(b"%PDF")
    assert ring_for_batches(now=clock()) == 0
