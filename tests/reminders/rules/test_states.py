"""Who may follow whom: never back to the queue without a definite "no" or a person."""

import pytest

from reminders.rules.states import (
    AFTER_RESTORE,
    BY_PERSON,
    TRANSITIONS,
    ReminderState,
    TransitionRefused,
    check_transition,
)

AGAIN = [
    (ReminderState.UNCERTAIN, ReminderState.QUEUED),
    (ReminderState.UNCERTAIN, ReminderState.CANCELLED),
]
RESTORED = [(before, after) for before in AFTER_RESTORE for after in sorted(AFTER_RESTORE[before])]


def test_every_state_says_who_may_follow():
    assert set(TRANSITIONS) == set(ReminderState)


@pytest.mark.parametrize(("before", "after"), AGAIN)
def test_only_a_person_sends_again_or_lets_be(before, after):
    check_transition(before, after, further=BY_PERSON)

    with pytest.raises(TransitionRefused):
        check_transition(before, after)


@pytest.mark.parametrize(("before", "after"), RESTORED)
def test_only_after_a_restore_an_undecided_reminder_may_have_been_sent(before, after):
    check_transition(before, after, further=AFTER_RESTORE)


def test_what_was_sent_is_never_queued_again():
    for further in (None, BY_PERSON, AFTER_RESTORE):
        with pytest.raises(TransitionRefused):
            check_transition(ReminderState.SENT, ReminderState.QUEUED, further=further)
