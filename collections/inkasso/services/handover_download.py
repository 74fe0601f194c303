"""Handovers that a clerk downloads and passes on himself."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.jobs import enqueue
from inkasso.models import Handover, HandoverDownload, HandoverFile
from inkasso.services.handover_delivery import rewrite_if_changed
from inkasso.services.handover_locks import lock_handover
from inkasso.services.handover_proposals import HandoverRefused
from inkasso.services.handover_settling import settle_delivered
from inkasso.services.handovers import DELIVERY_TASK

State = Handover.State


class NeedsConfirmation(Exception):
    """The file was taken before: a second copy must not reach the agency by mistake."""


@dataclass(frozen=True, slots=True)
class Download:
    """The file, or none while it is written anew because something changed."""

    file: HandoverFile | None


@transaction.atomic
def download(
    handover_id: int, *, actor: AbstractBaseUser, now: datetime, is_confirmed: bool = False
) -> Download:
    """Hand out the file and keep who took it; the first download counts as the handover.

    Who paid meanwhile is taken out first, and the file is written anew. Raises NeedsConfirmation
    for a file that has left before, HandoverRefused while there is none or it is on its way.
    """
    locked = lock_handover(handover_id)
    handover = locked.handover
    if handover.state == State.WRITTEN:
        refuse_on_its_way(handover)
        if rewrite_if_changed(locked, now=now):
            enqueue(DELIVERY_TASK)
            return Download(None)
        settle_delivered(locked, {}, actor=actor, now=now, words="Datei heruntergeladen.")
    elif handover.state != State.DELIVERED or not hasattr(handover, "file"):
        raise HandoverRefused(f"Zu {handover} gibt es keine Datei.")
    elif not is_confirmed:
        raise NeedsConfirmation(f"{handover} ist schon übergeben.")
    HandoverDownload.objects.create(handover=handover, downloaded_by=actor, downloaded_at=now)
    return Download(handover.file)


@transaction.atomic
def mark_delivered(handover_id: int, *, actor: AbstractBaseUser, now: datetime) -> Handover:
    """Take a clerk's word that the agency has the file.

    Raises HandoverRefused for a handover without a file, or that is delivered already.
    """
    locked = lock_handover(handover_id)
    handover = locked.handover
    if not may_be_marked(handover, now=now):
        words = handover.get_state_display()
        raise HandoverRefused(f"{handover} steht auf „{words}“ und lässt sich nicht vermerken.")
    settle_delivered(locked, {}, actor=actor, now=now, words="Von Hand als übergeben vermerkt.")
    return locked.handover


def may_be_marked(handover: Handover, *, now: datetime) -> bool:
    """Whether a clerk may say that the agency has the file: it can have it, and nobody sends it."""
    may_be_there = handover.lease_token is not None
    if handover.state == State.FAILED:
        return may_be_there and hasattr(handover, "file")
    if handover.state != State.WRITTEN:
        return False
    waits = handover.next_attempt_at is None or may_be_there
    return waits and (handover.leased_until is None or handover.leased_until < now)


def refuse_on_its_way(handover: Handover) -> None:
    """Raise HandoverRefused for a file that the program delivers by itself."""
    if handover.next_attempt_at is not None or handover.lease_token is not None:
        raise HandoverRefused(
            f"{handover} wird gerade übertragen. Warten Sie das Ergebnis ab, damit sie nicht "
            "doppelt ankommt."
        )
