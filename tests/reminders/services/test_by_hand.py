"""Erinnerung verfassen: one reminder written for one order, recorded like any other."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from orders.models import Customer, Order
from orders.services.payments import record_payment
from reminders.models import Channel, DunningBlock, DunningRun, Reminder
from reminders.rules.states import ReminderState
from reminders.services.blocks import set_block
from reminders.services.by_hand import (
    Handwriting,
    WritingRefused,
    occasion,
    preview_writing,
    write_reminder,
)
from reminders.services.delivery import deliver_due
from reminders.services.proposals import propose_run
from tests.factories import TODAY, order, procedure, sales_account, user

pytestmark = pytest.mark.django_db
NOT_DUE = TODAY + timedelta(days=5)


@pytest.fixture
def clerk(db):
    return user("petra")


@pytest.fixture
def write(sink, clerk, clock):
    """Write and send what the page begins with, with some changes."""

    def send(one: Order, level: int = 0, **changes: str) -> Reminder:
        start = occasion(one.pk, level, today=TODAY).start
        written = Handwriting(start.channel, start.pay_by, {**start.texts, **changes})
        return write_reminder(
            one.pk, level=level, written=written, actor=clerk, today=TODAY, now=clock()
        )

    return send


def levels(one: Order) -> tuple[int, ...]:
    return occasion(one.pk, None, today=TODAY).levels


def test_it_begins_with_the_finished_text_of_the_step_that_is_reached():
    one = order(number="EF-7")

    start = occasion(one.pk, None, today=TODAY)

    assert (start.level, start.levels) == (1, (0, 1))
    assert start.start.texts["mail_subject"].startswith("1. Mahnung für Ihre Bestellung EF-7")
    assert "Guten Tag Zoë Winter," in start.start.texts["mail_body"]


@pytest.mark.parametrize("name", ["FRIST", "GESAMTFORDERUNG", "POSITIONEN"])
def test_what_depends_on_the_clerks_choices_stays_a_placeholder(name):
    texts = occasion(order().pk, None, today=TODAY).start.texts

    assert f"(({name}))" in texts["mail_body"]


def test_a_name_that_looks_like_a_placeholder_is_never_filled():
    one = order(last_name="((IBAN)) %TOKEN%")
    start = occasion(one.pk, 0, today=TODAY)

    content = preview_writing(start, start.start, today=TODAY)

    assert one.public_id not in content.mail_body
    assert "( (IBAN) ) % TOKEN%" in content.mail_body


@pytest.mark.parametrize(
    ("due_on", "found"),
    [
        pytest.param(NOT_DUE, (0,), id="not due yet"),
        pytest.param(TODAY - timedelta(days=3), (0,), id="before Mahnstufe 1"),
        pytest.param(TODAY - timedelta(days=7), (0, 1), id="in Mahnstufe 1"),
    ],
)
def test_a_payment_reminder_is_always_possible_a_level_only_once_reached(due_on, found):
    assert levels(order(due_on=due_on)) == found


def test_a_level_that_is_not_reached_is_refused():
    one = order(due_on=NOT_DUE)

    with pytest.raises(WritingRefused, match="Mahnstufe 1 ist für diesen Auftrag heute nicht"):
        occasion(one.pk, 1, today=TODAY)


def test_a_payment_reminder_is_sent_and_recorded_without_moving_the_level(write, sink, clock):
    one = order()

    reminder = write(one, mail_subject="Kurz nachgefragt")
    deliver_due(clock=clock)

    reminder.refresh_from_db()
    one.refresh_from_db()
    item = reminder.items.get()
    assert reminder.state == ReminderState.SENT
    assert (reminder.number, reminder.mail_subject) == (1, "Kurz nachgefragt")
    assert (reminder.is_written_by_hand, reminder.is_edited) == (True, True)
    assert (item.level, item.step_number) == (0, None)
    assert (one.standing.next_level, one.standing.levels_sent) == (1, 0)
    assert len(sink.envelopes) == 1
    assert one.history.filter(text__contains="versendet").exists()


def test_a_level_moves_the_order_on(write, clock):
    one = order()

    reminder = write(one, 1)
    deliver_due(clock=clock)

    one.standing.refresh_from_db()
    assert one.standing.levels_sent == 1
    assert not Reminder.objects.get(pk=reminder.pk).is_edited
    assert levels(one) == (0,)


def test_two_payment_reminders_may_follow_each_other(write, clock):
    one = order()

    for _ in range(2):
        write(one)
        deliver_due(clock=clock)

    assert Reminder.objects.filter(state=ReminderState.SENT).count() == 2


def test_it_reaches_who_is_not_due_yet(write, clock):
    reminder = write(order(due_on=NOT_DUE))
    deliver_due(clock=clock)

    reminder.refresh_from_db()
    assert reminder.state == ReminderState.SENT
    assert reminder.pay_by >= NOT_DUE


def test_the_deadline_that_it_begins_with_is_a_working_day():
    one = order(due_on=date(2026, 12, 12))

    start = occasion(one.pk, 0, today=TODAY).start

    assert start.pay_by == date(2026, 12, 14)


def pay(one: Order, clerk) -> None:
    record_payment(one.pk, amount=Decimal("79.90"), paid_on=TODAY, actor=clerk, today=TODAY)


def block(one: Order, clerk) -> None:
    reason = DunningBlock.Reason.DISPUTED
    set_block(one.pk, reason=reason, until_on=None, actor=clerk, today=TODAY)


def dispute(one: Order, clerk) -> None:
    Order.objects.filter(pk=one.pk).update(stop_reason=Order.StopReason.DISPUTED)


def stand_in_a_run(one: Order, clerk) -> None:
    propose_run([one.pk], level=1, day=TODAY, written_on=TODAY, selection="", actor=clerk)


def lose_every_way(one: Order, clerk) -> None:
    Customer.objects.update(email="", street="")


@pytest.mark.parametrize(
    ("happening", "sentence"),
    [
        pytest.param(pay, "Der Auftrag ist bezahlt", id="paid"),
        pytest.param(block, "Mahnsperre ohne Ende", id="blocked"),
        pytest.param(dispute, "bestreitet", id="disputed"),
        pytest.param(stand_in_a_run, "steht schon in Mahnlauf", id="in a run"),
        pytest.param(lose_every_way, "keine gültige E-Mail-Adresse", id="no way to reach"),
    ],
)
def test_who_must_not_be_reminded_is_not_reminded_by_hand_either(clerk, happening, sentence):
    one = order()
    happening(one, clerk)

    with pytest.raises(WritingRefused, match=sentence):
        occasion(one.pk, 0, today=TODAY)


def test_without_a_procedure_nothing_is_written():
    one = order(sales_account("Ohne Verfahren", has_procedure=False))

    with pytest.raises(WritingRefused, match="kein Mahnverfahren"):
        occasion(one.pk, 0, today=TODAY)


def test_nothing_is_left_behind_when_it_cannot_be_sent(write, settings):
    one = order()
    settings.MAIL_SERVER = None

    with pytest.raises(WritingRefused, match="kein Mailserver"):
        write(one)

    assert not DunningRun.objects.exists()


def test_a_payment_takes_it_back_before_it_is_sent(write, clerk, clock, sink):
    one = order()
    reminder = write(one)

    pay(one, clerk)
    deliver_due(clock=clock)

    reminder.refresh_from_db()
    assert reminder.state == ReminderState.CANCELLED
    assert sink.envelopes == []


def test_who_has_no_mail_address_gets_a_letter(write):
    one = order(email="", street="Bäckergasse 12")

    reminder = write(one)

    assert (reminder.channel, reminder.letter_state) == (Channel.LETTER, "to_print")


def test_the_deadline_must_lie_ahead(clerk, clock, sink):
    one = order()
    start = occasion(one.pk, 0, today=TODAY).start
    written = Handwriting(start.channel, TODAY, start.texts)

    with pytest.raises(WritingRefused, match="Zukunft"):
        write_reminder(one.pk, level=0, written=written, actor=clerk, today=TODAY, now=clock())


def test_a_free_text_is_found_also_where_the_procedure_has_no_payment_reminder():
    account = sales_account()
    procedure(account).levels.exclude(level=1).delete()

    start = occasion(order(account).pk, 0, today=TODAY)

    assert start.template.name == "Zahlungserinnerung: freundlich"
