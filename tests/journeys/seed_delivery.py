"""Mails of which nobody knows whether they went out, one decided; a stop that was released."""

from datetime import date, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from orders.models import LinkOpening, SalesAccount
from orders.services.payments import record_payment
from reminders.models import Reminder
from reminders.services import outbox
from reminders.services.outbox import Papers
from reminders.services.proposals import propose_run
from reminders.services.runs import release_run
from reminders.services.sending_stops import release_sending, stop_sending
from reminders.services.uncertain import decide_uncertain
from tests import factories

LOST = "keine Antwort auf das Ende der Nachricht (Zeitüberschreitung nach 600 s)"
REASON = "Der Mailanbieter hat keine Spur davon; die Kundin bestätigt das am Telefon."


def deliveries(lead: User, today: date, account: SalesAccount) -> dict[str, Reminder]:
    """Four that wait, with and without hints, and one that was dropped with a reason.

    Proposed by nobody: a person's newer selection would discard the proposal that others look at.
    """
    orders = [
        factories.order(
            account, today=today, due_on=today - timedelta(days=8), last_name="Sonnenschein"
        )
        for _ in range(5)
    ]
    run = propose_run(
        [order.pk for order in orders],
        level=1,
        day=today,
        written_on=today,
        selection=f"Verkaufsaccount: {account}",
        actor=None,
    )
    _lose(release_run(run.pk, actor=lead, today=today, now=timezone.now()).pk, today)
    waiting, opened, paid, _, dropped = run.reminders.order_by("pk")
    now = timezone.now()
    LinkOpening.objects.create(
        order=opened.items.get().order, opened_on=today, opened_at=now + timedelta(minutes=2)
    )
    settled = paid.items.get().order
    record_payment(settled.pk, amount=settled.open_amount, paid_on=today, actor=lead, today=today)
    decide_uncertain(dropped.pk, "discard", reason=REASON, evidence=[], actor=lead, now=now)
    _stop_and_release(lead, account)
    return {"uncertain": waiting, "uncertain_opened": opened, "uncertain_decided": dropped}


def _lose(run_id: int, today: date) -> None:
    """Write the dots of a run that were never answered."""
    papers = Papers("mahnung@laden.example", "", "", b"%PDF-1.4", "0" * 64, "Bitte zahlen Sie.", "")
    now = timezone.now()
    while (lease := outbox.claim_next(now=now)) is not None:
        assert Reminder.objects.get(pk=lease.reminder_id).run_id == run_id
        outbox.decide(lease, papers, today=today, now=now)
        outbox.settle_uncertain(lease, LOST, now=now)


def _stop_and_release(lead: User, account: SalesAccount) -> None:
    """A stop in the past: one that holds would tell so on every page."""
    now = timezone.now()
    stop = stop_sending(account.pk, reason="Mahngebühren falsch eingestellt", actor=lead, now=now)
    release_sending(
        stop.pk, reason="Mahnverfahren berichtigt", actor=lead, now=now + timedelta(minutes=9)
    )
