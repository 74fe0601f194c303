"""Deliver written handovers to their agencies: decided first, then sent, then settled.

As long as a token stands with a written or failed handover, its file may have arrived: then the
very same bytes go again, and the agency's side knows them; no later refusal takes that back.
Without a token nothing ever left, so that the cases are looked at once more and the file may be
written anew.
"""

import logging
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from common.jobs import enqueue
from inkasso.adapters.agencies.base import (
    ChannelRefused,
    ChannelUnavailable,
    ChannelUnreachable,
    Package,
    Receipt,
)
from inkasso.models import CollectionAgency, Handover, HandoverFile
from inkasso.rules.handover import MAX_ATTEMPTS, pause_after
from inkasso.services.agencies import agency_channel
from inkasso.services.handover_locks import LockedHandover, lock_handover
from inkasso.services.handover_proposals import HandoverRefused
from inkasso.services.handover_settling import settle_case, settle_delivered
from inkasso.services.handover_writing import (
    Lease,
    bring_up_to_date,
    give_up_empty,
    is_leased,
    write_file,
)
from inkasso.services.handovers import DELIVERY_TASK

DELIVERY_LEASE = timedelta(minutes=15)
# Somebody may pay while the file is written; it is written again, but not for ever.
MAX_ROUNDS = 5
State = Handover.State
Clock = Callable[[], datetime]
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sending:
    """What goes to an agency, and the right to send it.

    may_have_arrived: whether the same bytes went out before, and nobody knows what became of them.
    """

    lease: Lease
    agency: CollectionAgency
    package: Package
    may_have_arrived: bool


def deliver_due(clock: Clock) -> dict[str, int]:
    """Write and deliver what is due, one handover after the other; how many ended how."""
    ended: Counter[str] = Counter()
    for handover_id in list(due(clock()).values_list("pk", flat=True)):
        work_on(handover_id, clock=clock)
        ended[Handover.objects.get(pk=handover_id).get_state_display()] += 1
    return dict(ended)


