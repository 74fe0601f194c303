"""What comes back about reminders (reliability.md 5, checks 32 and 33)."""

import logging
from datetime import date, timedelta
from itertools import permutations

import pytest

from orders.models import SalesAccount
from orders.services.customers import correct_customer
from reminders.models import Channel, DeliveryEvent, Reminder, UncertainDecision
from reminders.rules.delivery_kinds import DeliveryKind
from reminders.rules.states import ReminderState
from reminders.services.bounce_mailbox import Outcome, take_mail
from reminders.services.channels import channel_of
from reminders.services.delivery import deliver_due
from reminders.services.delivery_events import MOST_EVENTS, Heard, note_event
from reminders.services.uncertain import uncertain
from tests.factories import order
from tests.reminders.adapters.bounces import (
    COMPLAINT,
    MESSAGE_ID,
    OTHER_RECIPIENT,
    RECIPIENT,
    RETURN_PATH,
)
from tests.reminders.adapters.mail_servers import DROP, Server, scripted_server
from tests.reminders.services.returned_mails import BASE, Returned, returned
from tests.sent_reminders import sent_reminder

__all__ = ["returned"]
pytestmark = pytest.mark.django_db


def heard(reminder, kind: DeliveryKind = DeliveryKind.HARD_BOUNCE, **changes) -> Heard:
    facts = {
        "source": "mailbox",
        "event_id": f"<{kind}@mx.example>",
        "kind": kind,
        "reminder_id": reminder.pk,
        "address": reminder.recipient,
        "details": "5.1.1 unknown",
        "occurred_at": None,
    }
    return Heard(**{**facts, **changes})


def complaint_about(back) -> bytes:
    raw = COMPLAINT.replace(RETURN_PATH.encode(), back.path.encode())
    raw = raw.replace(MESSAGE_ID.encode(), back.reminder.message_id.encode())
    return raw.replace(RECIPIENT.encode(), back.reminder.recipient.encode())


def kinds() -> list[str]:
    return list(DeliveryEvent.objects.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("base", [BASE, ""])
def test_a_reminder_goes_out_under_a_return_address_of_its_own(
    released, sink, clock, settings, base
):
    settings.BOUNCE_ADDRESS = base
    reminder = released(order()).reminders.get()

    deliver_due(clock=clock)

    (envelope,) = sink.envelopes
    own = f"bounces+{reminder.pk}-20261121-"
    sender = "buchhaltung@lindgruen.example"
    assert envelope.mail_from.startswith(own) if base else envelope.mail_from == sender
    assert reminder.document.sender == sender


def test_33_a_hard_bounce_gives_the_address_up_and_the_next_reminder_goes_as_a_letter(
    returned, clock
):
    back = returned()

    assert take_mail(back.report(), now=clock()) == Outcome.NOTED

    customer = back.reminder.customer
    customer.refresh_from_db()
    assert customer.email_failed_on == clock.today
    assert channel_of(customer, Channel.EMAIL) == Channel.LETTER
    assert kinds() == [DeliveryKind.HARD_BOUNCE]
    assert "unzustellbar. Dorthin geht keine Mahnung mehr. Wortlaut: 5.1.1" in back.words[-1]
    back.reminder.refresh_from_db()
    assert back.reminder.state == ReminderState.SENT


def test_33_after_a_bounce_the_next_level_waits_for_the_printer(released, sink, clock, settings):
    settings.BOUNCE_ADDRESS = BASE
    bought = order(due_on=date(2026, 10, 1))
    first = released(bought).reminders.get()
    deliver_due(clock=clock)
    took = take_mail(Returned(first, sink.envelopes[0].mail_from).report(), now=clock())
    clock.advance(days=14)

    second = released(bought, level=2).reminders.get()
    deliver_due(clock=clock)

    assert (took, second.channel) == (Outcome.NOTED, Channel.LETTER)
    assert len(sink.envelopes) == 1


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.2.2", DeliveryKind.SOFT_BOUNCE),
        ("failed", "4.4.7", DeliveryKind.SOFT_BOUNCE),
        ("delayed", "4.4.1", DeliveryKind.DELAYED),
        ("delivered", "2.0.0", DeliveryKind.DELIVERED),
    ],
)
def test_33_a_soft_bounce_stands_in_the_history_only(returned, clock, action, status, kind):
    back = returned()
    raw = back.report(action=action, status=status, diagnostic="smtp; later")

    take_mail(raw, now=clock())

    back.reminder.customer.refresh_from_db()
    assert back.reminder.customer.email_failed_on is None
    assert kinds() == [kind]
    assert str(back.reminder) in back.words[-1]


