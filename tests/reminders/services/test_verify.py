"""Every invariant of sending is broken once behind the program's back, and is found."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command

from orders.models import LedgerCheck, LedgerEntry, Order
from orders.services.payments import record_payment
from reminders.adapters.host_file import HostFile
from reminders.adapters.journal import Journal, JournalEntry, JournalMark, MarkKind
from reminders.models import (
    Beat,
    Reminder,
    ReminderDocument,
    ReminderItem,
    SendingStop,
    UncertainDecision,
)
from reminders.services import verify_journal
from reminders.services.delivery import deliver_due
from reminders.services.sending_stops import release_sending
from reminders.services.verify import (
    CHECKED_ON,
    FINE_ON,
    Verification,
    known_findings,
    verify,
    verify_and_stop,
    verify_own_journal,
)
from reminders.services.verify_papers import PARTS, check_letters
from tests.factories import order

pytestmark = pytest.mark.django_db


@pytest.fixture
def journal(settings) -> Journal:
    return Journal(settings.JOURNAL_PATH)


@pytest.fixture
def sent(released, sink, clock) -> Callable[..., Reminder]:
    """A reminder that went out as it should."""

    def send(*, level: int = 1, bought: Order | None = None) -> Reminder:
        run = released(bought or order(), level=level)
        deliver_due(clock=clock)
        return run.reminders.get()

    return send


def broken(found: Verification) -> list[str]:
    return [one.check for one in found.findings]


def test_what_went_as_it_should_is_fine(sent, clock):
    sent()

    found = verify(clock(), is_full=True)

    assert found.violations == ()
    assert (found.reminders, found.dispatches, found.documents) == (1, 1, 1)


def accepted_again(journal: Journal, reminder: Reminder, clock) -> None:
    entry = next(journal.entries())
    journal.append(
        JournalEntry(entry.reminder_id, entry.message_id, "250", clock() + timedelta(seconds=1))
    )


def test_v1_finds_a_mail_that_was_accepted_twice(sent, journal, clock, monkeypatch):
    monkeypatch.setattr(verify_journal, "PART_BYTES", 10)
    accepted_again(journal, sent(), clock)

    assert broken(verify(clock())) == ["V1"]


def test_v1_allows_what_a_person_decided_to_send_again(sent, journal, clock):
    reminder = sent()
    accepted_again(journal, reminder, clock)
    UncertainDecision.objects.create(
        reminder=reminder, choice="send_again", reason="fehlt", decided_at=clock()
    )

    assert verify(clock()).is_ok


def test_v1_takes_the_same_line_written_twice_for_one(sent, journal, clock):
    sent()
    journal.append(next(journal.entries()))

    assert verify(clock()).is_ok


@pytest.mark.parametrize("state", ["queued", "failed", "cancelled"])
def test_v1_finds_what_was_accepted_and_counts_as_not_sent(sent, journal, clock, state):
    sent()
    Reminder.objects.update(state=state)
    ReminderItem.objects.update(state=state)

    assert "V1" in broken(verify(clock()))


@pytest.mark.parametrize(("minutes", "found"), [(-5, ["V1"]), (5, [])])
def test_v1_finds_a_yes_that_came_after_a_person_had_discarded_the_mail(
    sent, clock, minutes, found
):
    reminder = sent()
    UncertainDecision.objects.create(
        reminder=reminder,
        choice="discard",
        reason="kam nicht an",
        decided_at=clock() + timedelta(minutes=minutes),
    )
    Reminder.objects.update(state="cancelled")
    ReminderItem.objects.update(state="cancelled")

    assert [one for one in broken(verify(clock())) if one == "V1"] == found


def test_v1_finds_a_mail_that_the_database_does_not_know(journal, clock):
    journal.append(JournalEntry(1, "<r.1@lindgruen.example>", "250 Ok", clock()))

    assert broken(verify(clock())) == ["V1"]


def test_v1_leaves_alone_what_was_reconciled(journal, clock):
    journal.append(JournalEntry(1, "<r.1@lindgruen.example>", "250 Ok", clock()))
    journal.add_mark(JournalMark(MarkKind.RECONCILED, clock()))

    assert verify(clock()).is_ok


@pytest.mark.parametrize("state", ["preparing", "sending"])
def test_v2_finds_what_nobody_works_on_any_more(released, sink, clock, state):
    released(order())
    kept = {"state": state, "decided_at": clock(), "lease_until": clock() - timedelta(hours=2)}
    Reminder.objects.update(**kept)
    ReminderItem.objects.update(state=state)

    assert broken(verify(clock())) == ["V2"]


def test_v2_finds_what_waits_for_ever(released, sink, clock):
    released(order())
    Reminder.objects.update(not_before=clock() + timedelta(days=30))

    assert broken(verify(clock())) == ["V2"]


def test_v2_finds_a_reminder_that_differs_from_its_items(sent, clock):
    sent()
    ReminderItem.objects.update(state="queued")

    assert broken(verify(clock())) == ["V2"]


def test_v2_lets_a_letter_lie_as_long_as_it_takes(letter_order, released, printed, clock):
    released(letter_order())
    printed()

    assert verify(clock() + timedelta(days=9)).is_ok


def test_v3_finds_what_went_out_after_its_payment_was_booked(sent, clock):
    reminder = sent()
    bought = reminder.items.get().order
    record_payment(
        bought.pk, amount=Decimal("10.00"), paid_on=clock.today, actor=None, today=clock.today
    )
    is_fine_at_first = verify(clock()).is_ok
    newest = LedgerEntry.objects.latest("pk").pk
    ReminderItem.objects.update(decided_after_entry=newest)

    assert (is_fine_at_first, broken(verify(clock()))) == (True, ["V3"])


def test_v4_finds_levels_that_went_out_in_the_wrong_order(sent, clock):
    bought = order(due_on=clock.today - timedelta(days=60))
    first = sent(bought=bought)
    clock.advance(days=20)
    sent(bought=bought, level=2)
    is_fine_at_first = verify(clock()).is_ok
    first.items.update(level=3)

    assert (is_fine_at_first, broken(verify(clock()))) == (True, ["V4", "V6"])


def test_v5_finds_books_that_do_not_add_up(sent, clock):
    sent()
    Order.objects.update(open_amount=Decimal("1.00"))

    assert broken(verify(clock())) == ["V5"]


@pytest.mark.parametrize(
    "change",
    [{"number": 99}, {"sent_on": "2026-01-01"}, {"message_id": "<x@lindgruen.example>"}],
    ids=str,
)
def test_v6_finds_what_was_changed_after_it_was_sent(sent, clock, change):
    sent()
    sent()
    Reminder.objects.filter(pk=Reminder.objects.first().pk).update(**change)

    assert "V6" in broken(verify(clock()))


def test_v6_finds_a_sending_that_is_not_in_the_chain(released, sink, clock):
    released(order())
    today = clock.today
    Reminder.objects.update(state="sent", decided_at=clock(), sent_at=clock(), sent_on=today)
    ReminderItem.objects.update(state="sent")

    assert broken(verify(clock())) == ["V6"]


def test_v6_finds_a_chain_that_lost_what_the_journal_remembers(sent, journal, clock):
    sent()
    journal.add_mark(JournalMark(MarkKind.CHAIN_HEAD, clock(), "ab" * 32))

    assert broken(verify(clock())) == ["V6"]


@pytest.mark.parametrize("change", [{"pdf": b"%PDF-gefaelscht"}, {"pdf_sha256": "ab" * 32}])
def test_v7_finds_a_letter_that_is_not_the_one_that_was_sent(sent, clock, change):
    sent()
    ReminderDocument.objects.update(**change)

    assert broken(verify(clock(), is_full=True)) == ["V7"]


def test_v7_has_read_every_letter_after_a_week_of_hours(sent, clock):
    sent()
    hours = [clock() + timedelta(hours=hour) for hour in range(PARTS)]

    told = [one for hour in hours for one in check_letters(hour, is_full=False)]

    assert told == [1]


def test_a_violation_stops_all_sending_and_stands_on_the_page(sent, clock):
    sent()
    Order.objects.update(open_amount=Decimal("1.00"))

    verify_and_stop(clock())

    stop = SendingStop.objects.get(lifted_at=None)
    assert (stop.sales_account, stop.stopped_by) == (None, None)
    assert "V5" in stop.reason
    assert LedgerCheck.objects.get().findings == known_findings()


def test_what_a_person_has_accepted_stops_nothing_a_second_time(sent, journal, clock):
    accepted_again(journal, sent(), clock)
    verify_and_stop(clock())
    clock.advance(minutes=10)
    stop = SendingStop.objects.get()
    release_sending(stop.pk, reason="angesehen", actor=None, now=clock())
    clock.advance(hours=1)

    still = verify_and_stop(clock())
    stops = SendingStop.objects.filter(lifted_at=None).count()
    Order.objects.update(open_amount=Decimal("1.00"))
    verify_and_stop(clock())

    assert (still.is_ok, stops) == (False, 0)
    assert "V5" in SendingStop.objects.get(lifted_at=None).reason


def test_the_head_of_the_chain_goes_into_the_journal_once_a_day(sent, journal, clock):
    sent()

    for _ in range(30):
        verify_and_stop(clock())
        clock.advance(hours=1)

    assert len(list(journal.marks())) == 2
    assert verify(clock()).is_ok


def test_the_command_answers_in_its_agreed_words(sent, capsys):
    sent()

    call_command("verify", "--full", "--json")

    answer = json.loads(capsys.readouterr().out)
    assert (answer["ok"], answer["findings"]) == (True, [])
    assert answer["checked"]["orders"] == 1
    assert answer["checked"]["entries"] == LedgerEntry.objects.count()


def test_the_command_ends_with_1_when_something_is_wrong(sent, capsys):
    sent()
    Order.objects.update(open_amount=Decimal("1.00"))

    with pytest.raises(SystemExit) as ended:
        call_command("verify")

    assert ended.value.code == 1
    assert "Der Versand ist angehalten." in capsys.readouterr().out


@pytest.fixture
def host(sent, settings) -> str:
    """A host that has sent; its name."""
    sent()
    return HostFile(settings.JOURNAL_PATH.parent).name()


def stops() -> list[str]:
    return list(SendingStop.objects.values_list("reason", flat=True))


def test_every_host_asks_its_own_journal_once_an_hour_and_stops_the_sending(
    journal, host, clock, django_assert_num_queries
):
    journal.append(JournalEntry(1, "<r.1@lindgruen.example>", "250 Ok", clock()))

    asked = [verify_own_journal(clock())]
    clock.advance(minutes=59)
    with django_assert_num_queries(1):
        asked.append(verify_own_journal(clock()))
    clock.advance(minutes=2)
    asked.append(verify_own_journal(clock()))

    assert asked == [True, False, True]
    assert len(stops()) == 1
    assert "V1 · <r.1@lindgruen.example>" in stops()[0]
    assert not Beat.objects.filter(name=FINE_ON + host).exists()


def test_a_journal_without_contradiction_stops_nothing(host, clock):
    clock.advance(hours=2)

    verify_own_journal(clock())

    beats = dict(Beat.objects.values_list("name", "at"))
    assert stops() == []
    assert beats[CHECKED_ON + host] == beats[FINE_ON + host] == clock()


def test_a_host_that_never_sent_asks_nothing(clock, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not verify_own_journal(clock())


@pytest.mark.parametrize(
    ("decided_on", "minutes", "found"),
    [("mail-2", 5, ["V1"]), ("mail-2", -1, []), ("mail-1", 5, []), ("", 5, [])],
    ids=["elsewhere later", "elsewhere before", "here", "not known"],
)
def test_v1_finds_what_another_host_sent_once_more(
    sent, journal, clock, settings, decided_on, minutes, found
):
    reminder = sent()
    file = HostFile(settings.JOURNAL_PATH.parent)
    file.write(replace(file.read(), host="mail-1"))
    Reminder.objects.filter(pk=reminder.pk).update(
        decided_host=decided_on, decided_at=clock() + timedelta(minutes=minutes)
    )

    assert [one for one in broken(verify(clock())) if one == "V1"] == found
