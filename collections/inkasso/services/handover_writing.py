"""Write the file of a released handover: the whole of it in one transaction, or nothing.

Papers are made outside of any transaction; then everything is looked at once more.
"""

import hashlib
import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from inkasso.adapters.agencies.base import ChannelRefused
from inkasso.adapters.agencies.neutral_file import build_package
from inkasso.models import CollectionAgency, Handover, HandoverFile, HandoverItem
from inkasso.rules.handover import file_name
from inkasso.rules.states import CaseState
from inkasso.services.agencies import SealedFile, seal_file
from inkasso.services.documents import documents_for
from inkasso.services.handover_check import hindrances
from inkasso.services.handover_content import contents, keep_content
from inkasso.services.handover_locks import LockedHandover, lock_handover
from inkasso.services.handover_proposals import give_back
from inkasso.services.refresh import refresh_cases

# Longer than the papers of some hundred cases take; then somebody else may try.
WRITING_LEASE = timedelta(minutes=30)
NOBODY_LEFT = "Kein Fall ist mehr zu übergeben."
State = Handover.State
Clock = Callable[[], datetime]
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a handover for a while; the token tells whose."""

    handover_id: int
    token: uuid.UUID


def write_file(handover_id: int, *, clock: Clock) -> bool:
    """Write the file of a released handover; whether it is written now.

    Who paid or lacks something by now is taken out first. When something changes while the papers
    are made, nothing is kept, and the next round writes anew. What only a person can mend lets the
    handover fail, with the reason.
    """
    taken = _claim(handover_id, now=clock())
    if taken is None:
        return False
    lease, items = taken
    handover = items[0].handover
    try:
        name = file_name(handover.pk, handover.handed_over_on)
        sealed = seal_file(handover.agency, name, _package(items), now=clock())
    except ChannelRefused as refusal:
        _fail(lease, str(refusal))
        return False
    except Exception as error:
        # What one handover suffers from, all behind it would wait for.
        logger.exception("Datei zu %s lässt sich nicht erstellen", handover)
        _fail(lease, f"Die Datei ließ sich nicht erstellen ({type(error).__name__}).")
        return False
    return _keep(lease, sealed, now=clock())


def bring_up_to_date(locked: LockedHandover, *, today: date, now: datetime) -> bool:
    """Take out who paid or lacks something today, and tell anew what changed since.

    Whether anything was changed. A case that the agency confirmed already stays as it is.
    """
    open_items = [item for item in locked.items if item.delivered_at is None]
    against = hindrances([item.case for item in open_items], today, states={CaseState.HANDING_OVER})
    leaving = [item for item in open_items if against[item.case_id]]
    for item in leaving:
        why = " ".join(text for _, text in against[item.case_id])
        give_back(item, f"vor der Übergabe herausgenommen: {why}", actor=None, today=today)
    refresh_cases([item.case_id for item in leaving], today=today, now=now)
    locked.items = [item for item in locked.items if item.is_live]
    is_told_anew = _tell_anew([item for item in open_items if item.is_live])
    return is_told_anew or bool(leaving)


def is_leased(handover: Handover, now: datetime) -> bool:
    """Whether somebody works on it, as far as anybody can tell."""
    return handover.leased_until is not None and handover.leased_until >= now


def give_up_empty(handover: Handover) -> None:
    """Discard a locked handover whose cases were all taken out."""
    handover.state, handover.problem, handover.next_attempt_at = State.DISCARDED, NOBODY_LEFT, None
    handover.save(update_fields=["state", "problem", "next_attempt_at"])


def _tell_anew(items: Sequence[HandoverItem]) -> bool:
    """Write the contents of items whose cases changed; each as of the day it was told first."""
    days = {date.fromisoformat(item.content["as_of"]) for item in items}
    changed = False
    for day in days:
        of_day = [item for item in items if item.content["as_of"] == day.isoformat()]
        told = contents([item.case for item in of_day], day)
        for item in of_day:
            if item.content != told[item.case_id]:
                keep_content(item, told[item.case_id])
                changed = True
    return changed


@transaction.atomic
def _claim(handover_id: int, *, now: datetime) -> tuple[Lease, list[HandoverItem]] | None:
    locked = lock_handover(handover_id)
    handover = locked.handover
    if handover.state != State.RELEASED or is_leased(handover, now):
        return None
    bring_up_to_date(locked, today=timezone.localdate(now), now=now)
    if not locked.items:
        give_up_empty(handover)
        return None
    handover.lease_token, handover.leased_until = uuid.uuid4(), now + WRITING_LEASE
    handover.save(update_fields=["lease_token", "leased_until"])
    return Lease(handover.pk, handover.lease_token), locked.items


def _package(items: Sequence[HandoverItem]) -> bytes:
    """The archive with what is told of the cases, and their papers as of the same day."""
    handover = items[0].handover
    papers = {
        item.content["reference"]: documents_for(
            item.case, date.fromisoformat(item.content["as_of"])
        )
        for item in items
    }
    agency, told = handover.agency, [item.content for item in items]
    return build_package(handover.key, agency.name, agency.client_number, told, papers)


@transaction.atomic
def _keep(lease: Lease, sealed: SealedFile, *, now: datetime) -> bool:
    """Keep the complete file; False if the lease is lost or something changed meanwhile."""
    locked = lock_handover(lease.handover_id)
    handover = locked.handover
    if not _is_ours(handover, lease):
        return False
    handover.lease_token = handover.leased_until = None
    is_changed = bring_up_to_date(locked, today=timezone.localdate(now), now=now)
    if not is_changed:
        HandoverFile.objects.create(
            handover=handover,
            file_name=sealed.file_name,
            content=sealed.content,
            sha256=hashlib.sha256(sealed.content).hexdigest(),
            is_encrypted=sealed.is_encrypted,
            written_at=now,
        )
        handover.state, handover.problem = State.WRITTEN, ""
        is_download = handover.agency.way == CollectionAgency.Way.DOWNLOAD
        handover.next_attempt_at = None if is_download else now
    handover.save(
        update_fields=["state", "problem", "next_attempt_at", "lease_token", "leased_until"]
    )
    return not is_changed


@transaction.atomic
def _fail(lease: Lease, problem: str) -> None:
    handover = lock_handover(lease.handover_id).handover
    if _is_ours(handover, lease):
        handover.state, handover.problem, handover.next_attempt_at = State.FAILED, problem, None
        handover.lease_token = handover.leased_until = None
        handover.save()


def _is_ours(handover: Handover, lease: Lease) -> bool:
    return handover.state == State.RELEASED and handover.lease_token == lease.token
