"""What a clerk says is in the post is a fact, whatever was paid, blocked or changed since."""

from datetime import timedelta
from decimal import Decimal

import pytest

from orders.models import Order
from orders.services.payments import record_payment
from reminders.models import (
    Channel,
    DunningBlock,
    DunningProcedure,
    PrintBatch,
    Reminder,
    Standing,
)
from reminders.rules.states import ReminderState
from reminders.services.activation import deactivate
from reminders.services.blocks import set_block
from reminders.services.delivery import deliver_due
from reminders.services.letter_pile import letters_of
from reminders.services.letter_posting import mark_posted, record_posted
from reminders.services.letter_preparing import prepare_batch
from reminders.services.letters import ring_for_batches
from tests.factories import TODAY, movement

pytestmark = pytest.mark.django_db
SENT = ReminderState.SENT


def pay(bought: Order, amount: str = "20.00") -> None:
    record_payment(bought.pk, amount=Decimal(amount), paid_on=TODAY, actor=None, today=TODAY)


def pay_all(bought: Order) -> None:
    pay(bought, "79.90")


def block(bought: Order) -> None:
    reason = DunningBlock.Reason.DISPUTED
    set_block(bought.pk, reason=reason, until_on=None, actor=None, today=TODAY)


def switch_off(bought: Order) -> None:
    deactivate(DunningProcedure.objects.get().pk, actor=None)


def move_house(bought: Order) -> None:
    bought.customer.street = "Neue Straße 1"
    bought.customer.save()


def find_a_payment(bought: Order) -> None:
    movement("79.90", remittance_text=bought.number)


@pytest.fixture
def posted_anyway(clock):
    """Say that a batch is in the post, with all that speaks against it by now."""

    def mark(batch: PrintBatch) -> PrintBatch:
        letters = [reminder.pk for reminder in batch.reminders.all()]
        return mark_posted(
            batch.pk,
            posted_on=clock.today,
            posted_anyway=letters,
            actor=None,
            today=clock.today,
            now=clock(),
        )

    return mark


@pytest.fixture
def said(clock):
    """The clerk's word is kept, but the letters are not noted yet."""

    def say(batch: PrintBatch) -> PrintBatch:
        batch.reminders.update(printed_at=clock())
        PrintBatch.objects.filter(pk=batch.pk).update(sent_at=clock())
        return batch

    return say


def assert_it_counts(bought: Order) -> None:
    """The level of a paid order is of no interest any more."""
    bought.refresh_from_db()
    assert bought.last_reminded_on == TODAY
    assert bought.open_amount == 0 or Standing.objects.get(order=bought).levels_sent == 1


HAPPENINGS = [pay, pay_all, block, switch_off, move_house, find_a_payment]


@pytest.mark.parametrize("happens", HAPPENINGS)
def test_what_happens_after_the_post_was_brought_away_takes_no_letter_back(
    released, printed, posted_anyway, letter_order, happens
):
    bought = letter_order(total="79.90")
    run = released(bought)
    batch = printed()

    happens(bought)
    posted_anyway(batch)

    reminder = run.reminders.get()
    assert (reminder.state, reminder.letter_state, reminder.sent_on) == (SENT, "printed", TODAY)
    assert reminder.items.get().state == SENT
    assert_it_counts(bought)
    assert bought.history.filter(text__contains="zur Post gegeben").count() == 1


@pytest.mark.parametrize("happens", HAPPENINGS)
def test_what_happens_between_the_word_and_the_note_takes_no_letter_back(
    released, printed, said, clock, letter_order, happens
):
    bought = letter_order(total="79.90")
    run = released(bought)
    batch = said(printed())

    happens(bought)

    assert ring_for_batches(now=clock()) == 1
    record_posted(batch.pk, now=clock())
    assert run.reminders.get().state == SENT
    assert_it_counts(bought)
    assert ring_for_batches(now=clock()) == 0


def test_the_history_says_what_had_happened_before_the_letter_was_noted(
    released, printed, posted_anyway, letter_order
):
    bought = letter_order()
    released(bought)
    batch = printed()
    pay(bought)

    posted_anyway(batch)

    told = bought.history.get(text__contains="zur Post gegeben").text
    assert told.endswith("obwohl: der offene Betrag hat sich geändert.")


def test_a_proposal_made_meanwhile_gives_way_to_the_letter_in_the_post(
    released, printed, posted_anyway, letter_order
):
    bought = letter_order()
    first = released(bought)
    batch = printed()
    pay(bought)
    second = released(bought)

    posted_anyway(batch)

    assert first.reminders.get().state == SENT
    cancelled = second.reminders.get()
    assert cancelled.state == ReminderState.CANCELLED
    assert "ist schon in der Post" in cancelled.outcome


def test_a_second_letter_of_the_same_level_counts_once(
    released, printed, posted, posted_anyway, letter_order
):
    bought = letter_order()
    first = released(bought)
    early = printed()
    pay(bought)
    second = released(bought)
    posted(printed())

    posted_anyway(early)

    assert first.reminders.get().letter_state == Reminder.LetterState.PRINTED
    assert [run.reminders.get().state for run in (first, second)] == ["cancelled", "sent"]
    assert Standing.objects.get(order=bought).levels_sent == 1
    counted = second.reminders.get()
    assert bought.history.filter(text__contains=f"es zählt schon Mahnung {counted}").exists()


def test_only_what_was_printed_can_be_in_the_post(released, printed, letter_order):
    paid_before, paid_after, unpaid = letter_order(), letter_order(), letter_order()
    released(paid_before, paid_after, unpaid)
    move_house(paid_before)
    batch = printed()
    pay(paid_after)

    letters = {one.reminder.items.get().order_id: one for one in letters_of(batch, TODAY)}

    assert [letters[one.pk].may_be_in_post for one in (paid_before, paid_after, unpaid)] == [
        False,
        True,
        False,
    ]
    assert letters[paid_after.pk].why_not == "der offene Betrag hat sich geändert"


def test_the_paper_after_a_mail_is_noted_though_it_was_paid_since(
    released, sink, clock, printed, posted_anyway, letter_order
):
    bought = letter_order(Channel.BOTH, total="79.90")
    run = released(bought)
    deliver_due(clock=clock)
    batch = printed()
    pay_all(bought)

    posted_anyway(batch)

    assert run.reminders.get().letter_state == Reminder.LetterState.PRINTED
    assert bought.history.filter(text__contains="zur Post gegeben").exists()


@pytest.mark.parametrize(
    ("day", "state"),
    [
        pytest.param(5, SENT, id="posted in time, noted later"),
        pytest.param(9, ReminderState.CANCELLED, id="would come after its deadline"),
    ],
)
def test_a_letter_must_leave_time_to_pay_when_it_is_posted(
    released, printed, clock, letter_order, day, state
):
    run = released(letter_order())
    late = run.reminders.get()
    batch = printed()
    clock.advance(days=9)
    today = clock.today
    fresh = released(letter_order())
    Reminder.objects.filter(run=fresh).update(print_batch=batch)
    prepare_batch(batch.pk, clock=clock)

    mark_posted(
        batch.pk,
        posted_on=TODAY + timedelta(days=day),
        actor=None,
        today=today,
        now=clock(),
    )

    late.refresh_from_db()
    assert late.state == state
    assert ("für den Postweg zu nah" in late.outcome) == (state != SENT)
