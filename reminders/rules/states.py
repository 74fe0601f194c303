"""The states of a reminder and who may follow whom (reliability.md 3.1)."""

from collections.abc import Mapping
from enum import StrEnum


class ReminderState(StrEnum):
    """Where a reminder stands on its way to the debtor."""

    PROPOSED = "proposed"
    QUEUED = "queued"
    PREPARING = "preparing"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


# Holding the claim (installment, level): nobody else may claim it.
LIVE = frozenset(ReminderState) - {
    ReminderState.FAILED,
    ReminderState.CANCELLED,
    ReminderState.WITHDRAWN,
}
# Perhaps on the wire: the order gets no second message meanwhile.
IN_FLIGHT = frozenset({ReminderState.PREPARING, ReminderState.SENDING, ReminderState.UNCERTAIN})
# Not decided yet: a payment or a block takes these back at once, unless a letter is in the post.
REVOCABLE = frozenset({ReminderState.PROPOSED, ReminderState.QUEUED, ReminderState.PREPARING})
# Still to be worked on in a released run.
PENDING = frozenset({ReminderState.QUEUED, ReminderState.PREPARING, ReminderState.SENDING})

TRANSITIONS: dict[ReminderState, frozenset[ReminderState]] = {
    ReminderState.PROPOSED: frozenset({ReminderState.QUEUED, ReminderState.CANCELLED}),
    ReminderState.QUEUED: frozenset({ReminderState.PREPARING, ReminderState.CANCELLED}),
    ReminderState.PREPARING: frozenset(
        {
            ReminderState.QUEUED,
            ReminderState.SENDING,
            ReminderState.FAILED,
            ReminderState.CANCELLED,
        }
    ),
    # Never back to the queue without the server's definite "no".
    ReminderState.SENDING: frozenset(
        {
            ReminderState.SENT,
            ReminderState.QUEUED,
            ReminderState.FAILED,
            ReminderState.UNCERTAIN,
        }
    ),
    ReminderState.UNCERTAIN: frozenset({ReminderState.SENT}),
    ReminderState.FAILED: frozenset({ReminderState.QUEUED}),
    ReminderState.SENT: frozenset({ReminderState.WITHDRAWN}),
    # A letter that was taken back only after a clerk had posted it.
    ReminderState.CANCELLED: frozenset({ReminderState.SENT}),
    ReminderState.WITHDRAWN: frozenset(),
}


# What only a person may decide who has seen the evidence: send it again, or let it be.
BY_PERSON: dict[ReminderState, frozenset[ReminderState]] = {
    ReminderState.UNCERTAIN: frozenset({ReminderState.QUEUED, ReminderState.CANCELLED}),
}
# The mail server's yes may come when a person has queued the mail again; it is a fact all the same.
LATE_YES: dict[ReminderState, frozenset[ReminderState]] = {
    ReminderState.QUEUED: frozenset({ReminderState.SENT}),
    ReminderState.PREPARING: frozenset({ReminderState.SENT}),
}
MAY_HEAR_YES = frozenset({ReminderState.SENDING, ReminderState.UNCERTAIN, *LATE_YES})
# In a restored database nobody knows of these whether they went out since.
AFTER_RESTORE: dict[ReminderState, frozenset[ReminderState]] = {
    ReminderState.QUEUED: frozenset({ReminderState.UNCERTAIN, ReminderState.SENT}),
    ReminderState.PREPARING: frozenset({ReminderState.UNCERTAIN, ReminderState.SENT}),
    ReminderState.SENDING: frozenset({ReminderState.UNCERTAIN, ReminderState.SENT}),
    ReminderState.FAILED: frozenset({ReminderState.SENT}),
    ReminderState.CANCELLED: frozenset({ReminderState.SENT}),
    # Released only after the backup.
    ReminderState.PROPOSED: frozenset({ReminderState.SENT}),
}
Further = Mapping[ReminderState, frozenset[ReminderState]]


class TransitionRefused(Exception):
    """A reminder cannot go from one state to the other."""


def check_transition(
    before: ReminderState, after: ReminderState, *, further: Further | None = None
) -> None:
    """Raise TransitionRefused unless the reminder may go from one state to the other.

    further: steps allowed besides, BY_PERSON or AFTER_RESTORE.
    """
    if after not in TRANSITIONS[before] | (further or {}).get(before, frozenset()):
        raise TransitionRefused(f"Eine Mahnung wird nie von {before.value} zu {after.value}.")
