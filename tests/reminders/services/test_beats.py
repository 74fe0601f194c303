"""Tasks note that they got something done; what failed or was held up notes nothing."""

from datetime import timedelta

import pytest

from inkasso import tasks as collection_tasks
from orders import tasks as order_tasks
from reminders import tasks
from reminders.adapters.journal import JournalNotWritable
from reminders.models import Beat
from reminders.services.beats import HOST, JOURNAL_ON, beat
from reminders.services.runs import DELIVERY_TASK
from reminders.services.sending_hosts import SENDER
from tests.factories import order

pytestmark = pytest.mark.django_db


def names() -> set[str]:
    beats = set(Beat.objects.values_list("name", flat=True))
    return {name for name in beats if not name.startswith((HOST, JOURNAL_ON, SENDER))}


def block_journal(settings) -> None:
    """A folder where the file should be: nobody can write that, not even root."""
    settings.JOURNAL_PATH.mkdir(parents=True)


def test_a_beat_is_one_row_and_one_statement(clock, django_assert_num_queries):
    beat("sweep", clock())

    with django_assert_num_queries(1):
        beat("sweep", clock() + timedelta(minutes=1))

    assert Beat.objects.get().at == clock() + timedelta(minutes=1)


def test_tasks_of_every_app_note_their_work_and_their_host():
    tasks.sweep()
    order_tasks.forget_answers()
    collection_tasks.send_notices()

    noted = {"reminders.tasks.sweep", "orders.tasks.forget_answers", "inkasso.tasks.send_notices"}
    assert noted < names()
    assert Beat.objects.filter(name__startswith=HOST).count() == 1


def test_a_task_that_fails_notes_nothing_and_fails(settings):
    settings.LEDGER_CHECKS = ["orders.no.such.check"]

    with pytest.raises(ImportError):
        order_tasks.check_books()

    assert not Beat.objects.exists()


def test_the_delivery_notes_nothing_without_a_mail_server():
    tasks.deliver()

    assert not Beat.objects.exists()


def test_the_delivery_notes_its_work(released):
    released(order())

    assert tasks.deliver() == "1 sent"
    assert names() == {DELIVERY_TASK}


def test_a_journal_that_nobody_can_write_makes_the_delivery_fail(settings, sink):
    block_journal(settings)

    with pytest.raises(JournalNotWritable):
        tasks.deliver()


def test_the_sweep_goes_on_without_a_journal_and_its_beat_stays_away(settings):
    block_journal(settings)

    tasks.sweep()

    assert names() == {"reminders.tasks.sweep"}
    assert not Beat.objects.filter(name__startswith=JOURNAL_ON).exists()


def test_every_task_notes_that_the_journal_of_its_host_can_be_written():
    order_tasks.forget_answers()

    worked, wrote = (
        Beat.objects.get(name__startswith=HOST),
        Beat.objects.get(name__startswith=JOURNAL_ON),
    )
    assert wrote.name.removeprefix(JOURNAL_ON) == worked.name.removeprefix(HOST)
    assert wrote.at == worked.at
