"""31: two people decide on one uncertain reminder in the same moment, with real commits."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connections

from orders.services.payments import record_payment
from reminders.models import Reminder, UncertainDecision
from reminders.services import outbox
from reminders.services.uncertain import UncertainRefused, decide_uncertain
from tests.factories import TODAY, order
from tests.real_commits import COMMITTING, real_commits  # noqa: F401
from tests.reminders.services.test_delivery import PAPERS

pytestmark = COMMITTING
PATIENCE_SECONDS = 60


@pytest.fixture
def lost(released, clock) -> Reminder:
    """A reminder whose final dot was written and never answered."""
    run = released(order())
    lease = outbox.claim_next(now=clock())
    outbox.decide(lease, PAPERS, today=clock.today, now=clock())
    outbox.settle_uncertain(lease, "keine Antwort", now=clock())
    return run.reminders.get()


def at_once(*calls) -> list[str]:
    """What each of the calls said, all begun in the same moment, each with its own connection."""
    together = Barrier(len(calls))

    def run(call) -> str:
        together.wait(timeout=PATIENCE_SECONDS)
        try:
            return call()
        except UncertainRefused as refusal:
            return str(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def deciding(reminder, choice: str, person: User, clock):
    def decide() -> str:
        decide_uncertain(
            reminder.pk,
            choice,
            reason="Gefragt",
            evidence=[],
            actor=person,
            now=clock(),
            seen_decisions=0,
        )
        return "entschieden"

    return decide


@pytest.mark.parametrize(
    "choices",
    [
        ("was_sent", "discard"),
        ("send_again", "send_again"),
        ("as_letter", "was_sent"),
        ("discard", "send_again"),
    ],
)
def test_31_of_two_decisions_at_once_one_counts_and_the_other_is_told(lost, clock, choices):
    people = [User.objects.create_user(name) for name in ("petra", "ruth")]

    answers = at_once(
        *(deciding(lost, choice, one, clock) for choice, one in zip(choices, people, strict=True))
    )

    kept = UncertainDecision.objects.get()
    refused = next(answer for answer in answers if answer != "entschieden")
    told = lost.items.get().order.history.filter(text__contains="Grund: Gefragt")
    assert Counter(answers)["entschieden"] == 1
    assert refused.startswith(f"Schon entschieden: „{kept.get_choice_display()}“, von ")
    assert told.count() == 1


def test_31_a_payment_at_the_same_moment_never_leads_to_a_second_mail(lost, clock):
    bought = lost.items.get().order
    person = User.objects.create_user("petra")

    def pay() -> str:
        record_payment(bought.pk, amount=bought.open_amount, paid_on=TODAY, actor=None, today=TODAY)
        return "bezahlt"

    decided, _ = at_once(deciding(lost, "send_again", person, clock), pay)

    lost.refresh_from_db()
    # Either the payment came first and is named, or it has revoked what waits again.
    if decided == "entschieden":
        assert (lost.state, lost.outcome) == ("cancelled", "inzwischen bezahlt oder storniert")
    else:
        assert (lost.state, "inzwischen bezahlt" in decided) == ("uncertain", True)
