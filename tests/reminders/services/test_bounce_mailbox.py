"""The mailbox of what came back, and the archive as a witness (reliability.md 5, check 32)."""

import logging

import pytest
from django.db import OperationalError

from reminders.models import DeliveryEvent, UncertainDecision
from reminders.rules.states import ReminderState
from reminders.services import bounce_mailbox
from reminders.services.archive_mailbox import NOT_SET_UP, ArchiveNotAsked, find_in_archive
from reminders.services.bounce_mailbox import (
    MailboxUnreachable,
    Outcome,
    bounce_words,
    fetch_bounces,
)
from reminders.services.uncertain import settle_proven
from tests.reminders.adapters.bounces import NO_REPORT
from tests.reminders.adapters.imap_server import Access, imap_server
from tests.reminders.services.returned_mails import returned

__all__ = ["returned"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def server(tmp_path, monkeypatch, settings):
    with imap_server(tmp_path, monkeypatch) as serving:
        settings.BOUNCE_MAILBOX = settings.ARCHIVE_MAILBOX = Access(serving.port)
        yield serving


def raising(error: type[Exception]):
    def fail(*arguments, **more):
        raise error

    return fail


def uncertain_reminder(returned):
    return returned(state=ReminderState.UNCERTAIN).reminder


def test_it_takes_down_what_came_back_and_leaves_the_rest_for_a_person(returned, server, clock):
    back = returned()
    server.put(back.report())
    reply = server.put(NO_REPORT["a reply"])
    forged = server.put(back.report(to="bounces+1-20261121-aaaaaaaaaaaaaaaa@brief.example"))
    unreadable = server.put(b"Content-Type: multipart/mixed\r\n" * 50)

    outcomes = fetch_bounces(now=clock())

    assert outcomes == {
        Outcome.NOTED: 1,
        Outcome.FOREIGN: 1,
        Outcome.FORGED: 1,
        Outcome.UNREADABLE: 1,
    }
    assert DeliveryEvent.objects.get().reminder == back.reminder
    assert server.folders["INBOX"] == [reply, forged, unreadable]
    assert all(one.flags == {r"\Flagged"} for one in server.folders["INBOX"])
    assert len(server.folders["Mahnwerk"]) == 1


def test_nothing_is_read_twice(returned, server, clock):
    server.put(returned().report())
    server.put(NO_REPORT["a reply"])
    fetch_bounces(now=clock())

    assert fetch_bounces(now=clock()) == {}


def test_a_mail_stays_until_all_that_it_says_is_kept(returned, server, clock, monkeypatch):
    kept = server.put(returned().report())
    monkeypatch.setattr("reminders.services.bounce_mailbox.note_event", raising(OperationalError))

    with pytest.raises(OperationalError):
        fetch_bounces(now=clock())

    assert (server.folders["INBOX"], kept.flags) == ([kept], set())


def test_a_mail_that_trips_the_program_keeps_no_other_from_being_read(
    returned, server, clock, monkeypatch
):
    poison, back = server.put(NO_REPORT["a reply"]), returned()
    server.put(back.report())
    read = bounce_mailbox.read_report
    monkeypatch.setattr(
        bounce_mailbox, "read_report", lambda raw: 1 / 0 if raw == poison.raw else read(raw)
    )

    outcomes = fetch_bounces(now=clock())

    assert outcomes == {Outcome.UNREADABLE: 1, Outcome.NOTED: 1}
    assert (server.folders["INBOX"], poison.flags) == ([poison], {r"\Flagged"})


@pytest.mark.parametrize(
    "told",
    [
        {"to": "bounces@brief.example", "message_id": "<a\x00b@c.example>"},
        {"report_id": "<a\x00b@c.example>"},
        {"report_id": "=?utf-7?q?<a+2AA-b@c.example>?="},
        {"recipient": "a\x00b@c.example"},
        {"diagnostic": "smtp; 550 5.1.1 \x00 =?utf-7?q?+2AA-?="},
    ],
    ids=lambda told: " ".join(told),
)
def test_what_no_database_takes_harms_no_round(returned, server, clock, told):
    server.put(returned().report(**told))
    good = returned()
    server.put(good.report(report_id="<good@mx.example>"))

    outcomes = fetch_bounces(now=clock())

    assert (sum(outcomes.values()), outcomes[Outcome.UNREADABLE]) == (2, 0)
    assert good.reminder.delivery_events.count() == 1


def test_without_a_mailbox_there_is_nothing_to_do(clock):
    assert fetch_bounces(now=clock()) == {}
    assert bounce_words({}) == "keine neuen Rückläufer"


def test_the_log_counts_without_naming_anybody(returned, server, clock, caplog):
    back = returned()
    server.put(back.report())
    server.put(back.report(to="bounces+1-20261121-aaaaaaaaaaaaaaaa@brief.example"))

    with caplog.at_level(logging.INFO):
        fetch_bounces(now=clock())

    assert "1 forged, 1 noted" in caplog.text
    assert back.reminder.recipient not in caplog.text


def test_a_broken_line_is_told(server, clock):
    server.fails_at = "LOGIN"

    with pytest.raises(MailboxUnreachable, match="ist nicht lesbar"):
        fetch_bounces(now=clock())


def test_32_a_copy_in_the_archive_settles_an_uncertain_reminder(returned, server, clock):
    reminder, other = uncertain_reminder(returned), uncertain_reminder(returned)
    server.put(f"Message-ID: {reminder.message_id}\r\n\r\nMahnung\r\n".encode())

    assert settle_proven(now=clock()) == 1

    reminder.refresh_from_db()
    other.refresh_from_db()
    assert (reminder.state, other.state) == (ReminderState.SENT, ReminderState.UNCERTAIN)
    decision = UncertainDecision.objects.get()
    assert (decision.decided_by, decision.evidence[0]["kind"]) == (None, "archive")


def test_an_archive_that_cannot_be_asked_says_why(server, settings):
    server.fails_at = "SEARCH"
    with pytest.raises(ArchiveNotAsked, match="Nicht gefragt"):
        find_in_archive(["<r.1@shop.example>"])

    settings.ARCHIVE_MAILBOX = None
    with pytest.raises(ArchiveNotAsked, match=NOT_SET_UP):
        find_in_archive(["<r.1@shop.example>"])