def test_33_a_forged_return_path_is_ignored_and_logged(returned, clock, caplog):
    back = returned()
    forged = back.report(to=f"{back.path[:-19]}aaaaa@brief.example")

    with caplog.at_level(logging.WARNING):
        assert take_mail(forged, now=clock()) == Outcome.FORGED

    back.reminder.customer.refresh_from_db()
    assert (kinds(), back.reminder.customer.email_failed_on) == ([], None)
    assert "not genuine" in caplog.text


def test_33_an_expired_return_path_is_ignored(returned, clock):
    back = returned()
    clock.advance(days=61)

    assert take_mail(back.report(), now=clock()) == Outcome.FORGED
    assert kinds() == []


def test_33_the_same_bounce_five_times_counts_once(returned, clock):
    back = returned()

    outcomes = [take_mail(back.report(), now=clock()) for _ in range(5)]

    assert outcomes == [Outcome.NOTED, *[Outcome.KNOWN] * 4]
    assert len(kinds()) == 1
    assert len([one for one in back.words if "zurückgekommen" in one]) == 1


def test_33_events_end_the_same_in_whatever_order_they_arrive(returned, clock):
    some = (DeliveryKind.DELAYED, DeliveryKind.DELIVERED, DeliveryKind.HARD_BOUNCE)
    for order_of_arrival in permutations(some):
        back = returned()

        for kind in order_of_arrival:
            note_event(heard(back.reminder, kind, source=str(back.reminder.pk)[:40]), now=clock())

        back.reminder.customer.refresh_from_db()
        assert back.reminder.customer.email_failed_on == clock.today
        assert set(back.reminder.delivery_events.values_list("kind", flat=True)) == set(some)
        back.reminder.refresh_from_db()
        assert back.reminder.state == ReminderState.SENT


def test_a_bounce_of_an_address_that_was_corrected_since_blocks_nothing(returned, clock):
    back = returned()
    back.reminder.customer.email = "neu@kunden.example"
    correct_customer(back.reminder.customer, ["email"], actor=None)

    take_mail(back.report(), now=clock())

    back.reminder.customer.refresh_from_db()
    assert back.reminder.customer.email_failed_on is None
    assert kinds() == [DeliveryKind.HARD_BOUNCE]


def test_a_complaint_ends_all_mailing_by_itself(returned, clock):
    back = returned()

    assert take_mail(complaint_about(back), now=clock()) == Outcome.NOTED

    back.reminder.customer.refresh_from_db()
    assert channel_of(back.reminder.customer, Channel.EMAIL) == Channel.LETTER
    assert "als Spam gemeldet" in back.words[-1]


def test_trouble_of_the_archive_address_is_not_the_customers(returned, clock):
    back = returned()
    SalesAccount.objects.update(copy_to="archiv@shop.example")

    raw = back.report(recipient="archiv@shop.example")

    assert take_mail(raw, now=clock()) == Outcome.FOREIGN
    assert kinds() == []


def test_of_several_recipients_only_the_customer_counts(returned, clock):
    back = returned()

    take_mail(back.report(further=OTHER_RECIPIENT), now=clock())

    assert kinds() == [DeliveryKind.HARD_BOUNCE]


def test_a_signed_report_may_name_the_address_it_was_forwarded_to(returned, clock):
    back = returned()

    take_mail(back.report(recipient="anderswo@post.example"), now=clock())

    assert DeliveryEvent.objects.get().address == "anderswo@post.example"


def test_a_bounce_of_a_mail_that_a_restore_forgot_is_not_about_who_got_its_number(returned, clock):
    back = returned(state=ReminderState.UNCERTAIN)
    raw = back.report(recipient="jemand.anders@post.example", message_id="<r.lost@shop.example>")
    Reminder.objects.filter(pk=back.reminder.pk).update(message_id="<r.new@shop.example>")

    outcome = take_mail(raw, now=clock())

    back.reminder.refresh_from_db()
    back.reminder.customer.refresh_from_db()
    assert (outcome, kinds()) == (Outcome.FORGED, [])
    assert back.reminder.state == ReminderState.UNCERTAIN
    assert back.reminder.customer.email_failed_on is None


def test_a_signed_report_counts_also_where_a_relay_named_the_mail_anew(returned, clock):
    back = returned()

    outcome = take_mail(back.report(message_id="<0102@relay.example>"), now=clock())

    assert (outcome, kinds()) == (Outcome.NOTED, [DeliveryKind.HARD_BOUNCE])


