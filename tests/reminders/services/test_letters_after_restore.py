"""Letters in a restored database: what waits there may be in the post already."""

import uuid
from contextlib import suppress

import pytest
from django.conf import settings

from reminders.adapters.host_file import HostFile, HostIdentity
from reminders.models import MailChannel, PrintBatch, Reminder
from reminders.rules.states import ReminderState
from reminders.services import letter_posting, letters
from reminders.services.letter_posting import record_posted
from reminders.services.letters import PrintRefused, create_batch, ring_for_batches

pytestmark = pytest.mark.django_db


def is_restored(clock, **fields: object) -> None:
    defaults = {"quarantined_at": clock(), "quarantine_reason": "Sicherung", **fields}
    MailChannel.objects.update_or_create(pk=MailChannel.ONLY, defaults=defaults)


def in_the_same_moment(monkeypatch, module, name: str, happens) -> None:
    """Let something be committed by somebody else right after a step of ours."""
    step = getattr(module, name)

    def step_and_more(*args, **options):
        done = step(*args, **options)
        happens()
        return done

    monkeypatch.setattr(module, name, step_and_more)


def test_a_batch_begun_in_the_moment_of_a_quarantine_is_none(
    released, clock, letter_order, monkeypatch
):
    released(letter_order())
    in_the_same_moment(monkeypatch, letters, "lock_orders", lambda: is_restored(clock))

    with pytest.raises(PrintRefused, match="vielleicht schon in der Post"):
        create_batch(run_id=None, actor=None, now=clock())

    assert not PrintBatch.objects.exists()
    assert Reminder.objects.get().print_batch is None


def test_a_batch_is_not_posted_in_the_moment_of_a_quarantine(
    released, printed, posted, clock, letter_order, monkeypatch
):
    released(letter_order())
    batch = printed()
    in_the_same_moment(monkeypatch, letter_posting, "lock_batch", lambda: is_restored(clock))

    with pytest.raises(PrintRefused, match="vielleicht schon in der Post"):
        posted(batch)

    batch.refresh_from_db()
    assert (batch.sent_at, Reminder.objects.get().printed_at) == (None, None)


def test_letters_in_the_post_count_as_sent_once_the_quarantine_is_over(
    released, printed, posted, clock, letter_order, monkeypatch
):
    released(letter_order(), letter_order())
    batch = printed()
    with monkeypatch.context() as patch:
        patch.setattr(letter_posting, "SMALL_BATCH", 0)
        posted(batch)
    in_the_same_moment(monkeypatch, letter_posting, "note_sent", lambda: is_restored(clock))

    noted = record_posted(batch.pk, now=clock())

    monkeypatch.undo()
    assert noted == 0
    assert set(Reminder.objects.values_list("state", flat=True)) == {ReminderState.PREPARING}
    MailChannel.objects.update(quarantined_at=None)
    assert ring_for_batches(now=clock()) == 1
    assert record_posted(batch.pk, now=clock()) == 2
    assert set(Reminder.objects.values_list("state", flat=True)) == {ReminderState.SENT}


@pytest.mark.parametrize(
    ("seen", "is_same", "is_refused"),
    [(3, True, False), (4, True, True), (1, False, True), (0, False, False)],
)
def test_a_database_behind_this_host_prints_nothing_before_any_mail_is_due(
    released, clock, letter_order, seen, is_same, is_refused
):
    released(letter_order())
    name = uuid.uuid4()
    HostFile(settings.JOURNAL_PATH.parent).write(
        HostIdentity(name if is_same else uuid.uuid4(), seen)
    )
    is_restored(clock, quarantined_at=None, instance_id=name, send_epoch=3)

    with suppress(PrintRefused):
        create_batch(run_id=None, actor=None, now=clock())

    assert PrintBatch.objects.exists() != is_refused


def test_a_file_that_cannot_be_read_bars_no_page(released, clock, letter_order, data_dir):
    released(letter_order())
    (data_dir / "instance.json").write_text("nichts")

    assert create_batch(run_id=None, actor=None, now=clock()).reminders.count() == 1
