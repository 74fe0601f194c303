"""A mail that was refused goes out as a letter."""

from datetime import timedelta

import pytest

from orders.models import Customer
from reminders.models import DunningRun
from reminders.rules.states import ReminderState
from reminders.services.delivery import deliver_due
from reminders.services.letter_fallback import turn_into_letter
from reminders.services.letter_posting import mark_posted
from reminders.services.letter_preparing import prepare_batch
from reminders.services.letters import PrintRefused, create_batch, letters_to_print
from reminders.services.runs import RunRefused, retry_failed
from tests.factories import TODAY, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(released, sink, clock):
    """A reminder whose mail was refused."""
    run = released(order(email="weg@kunden.example"))
    deliver_due(clock=clock)
    return run.reminders.get()


def test_it_waits_for_the_printer_and_its_run_goes_on(failed):
    turn_into_letter(failed.pk, actor=None, today=TODAY)

    failed.refresh_from_db()
    assert (failed.state, failed.channel, failed.letter_state) == ("queued", "letter", "to_print")
    assert failed.recipient == "Zoë Winter, Bäckergasse 12, 80331 München"
    assert list(letters_to_print()) == [failed]
    assert failed.run.state == DunningRun.State.RUNNING
    assert failed.items.get().state == ReminderState.QUEUED


def test_it_is_printed_and_sent_under_its_old_number(failed, clock):
    turn_into_letter(failed.pk, actor=None, today=TODAY)
    batch = create_batch(run_id=None, actor=None, now=clock())
    prepare_batch(batch.pk, clock=clock)

    mark_posted(batch.pk, posted_on=TODAY, actor=None, today=TODAY, now=clock())

    number = failed.number
    failed.refresh_from_db()
    assert (failed.state, failed.number) == (ReminderState.SENT, number)
    assert DunningRun.objects.get().state == DunningRun.State.FINISHED


def test_a_second_click_changes_nothing(failed):
    turn_into_letter(failed.pk, actor=None, today=TODAY)

    with pytest.raises(PrintRefused, match="nicht als E-Mail fehlgeschlagen"):
        turn_into_letter(failed.pk, actor=None, today=TODAY)


def test_on_a_later_day_its_deadline_no_longer_fits(failed):
    with pytest.raises(PrintRefused, match="Frist dieser Mahnung passt nicht mehr"):
        turn_into_letter(failed.pk, actor=None, today=TODAY + timedelta(days=1))


def test_without_an_address_no_letter_arrives(failed):
    Customer.objects.update(street="")

    with pytest.raises(PrintRefused, match="Anschrift des Kunden ist unvollständig"):
        turn_into_letter(failed.pk, actor=None, today=TODAY)


def test_a_newer_reminder_keeps_its_place(failed, released):
    Customer.objects.update(email="neu@kunden.example", email_failed_on=None)
    released(failed.items.get().order)

    with pytest.raises(PrintRefused, match="an ihre Stelle getreten"):
        turn_into_letter(failed.pk, actor=None, today=TODAY)


def test_a_run_of_letters_needs_no_mail_server(released, failed, settings, letter_order):
    settings.MAIL_SERVER = None

    run = released(letter_order())

    assert run.state == DunningRun.State.RELEASED


def test_a_run_with_a_mail_needs_one(released, failed, settings):
    settings.MAIL_SERVER = None

    with pytest.raises(RunRefused, match="kein Mailserver"):
        released(order())


def test_a_letter_that_could_not_be_made_waits_again_when_repeated(released, letter_order, clock):
    run = released(letter_order())
    reminder = run.reminders.get()
    batch = create_batch(run_id=None, actor=None, now=clock())
    reminder.items.update(state=ReminderState.FAILED)
    run.reminders.update(state=ReminderState.FAILED, print_batch=batch)

    retry_failed(run.pk, today=TODAY, now=clock())

    reminder.refresh_from_db()
    assert list(letters_to_print()) == [reminder]
    assert reminder.recipient.startswith("Zoë Winter, ")
