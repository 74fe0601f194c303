"""Letters when something dies, and when two clerks work at once: nothing twice, nothing lost."""

import pytest

from reminders.models import DunningRun, PrintBatch, Standing
from reminders.rules.states import ReminderState
from reminders.services import letter_posting, letter_preparing
from reminders.services.delivery import sweep
from reminders.services.letter_posting import record_posted
from reminders.services.letter_preparing import prepare_batch
from reminders.services.letters import (
    PrintRefused,
    create_batch,
    dissolve_batch,
    ring_for_batches,
)
from tests.reminders.services.witness import WorkerDied, die

pytestmark = pytest.mark.django_db


def states(run: DunningRun) -> list[str]:
    return list(run.reminders.order_by("pk").values_list("state", flat=True))


def test_two_clerks_at_once_share_no_letter(released, clock, letter_order):
    released(letter_order())

    create_batch(run_id=None, actor=None, now=clock())

    with pytest.raises(PrintRefused, match="Es warten keine Briefe"):
        create_batch(run_id=None, actor=None, now=clock())
    assert PrintBatch.objects.count() == 1


def test_a_second_word_changes_nothing(released, printed, posted, letter_order):
    bought = letter_order()
    released(bought)
    batch = printed()
    posted(batch)

    with pytest.raises(PrintRefused, match="schon als versendet vermerkt"):
        posted(batch)

    with pytest.raises(PrintRefused, match="schon als versendet vermerkt"):
        dissolve_batch(batch.pk)
    assert bought.history.filter(text__contains="zur Post gegeben").count() == 1


@pytest.mark.parametrize("place", ["render_letter", "keep_letter", "count_pages"])
def test_a_death_while_letters_are_made_loses_nothing(
    released, printed, posted, clock, monkeypatch, place, letter_order
):
    run = released(letter_order(), letter_order())
    batch = create_batch(run_id=None, actor=None, now=clock())
    with monkeypatch.context() as patch:
        patch.setattr(letter_preparing, place, lambda *args, **kwargs: die())
        with pytest.raises(WorkerDied):
            prepare_batch(batch.pk, clock=clock)

    clock.advance(minutes=6)
    sweep(clock=clock)
    ring_for_batches(now=clock())
    prepare_batch(batch.pk, clock=clock)
    posted(PrintBatch.objects.get(pk=batch.pk))

    assert states(run) == [ReminderState.SENT, ReminderState.SENT]
    assert PrintBatch.objects.get(pk=batch.pk).page_count == 2


@pytest.mark.parametrize("place", ["revoke", "note_sent", "_tell", "finish_if_done"])
def test_a_death_while_letters_are_noted_doubles_nothing(
    released, printed, posted, clock, monkeypatch, place, letter_order
):
    first, second = letter_order(), letter_order()
    run = released(first, second)
    batch = printed()
    # The first letter passes, the second one dies there.
    calls = iter((getattr(letter_posting, place), lambda *args, **kwargs: die()))
    with monkeypatch.context() as patch:
        patch.setattr(letter_posting, place, lambda *args, **kwargs: next(calls)(*args, **kwargs))
        with pytest.raises(WorkerDied):
            posted(batch)

    rings = ring_for_batches(now=clock())
    record_posted(batch.pk, now=clock())
    record_posted(batch.pk, now=clock())

    assert rings == 1
    assert states(run) == [ReminderState.SENT, ReminderState.SENT]
    for bought in (first, second):
        assert Standing.objects.get(order=bought).levels_sent == 1
        assert bought.history.filter(text__contains="zur Post gegeben").count() == 1
