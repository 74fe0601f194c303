"""What the program does every night: open cases, look at all that wait, hand over what it may."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from inkasso.models import CollectionCase
from inkasso.rules.handover import MAX_CASES
from inkasso.rules.states import CaseState
from inkasso.services.candidates import open_candidates
from inkasso.services.court_deadlines import refresh_deadlines
from inkasso.services.handovers import (
    HandoverRefused,
    discard_handover,
    propose_handover,
    release_handover,
)
from inkasso.services.refresh import refresh_cases

SELECTION = "automatisch"
Trigger = CollectionCase.Trigger
_POLICY = "order__sales_account__collection_policy__"


@dataclass(frozen=True, slots=True)
class Nightly:
    """What one night did: cases opened, cases looked at, cases handed over, refusals in words."""

    opened: int
    refreshed: int
    handed_over: int
    refusals: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """For the command."""
        return asdict(self)


def collect(*, today: date, now: datetime) -> Nightly:
    """Open what the rules ask for, bring waiting cases up to date, hand over automatically.

    The deadlines of the cases at a court are brought up to the day as well.
    What one agency's handover refuses does not keep another one's from leaving.
    """
    opened = open_candidates(today, now)
    refreshed = refresh_cases(None, today=today, now=now)
    handed_over, refusals = hand_over(today=today, now=now)
    refresh_deadlines(today)
    return Nightly(opened, refreshed, handed_over, refusals)


def rehearse(*, today: date, now: datetime) -> Nightly:
    """What a night would do, with nothing of it kept."""
    with transaction.atomic():
        night = collect(today=today, now=now)
        transaction.set_rollback(True)
    return night


def hand_over(*, today: date, now: datetime) -> tuple[int, tuple[str, ...]]:
    """Hand over the ready cases that the rules let go unseen; how many, and what was refused.

    What lies above the limit of a second person, and what a clerk opened, waits for him.
    """
    chosen = list(automatic_cases().order_by("pk").values_list("pk", flat=True))
    count, refusals = 0, []
    for start in range(0, len(chosen), MAX_CASES):
        some = chosen[start : start + MAX_CASES]
        handed_over, refused = _hand_over_some(some, today=today, now=now)
        count, refusals = count + handed_over, [*refusals, *refused]
    return count, tuple(refusals)


@transaction.atomic
def _hand_over_some(
    case_ids: Sequence[int], *, today: date, now: datetime
) -> tuple[int, Sequence[str]]:
    """Propose and release in one, for a proposal that nobody owns would keep its cases for ever.

    Not all cases of a night at once: their orders are locked meanwhile.
    """
    proposed = propose_handover(
        case_ids, day=today, selection=SELECTION, actor=None, now=now, is_automatic=True
    )
    count, refusals = 0, []
    for handover in proposed:
        try:
            released = release_handover(handover.pk, actor=None, today=today, now=now)
        except HandoverRefused as refusal:
            # Nobody owns it: its cases would wait in it for ever.
            discard_handover(handover.pk, actor=None, today=today, now=now)
            refusals.append(f"{handover}: {refusal}")
        else:
            count += released.items.filter(is_live=True).count()
    return count, refusals


def automatic_cases() -> QuerySet[CollectionCase]:
    """Ready cases that go without a clerk, as the switches of their account say."""
    overdue = Q(**{"trigger": Trigger.OVERDUE, f"{_POLICY}is_automatic": True})
    taken_back = Q(
        **{"trigger": Trigger.CHARGEBACK, f"{_POLICY}is_automatic_for_chargebacks": True}
    )
    return CollectionCase.objects.filter(
        overdue | taken_back, **{"state": CaseState.READY, f"{_POLICY}is_active": True}
    )
