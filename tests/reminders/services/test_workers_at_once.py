"""Several workers at once, each with a connection of its own to the database and the server."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection, transaction

from orders.services.payments import record_payment
from reminders.models import Reminder
from reminders.rules.states import ReminderState
from reminders.services.delivery import deliver_due
from reminders.services.sending_stops import stop_sending
from tests.factories import TODAY, order, sales_account
from tests.real_commits import COMMITTING, real_commits  # noqa: F401
from tests.reminders.adapters.mail_servers import Server, Sink, sink_server
from tests.reminders.services.witness import BODY, Road, watched_road

pytestmark = COMMITTING
WORKERS = 3
PATIENCE_SECONDS = 60.0


@dataclass
class HangingSink(Sink):
    """Keeps every mail, and never answers the dot of a recipient that begins with "stumm"."""

    hanging: list[Envelope] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if envelope.rcpt_tos[0].startswith("stumm"):
            self.hanging.append(envelope)
            await asyncio.sleep(PATIENCE_SECONDS)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def road() -> Iterator[Road]:
    with watched_road() as watched:
        yield watched


def start(work: Callable[[], object]) -> threading.Thread:
    """Do it in a thread of its own, with a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def finish(*threads: threading.Thread) -> None:
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()


def test_three_dots_without_an_answer_hold_up_no_other_reminder(released, settings, clock, road):
    """Check 27: the three are uncertain, all others go out meanwhile or afterwards."""
    settings.DELIVERY = replace(settings.DELIVERY, reply_timeout=timedelta(seconds=1))
    account = sales_account()
    mute = [order(account, email=f"stumm{n}@kunden.example") for n in range(3)]
    run = released(*mute, *[order(account) for _ in range(4)])
    with ExitStack() as stack:
        sink, port = stack.enter_context(sink_server(HangingSink))
        settings.MAIL_SERVER = Server(port=port)
        finish(*[start(lambda: deliver_due(clock=clock)) for _ in range(WORKERS)])

        states = sorted(run.reminders.values_list("state", flat=True))
        assert states == [ReminderState.SENT] * 4 + [ReminderState.UNCERTAIN] * 3
        assert (len(sink.hanging), len(sink.envelopes)) == (3, 4)


def test_a_payment_that_holds_the_order_is_waited_for_and_respected(released, sink, clock, road):
    """Check 38 with two connections: the payment has begun, but is not committed yet."""
    bought = order(total="79.90")
    run = released(bought)
    is_booked, is_transferred = threading.Event(), threading.Event()

    def pay() -> None:
        with transaction.atomic():
            is_transferred.wait(PATIENCE_SECONDS)
            record_payment(
                bought.pk, amount=Decimal("79.90"), paid_on=TODAY, actor=None, today=TODAY
            )
            is_booked.set()
            # The decision comes to the locked order now.
            threading.Event().wait(0.3)

    def reach_the_decision() -> None:
        is_transferred.set()
        is_booked.wait(PATIENCE_SECONDS)

    road.accidents[BODY] = reach_the_decision
    worker = start(lambda: deliver_due(clock=clock))
    if connection.vendor == "sqlite":
        # There a transaction locks all, so it can only begin with the body on its way.
        is_transferred.wait(PATIENCE_SECONDS)
    finish(start(pay), worker)

    assert run.reminders.get().state == ReminderState.CANCELLED
    assert sink.envelopes == []


def test_nothing_is_decided_any_more_once_a_stop_is_committed(released, sink, clock, road):
    """Check 50: three workers are in the middle of a run."""
    account = sales_account()
    run = released(*[order(account) for _ in range(12)])
    some_have_left = threading.Event()
    judge_lock, judged = threading.Lock(), []

    def judge(message_id: str) -> None:
        with judge_lock:
            judged.append(message_id)
            if len(judged) == 3:
                some_have_left.set()

    road.judge = judge
    workers = [start(lambda: deliver_due(clock=clock)) for _ in range(WORKERS)]
    assert some_have_left.wait(PATIENCE_SECONDS)
    stop_sending(None, reason="Falsche Preise", actor=None, now=clock())
    decided = set(_decided(run))
    finish(*workers)

    assert set(_decided(run)) == decided
    sent = set(run.reminders.filter(state=ReminderState.SENT).values_list("pk", flat=True))
    assert sent == decided
    assert len(sink.envelopes) == len(decided) < 12
    waiting = run.reminders.exclude(pk__in=decided)
    assert set(waiting.values_list("state", "attempts")) == {(ReminderState.QUEUED, 0)}


def _decided(run) -> list[int]:
    return list(
        Reminder.objects.filter(run=run, decided_at__isnull=False).values_list("pk", flat=True)
    )
