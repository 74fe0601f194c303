"""What comes between the body and the dot, and what forbids the sending as a whole."""

import errno
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection

from orders.models import Creditor
from orders.services.payments import record_payment
from reminders.adapters import disk
from reminders.adapters.journal import JournalNotWritable
from reminders.models import DunningBlock
from reminders.rules.states import ReminderState
from reminders.services import delivery, durability, outbox, patience
from reminders.services.blocks import set_block
from reminders.services.delivery import DeliveryImpossible, deliver_due
from reminders.services.sending_stops import stop_sending
from tests.factories import TODAY, order
from tests.reminders.adapters.mail_servers import Server, scripted_server
from tests.reminders.services.witness import BODY, DECIDED, Road, Witness, watched_road

pytestmark = pytest.mark.django_db


@pytest.fixture
def road() -> Iterator[Road]:
    with watched_road() as watched:
        yield watched


@pytest.fixture
def witness(settings) -> Iterator[Witness]:
    with scripted_server(Witness) as server:
        settings.MAIL_SERVER = Server(port=server.port)
        yield server


def test_a_payment_between_body_and_dot_cancels_the_reminder(released, witness, road, clock):
    """Check 38: the server has the whole body and gets no dot."""
    bought = order(total="79.90")
    run = released(bought)
    witness.hung_up.clear()
    road.accidents[BODY] = lambda: record_payment(
        bought.pk, amount=Decimal("79.90"), paid_on=TODAY, actor=None, today=TODAY
    )

    ended = deliver_due(clock=clock)

    assert ended == {"revoked": 1}
    assert run.reminders.get().state == ReminderState.CANCELLED
    assert witness.hung_up.wait(5)
    assert witness.dots == []


@pytest.mark.parametrize(
    ("what", "ended", "state"),
    [
        pytest.param("block", "revoked", ReminderState.CANCELLED, id="the debtor disputes"),
        pytest.param("stop all", "halted", ReminderState.QUEUED, id="all sending is stopped"),
        pytest.param("stop one", "halted", ReminderState.QUEUED, id="the account is stopped"),
    ],
)
def test_a_hold_between_body_and_dot_lets_nothing_out(
    released, witness, road, clock, what, ended, state
):
    """Check 39."""
    bought = order()
    run = released(bought)

    def hold() -> None:
        if what == "block":
            reason = DunningBlock.Reason.DISPUTED
            set_block(bought.pk, reason=reason, until_on=None, actor=None, today=TODAY)
        else:
            account = None if what == "stop all" else bought.sales_account_id
            stop_sending(account, reason="Falsche Preise", actor=None, now=clock())

    road.accidents[BODY] = hold

    assert deliver_due(clock=clock) == {ended: 1}
    assert witness.dots == []
    assert run.reminders.get().state == state


@pytest.mark.parametrize("moment", ["not committed", "committed unseen"])
def test_a_database_that_fails_at_the_decision_is_a_provable_no(
    released, witness, road, clock, monkeypatch, moment
):
    run = released(order())
    decide = outbox.decide

    def failing_decide(*args, **kwargs):
        if moment == "committed unseen":
            decide(*args, **kwargs)
        monkeypatch.setattr(outbox, "decide", decide)
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(outbox, "decide", failing_decide)

    first = deliver_due(clock=clock)
    between = run.reminders.values_list("state", "attempts").get()
    clock.advance(minutes=2)
    second = deliver_due(clock=clock)

    assert (first, between) == ({"postponed": 1}, (ReminderState.QUEUED, 0))
    assert second == {"sent": 1}
    assert len(witness.dots) == 1


def test_the_outcome_survives_a_database_that_is_away_for_a_moment(
    released, witness, road, clock, monkeypatch
):
    run = released(order())
    settle, failures = outbox.settle_sent, [OperationalError("gone"), OperationalError("gone")]

    def failing_settle(*args, **kwargs):
        if failures:
            raise failures.pop()
        settle(*args, **kwargs)

    monkeypatch.setattr(outbox, "settle_sent", failing_settle)
    away = SimpleNamespace(in_atomic_block=False, close=lambda: None)
    monkeypatch.setattr(patience, "connection", away)
    monkeypatch.setattr(patience.time, "sleep", lambda seconds: None)

    assert deliver_due(clock=clock) == {"sent": 1}
    assert run.reminders.get().state == ReminderState.SENT
    assert failures == []


def test_a_disk_that_fills_up_stops_before_the_next_decision(
    released, witness, road, clock, monkeypatch
):
    run = released(order())

    def fill_the_disk() -> None:
        full = SimpleNamespace(f_bavail=1, f_frsize=4096)
        monkeypatch.setattr(disk.os, "statvfs", lambda path: full)

    road.accidents[BODY] = fill_the_disk

    with pytest.raises(JournalNotWritable, match="Speicherplatz"):
        deliver_due(clock=clock)

    assert witness.dots == []
    assert run.reminders.values_list("state", "attempts").get() == (ReminderState.QUEUED, 0)