def test_a_signed_report_that_brings_back_no_mail_counts(returned, clock):
    assert take_mail(returned().report(message_id=""), now=clock()) == Outcome.NOTED


def test_no_reminder_and_a_forged_signature_look_alike(
    returned, clock, caplog, django_assert_num_queries
):
    back = returned()
    signed = back.path.partition("+")[2].partition("-")[2]
    for reminder_id in (back.reminder.pk, back.reminder.pk + 1000):
        forged = f"bounces+{reminder_id}-{signed[:-19]}aaaaa@brief.example"
        caplog.clear()

        with django_assert_num_queries(1):
            assert take_mail(back.report(to=forged), now=clock()) == Outcome.FORGED

        assert f"'{reminder_id}-20261121' carries a wrong signature" in caplog.text


def test_many_forged_addresses_cost_one_query(returned, clock, django_assert_num_queries):
    forged = [f"bounces+{one}-20261121-{'a' * 16}@brief.example" for one in range(1, 20)]
    raw = returned().report(to=", ".join(forged))

    with django_assert_num_queries(1):
        assert take_mail(raw, now=clock()) == Outcome.FORGED


@pytest.mark.parametrize(
    ("recipient", "outcome"),
    [(None, Outcome.NOTED), ("anderswo@post.example", Outcome.FOREIGN)],
)
def test_without_a_signature_the_recipient_must_fit(returned, clock, recipient, outcome):
    back = returned()
    changes = {"recipient": recipient} if recipient else {}

    raw = back.report(to=BASE, **changes)

    assert take_mail(raw, now=clock()) == outcome


def test_reports_about_other_mails_are_left_alone(returned, clock):
    back = returned()

    raw = back.report(to=BASE, message_id="<p.1@shop.example>")

    assert take_mail(raw, now=clock()) == Outcome.FOREIGN


def test_old_keys_still_read_what_they_have_signed(returned, clock, settings):
    back = returned()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 50

    assert take_mail(back.report(), now=clock()) == Outcome.NOTED


def test_a_moment_that_cannot_be_is_not_believed(returned, clock):
    back = returned()
    for days in (3, -400):
        moment = clock() + timedelta(days=days)
        event = heard(back.reminder, event_id=str(days), occurred_at=moment)

        note_event(event, now=clock())

    assert {one.occurred_at for one in DeliveryEvent.objects.all()} == {clock()}


def test_words_from_outside_hold_nothing_that_no_page_can_show(returned, clock):
    back = returned()

    note_event(heard(back.reminder, details="böse\0\r\n\u202eswort" * 99), now=clock())

    event = DeliveryEvent.objects.get()
    assert event.details.isprintable()
    assert len(event.details) <= 500


def test_nobody_fills_the_history_with_events(returned, clock):
    back = returned()

    news = [
        note_event(heard(back.reminder, DeliveryKind.DELAYED, event_id=str(one)), now=clock())
        for one in range(MOST_EVENTS + 5)
    ]

    assert news.count(True) == MOST_EVENTS


def test_33_a_queued_mail_is_not_sent_to_an_address_that_bounced_meanwhile(released, sink, clock):
    bought = order()
    run = released(bought)
    earlier = sent_reminder(order(), sent_on=clock.today)
    earlier.customer, earlier.recipient = bought.customer, bought.customer.email
    earlier.save()
    note_event(heard(earlier), now=clock())

    deliver_due(clock=clock)

    reminder = run.reminders.get()
    assert (reminder.state, sink.envelopes) == (ReminderState.CANCELLED, [])
    assert "geht inzwischen keine E-Mail mehr" in reminder.outcome


@pytest.mark.parametrize("kind", [DeliveryKind.DELIVERED, DeliveryKind.HARD_BOUNCE])
def test_32_late_evidence_settles_an_uncertain_reminder_as_sent(released, clock, settings, kind):
    settings.BOUNCE_ADDRESS = BASE
    run = released(order())
    with scripted_server(dot=DROP) as server:
        settings.MAIL_SERVER = Server(port=server.port)
        deliver_due(clock=clock)
    reminder = uncertain().get(run=run)

    note_event(heard(reminder, kind), now=clock())

    reminder.refresh_from_db()
    assert reminder.state == ReminderState.SENT
    decision = UncertainDecision.objects.get()
    assert (decision.choice, decision.decided_by) == (UncertainDecision.Choice.WAS_SENT, None)
    assert decision.evidence[0]["event"] == DeliveryEvent.objects.get().pk