def due(now: datetime) -> QuerySet[Handover]:
    """Released or written handovers whose time has come and that nobody works on, oldest first."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    waiting = Handover.objects.filter(state__in=[State.RELEASED, State.WRITTEN])
    return waiting.filter(free, next_attempt_at__lte=now).order_by("pk")


def work_on(handover_id: int, *, clock: Clock) -> None:
    """Bring one handover as far as it gets now; ringing twice does no harm."""
    for _ in range(MAX_ROUNDS):
        handover = Handover.objects.select_related("agency").get(pk=handover_id)
        if handover.state == State.RELEASED:
            write_file(handover_id, clock=clock)
        elif handover.state == State.WRITTEN and handover.next_attempt_at is not None:
            sending = _decide(handover_id, now=clock())
            if sending is not None:
                _send(sending, clock)
                return
        else:
            return


@transaction.atomic
def retry(handover_id: int, *, now: datetime) -> Handover:
    """Try again at once. Raises HandoverRefused unless it failed or waits for its next attempt."""
    handover = lock_handover(handover_id).handover
    if handover.state == State.FAILED:
        if handover.lease_token is None:
            drop_file(handover)
        else:
            handover.state = State.WRITTEN
        handover.attempts = 0
    elif handover.state not in (State.RELEASED, State.WRITTEN) or not handover.next_attempt_at:
        words = handover.get_state_display()
        raise HandoverRefused(f"{handover} steht auf „{words}“; es gibt nichts zu wiederholen.")
    handover.problem, handover.next_attempt_at = "", now
    handover.save()
    enqueue(DELIVERY_TASK)
    return handover


def drop_file(handover: Handover) -> None:
    """Throw away the file of a locked handover that never left, so that it is written anew."""
    HandoverFile.objects.filter(handover=handover).delete()
    handover.state = State.RELEASED


def rewrite_if_changed(locked: LockedHandover, *, now: datetime) -> bool:
    """Whether the file of a locked handover that never left no longer tells the truth.

    Then it is dropped; who must not leave is taken out.
    """
    handover = locked.handover
    if not bring_up_to_date(locked, today=timezone.localdate(now), now=now):
        return False
    drop_file(handover)
    handover.next_attempt_at = now
    handover.save(update_fields=["state", "next_attempt_at"])
    if not locked.items:
        give_up_empty(handover)
    return True


@transaction.atomic
def _decide(handover_id: int, *, now: datetime) -> Sending | None:
    """Commit to the bytes that go out now; None when somebody else does, or they changed."""
    locked = lock_handover(handover_id)
    handover = locked.handover
    if handover.state != State.WRITTEN or is_leased(handover, now):
        return None
    may_have_arrived = handover.lease_token is not None
    if not may_have_arrived and rewrite_if_changed(locked, now=now):
        return None
    handover.lease_token, handover.leased_until = uuid.uuid4(), now + DELIVERY_LEASE
    handover.attempts += 1
    handover.save(update_fields=["lease_token", "leased_until", "attempts"])
    package = Package(
        key=handover.key,
        file_name=handover.file.file_name,
        content=bytes(handover.file.content),
        cases=[item.content for item in locked.items],
        done={item.case.reference for item in locked.items if item.delivered_at},
    )
    lease = Lease(handover.pk, handover.lease_token)
    return Sending(lease, handover.agency, package, may_have_arrived)


def _send(sending: Sending, clock: Clock) -> None:
    """Send outside of any transaction, and note what became of it."""
    try:
        receipt = agency_channel(sending.agency).deliver(sending.package)
    except ChannelRefused as refusal:
        may_be_there = sending.may_have_arrived or refusal.may_be_there
        _refused(sending.lease, refusal, may_be_there=may_be_there, now=clock())
    except ChannelUnavailable as problem:
        is_sure = isinstance(problem, ChannelUnreachable) and not sending.may_have_arrived
        accepted = problem.accepted
        _unavailable(sending.lease, str(problem), accepted, never_left=is_sure, now=clock())
    except Exception as error:
        # What one handover suffers from, all behind it would wait for.
        logger.exception("Übergabe %s lässt sich nicht übertragen", sending.lease.handover_id)
        why = f"Die Übertragung brach ab ({type(error).__name__})."
        _unavailable(sending.lease, why, {}, never_left=False, now=clock())
    else:
        _delivered(sending.lease, receipt, now=clock())


@transaction.atomic
def _delivered(lease: Lease, receipt: Receipt, *, now: datetime) -> None:
    locked = lock_handover(lease.handover_id)
    if _is_ours(locked.handover, lease):
        settle_delivered(
            locked, receipt.agency_references, actor=None, now=now, words=receipt.message
        )


@transaction.atomic
def _refused(lease: Lease, refusal: ChannelRefused, *, may_be_there: bool, now: datetime) -> None:
    """A definite no to this attempt.

    may_be_there: an earlier one, or a part of this one, may have arrived all the same; the token
    stays as the sign of it.
    """
    locked = lock_handover(lease.handover_id)
    handover = locked.handover
    if not _is_ours(handover, lease):
        return
    _note_accepted(locked, refusal.accepted, now=now)
    handover.state, handover.problem = State.FAILED, str(refusal)[:500]
    handover.next_attempt_at = handover.leased_until = None
    if not may_be_there:
        handover.lease_token = None
    handover.save()


@transaction.atomic
def _unavailable(
    lease: Lease,
    problem: str,
    accepted: Mapping[str, str],
    *,
    never_left: bool,
    now: datetime,
) -> None:
    """Try again later: with the very same bytes, unless it is sure that nothing ever left."""
    locked = lock_handover(lease.handover_id)
    handover = locked.handover
    if not _is_ours(handover, lease):
        return
    _note_accepted(locked, accepted, now=now)
    handover.problem, handover.leased_until = problem[:500], None
    if never_left:
        handover.lease_token = None
    if handover.attempts >= MAX_ATTEMPTS:
        handover.state, handover.next_attempt_at = State.FAILED, None
    else:
        handover.next_attempt_at = now + pause_after(handover.attempts)
    handover.save()


def _note_accepted(locked: LockedHandover, accepted: Mapping[str, str], *, now: datetime) -> None:
    """Hand over the cases that the agency confirmed one by one; it works on them already."""
    for item in locked.items:
        if item.case.reference in accepted and item.delivered_at is None:
            settle_case(item, accepted[item.case.reference], actor=None, now=now)


def _is_ours(handover: Handover, lease: Lease) -> bool:
    return handover.state == State.WRITTEN and handover.lease_token == lease.token