def test_a_journal_that_is_taken_away_stops_before_the_next_decision(
    released, witness, road, clock, settings
):
    run = released(order())
    road.accidents[BODY] = lambda: Path(settings.JOURNAL_PATH).unlink()

    with pytest.raises(JournalNotWritable):
        deliver_due(clock=clock)

    assert witness.dots == []
    assert run.reminders.get().state == ReminderState.QUEUED


def test_the_journal_is_written_without_asking_the_database(
    released, witness, road, clock, django_assert_num_queries
):
    """Between the server's yes and the journal nothing else may fail."""
    run = released(order())
    asked: list[str] = []

    def listen(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    listening = connection.execute_wrapper(listen)
    append = delivery.Journal.append

    def quiet_append(self, entry):
        assert asked == []
        assert entry.claims
        listening.__exit__(None, None, None)
        append(self, entry)

    road.accidents[DECIDED] = listening.__enter__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery.Journal, "append", quiet_append)
        deliver_due(clock=clock)

    assert run.reminders.get().state == ReminderState.SENT


def test_it_refuses_to_send_without_durability(released, witness, road, clock, monkeypatch):
    """Check 20: somebody has relaxed the database since it was checked."""
    run = released(order())
    monkeypatch.setattr(durability, "_SQLITE_FULL", 99)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")

    with pytest.raises(DeliveryImpossible, match="bei einem Stromausfall vergessen"):
        deliver_due(clock=clock)

    assert witness.connections == 0
    assert run.reminders.get().state == ReminderState.QUEUED


def test_broken_data_fail_one_reminder_and_hold_up_no_other(
    released, witness, road, clock, monkeypatch
):
    broken, good = order(), order()
    run = released(broken, good)
    prepare = delivery._prepare

    def stumble(reminder, items, now):
        if reminder.items.filter(order=broken).exists():
            raise UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")
        return prepare(reminder, items, now)

    monkeypatch.setattr(delivery, "_prepare", stumble)

    first = deliver_due(clock=clock)
    for _ in range(5):
        clock.advance(hours=5)
        last = deliver_due(clock=clock)

    assert first == {"postponed": 1, "sent": 1}
    assert last == {"postponed": 1}
    failed = run.reminders.get(state=ReminderState.FAILED)
    assert "UnicodeEncodeError" in failed.outcome


def test_a_full_disk_is_told_as_such(tmp_path, monkeypatch):
    journal = tmp_path / "journal"
    journal.touch()
    real = os.statvfs(journal)
    monkeypatch.setattr(
        disk.os, "statvfs", lambda path: SimpleNamespace(f_bavail=0, f_frsize=real.f_frsize)
    )

    with pytest.raises(JournalNotWritable) as refusal:
        disk.check_room(journal)

    assert refusal.value.__cause__.errno == errno.ENOSPC


def test_a_machine_that_stood_still_before_the_dot_writes_none(
    released, witness, clock, monkeypatch
):
    """By then the sweep may have given the mail up, and a person may have decided."""
    run = released(order())
    decide = outbox.decide

    def stall(*arguments, **more):
        decision = decide(*arguments, **more)
        clock.advance(minutes=20)
        return decision

    monkeypatch.setattr(outbox, "decide", stall)

    ended = deliver_due(clock=clock)

    assert (ended, witness.dots) == ({"postponed": 1}, [])
    assert run.reminders.get().state == ReminderState.QUEUED


@pytest.mark.parametrize(
    ("is_there", "state"), [(False, ReminderState.QUEUED), (True, ReminderState.FAILED)]
)
def test_no_reminder_fails_because_the_folder_of_the_logos_is_away(
    released, witness, clock, settings, tmp_path, is_there, state
):
    settings.MEDIA_ROOT = tmp_path
    run = released(order())
    Creditor.objects.update(logo="logos/firma.png")
    if is_there:
        (tmp_path / "logos").mkdir()
        deliver_due(clock=clock)
    else:
        with pytest.raises(DeliveryImpossible, match="Ablage der Logos"):
            deliver_due(clock=clock)

    reminder = run.reminders.get()
    assert (reminder.state, witness.dots) == (state, [])
    assert reminder.attempts == (1 if is_there else 0)


def test_one_reminder_that_cannot_be_settled_keeps_the_sweep_from_no_other(
    released, clock, monkeypatch
):
    run = released(order(), order())
    leases = [outbox.claim_next(now=clock()) for _ in range(2)]
    clock.advance(hours=1)
    recover, poison = outbox.recover, leases[0].reminder_id
    monkeypatch.setattr(
        outbox,
        "recover",
        lambda pk, reply, **more: 1 / 0 if pk == poison else recover(pk, reply, **more),
    )

    delivery.sweep(clock=clock)

    states = dict(run.reminders.values_list("pk", "state"))
    assert states == {poison: ReminderState.PREPARING, leases[1].reminder_id: ReminderState.QUEUED}
