"""Check handovers, release them, or give them up; what is released freezes what it tells.

The file is written and delivered afterwards (handover_writing, handover_delivery).
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.jobs import enqueue
from common.rules.german import plural
from inkasso.models import CaseEvent, Handover, HandoverFile, HandoverItem
from inkasso.rules.states import CaseState
from inkasso.services.cases import add_event, move
from inkasso.services.handover_check import HandoverCheck, check_handover, judge
from inkasso.services.handover_content import freeze_contents
from inkasso.services.handover_locks import LockedHandover, lock_handover
from inkasso.services.handover_proposals import (
    HandoverRefused,
    give_back,
    leave_out,
    locked_proposal,
    propose_handover,
    take_out,
)
from inkasso.services.handover_settling import end_delivered
from inkasso.services.refresh import refresh_cases

__all__ = [
    "HandoverRefused",
    "approve_handover",
    "awaiting_approval",
    "check_handover",
    "discard_handover",
    "hand_in",
    "propose_handover",
    "release_handover",
    "take_out",
]
APPROVE = "collections.approve_handover"
DELIVERY_TASK = "inkasso.tasks.deliver_handovers"
State = Handover.State


@transaction.atomic
def discard_handover(
    handover_id: int, *, actor: AbstractBaseUser | None, today: date, now: datetime
) -> Handover:
    """Give up a handover and free its cases; those that the agency confirmed stay with it.

    It then counts as delivered with them. Raises HandoverRefused once its file may have reached
    the agency.
    """
    locked = lock_handover(handover_id)
    handover = locked.handover
    if why := why_not_discard(handover):
        raise HandoverRefused(why)
    left = [item for item in locked.items if item.delivered_at is None]
    for item in left:
        give_back(item, _words_of_giving_up(handover), actor=actor, today=today)
    if len(left) < len(locked.items):
        end_delivered(handover, now=now)
    else:
        HandoverFile.objects.filter(handover=handover).delete()
        handover.state, handover.next_attempt_at = State.DISCARDED, None
        handover.lease_token = handover.leased_until = None
        handover.save(update_fields=["state", "next_attempt_at", "lease_token", "leased_until"])
    refresh_cases([item.case_id for item in left], today=today, now=now)
    return handover


def _words_of_giving_up(handover: Handover) -> str:
    """Why a case comes back, with what the agency said of it."""
    words = f"{handover} verworfen"
    return f"{words}: {handover.problem}" if handover.state == State.FAILED else words


@transaction.atomic
def release_handover(
    handover_id: int, *, actor: AbstractBaseUser | None, today: date, now: datetime
) -> Handover:
    """Hand over what is ready now: its content is frozen, and the worker is rung.

    What is not ready is taken out with its reason and stays. Raises HandoverRefused for one that
    was released or discarded before, when nothing is ready, and when a second person must approve.
    """
    locked = locked_proposal(handover_id)
    handover = locked.handover
    checked = judge(locked.items, today)
    if not checked.ready:
        raise HandoverRefused("In dieser Übergabe ist kein Fall vollständig.")
    if refusal := why_no_release(handover, checked, actor):
        raise HandoverRefused(refusal)
    if not handover.agency.is_active:
        raise HandoverRefused(f"Der Inkassopartner {handover.agency} ist nicht aktiv.")
    if checked.over_limit:
        handover.approved_by, handover.approved_at = actor, now
    _leave_out_excluded(locked, checked, today=today, now=now)
    _freeze([one.item for one in checked.ready], handover, actor=actor, today=today)
    handover.needs_approval = bool(checked.over_limit)
    handover.state, handover.handed_over_on = State.RELEASED, today
    handover.released_by, handover.released_at, handover.next_attempt_at = actor, now, now
    handover.save()
    enqueue(DELIVERY_TASK)
    return handover


@transaction.atomic
def hand_in(handover_id: int, *, actor: AbstractBaseUser, today: date) -> Handover:
    """Ask a second person for approval; the proposal then survives its author's next one.

    Raises HandoverRefused once it is released, and when nobody need approve.
    """
    locked = locked_proposal(handover_id)
    if not judge(locked.items, today).over_limit:
        raise HandoverRefused("Kein Fall liegt über dem Limit. Sie können selbst übergeben.")
    locked.handover.needs_approval = True
    locked.handover.save(update_fields=["needs_approval"])
    return locked.handover


def approve_handover(
    handover_id: int, *, actor: AbstractBaseUser, today: date, now: datetime
) -> Handover:
    """Release as the second person. Raises HandoverRefused for its author, as release does."""
    return release_handover(handover_id, actor=actor, today=today, now=now)


def awaiting_approval() -> list[Handover]:
    """The handovers that were handed in and wait for a second person, oldest first."""
    waiting = Handover.objects.filter(state=State.PROPOSED, needs_approval=True)
    return list(waiting.select_related("agency", "created_by").order_by("pk"))


def why_no_release(
    handover: Handover, checked: HandoverCheck, actor: AbstractBaseUser | None
) -> str:
    """Why the person must not release the proposed handover, "" when he may."""
    count = len(checked.over_limit)
    if not count:
        return ""
    over = plural(count, "Fall liegt", "Fälle liegen")
    if actor is None or actor.pk == handover.created_by_id:
        step = "Sie ist vorgelegt." if handover.needs_approval else "Legen Sie sie vor."
        return f"{over} über dem Limit. Eine zweite Person muss die Übergabe freigeben. {step}"
    if not actor.has_perm(APPROVE):
        return f"{over} über dem Limit. Zur Freigabe fehlt Ihnen das Recht."
    return ""


def why_not_discard(handover: Handover) -> str:
    """Why a handover cannot be given up any more, "" when it can."""
    if handover.state == State.DELIVERED:
        return f"{handover} ist schon beim Inkassobüro. Rufen Sie einzelne Fälle zurück."
    if handover.state == State.DISCARDED:
        return f"{handover} ist schon verworfen."
    if handover.lease_token is None or handover.state == State.RELEASED:
        return ""
    if handover.state == State.FAILED:
        return (
            f"{handover} kann schon beim Inkassobüro sein. Versuchen Sie es erneut, oder vermerken "
            "Sie „Wurde übergeben“ und rufen Sie die Fälle zurück."
        )
    return (
        f"{handover} ist unterwegs; die Datei kann schon angekommen sein. "
        "Warten Sie das Ergebnis ab und rufen Sie die Fälle dann zurück."
    )


def _leave_out_excluded(
    locked: LockedHandover, checked: HandoverCheck, *, today: date, now: datetime
) -> None:
    by_case = {item.case_id: item for item in locked.items}
    for one in checked.excluded:
        leave_out(by_case[one.case.pk], one.words)
    refresh_cases([one.case.pk for one in checked.excluded], today=today, now=now)


def _freeze(
    items: Sequence[HandoverItem],
    handover: Handover,
    *,
    actor: AbstractBaseUser | None,
    today: date,
) -> None:
    """Keep what the agency will be told, and let nobody remind the customers from now on."""
    why = f"{handover} an {handover.agency}"
    for item in items:
        case = item.case
        if case.state == CaseState.TO_CHECK:
            # Complete by now, although nobody has looked since.
            move(case, CaseState.READY, on=today, actor=actor, missing=[])
        move(
            case,
            CaseState.HANDING_OVER,
            on=today,
            why=why,
            actor=actor,
            agency=handover.agency,
            next_action="",
            next_action_on=None,
        )
        add_event(case, CaseEvent.Kind.HANDOVER, f"{why} freigegeben.", on=today, actor=actor)
    freeze_contents(items, today)
