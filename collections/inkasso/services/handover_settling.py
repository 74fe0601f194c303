"""Note that a handover has reached its agency: the cases are there from now on."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from inkasso.models import CaseEvent, Handover, HandoverItem
from inkasso.rules.states import CaseState
from inkasso.services.cases import add_event, follow_payments, move
from inkasso.services.handover_locks import LockedHandover
from inkasso.services.notices import notice_bookings

WAIT = "Rückmeldung des Inkassobüros abwarten"
_COSTS = ("dunning_fees", "lump_sum", "returned_debit_cost", "collection_cost", "court_cost")


def settle_delivered(
    locked: LockedHandover,
    agency_references: Mapping[str, str],
    *,
    actor: AbstractBaseUser | None,
    now: datetime,
    words: str = "",
) -> None:
    """Note a locked handover as delivered, and its cases as handed over with what was told.

    agency_references: the agency's own by ours. Who paid while the file was on its way is ended
    at once.
    """
    end_delivered(locked.handover, now=now)
    for item in locked.items:
        if item.delivered_at is None:
            reference = agency_references.get(item.case.reference, item.case.agency_reference)
            settle_case(item, reference, actor=actor, now=now, words=words)


def end_delivered(handover: Handover, *, now: datetime) -> None:
    """Note a locked handover as delivered; nothing of it is on its way any more."""
    handover.state, handover.delivered_at, handover.problem = Handover.State.DELIVERED, now, ""
    handover.handed_over_on = timezone.localdate(now)
    handover.next_attempt_at = handover.lease_token = handover.leased_until = None
    handover.save()


def settle_case(
    item: HandoverItem,
    reference: str,
    *,
    actor: AbstractBaseUser | None,
    now: datetime,
    words: str = "",
) -> None:
    """Note that the agency has this one case, whatever becomes of the others."""
    item.delivered_at = now
    item.save(update_fields=["delivered_at"])
    today = timezone.localdate(now)
    _hand_over(item, reference[:60], today=today, actor=actor, words=words)


def _hand_over(
    item: HandoverItem, reference: str, *, today: date, actor: AbstractBaseUser | None, words: str
) -> None:
    case, handover = item.case, item.handover
    file = handover.file
    move(
        case,
        CaseState.HANDED_OVER,
        on=today,
        why=f"{handover} an {handover.agency}",
        actor=actor,
        agency=handover.agency,
        handed_over_on=today,
        agency_reference=reference,
        next_action=WAIT,
        **_told(item.content),
    )
    add_event(
        case,
        CaseEvent.Kind.HANDOVER,
        f"An {handover.agency} übergeben. {words}".strip(),
        on=today,
        actor=actor,
        details={"handover": handover.pk, "file": file.file_name, "sha256": file.sha256},
    )
    case.order.refresh_from_db()
    # While it was being handed over nobody told of it, and nobody ended it.
    notice_bookings([case.order])
    follow_payments([case.order], on=today)


def _told(content: Mapping[str, Any]) -> dict[str, Any]:
    """What was claimed, as the case keeps it."""
    amount, default = content["amount"], content["default"]
    since = default["since"]
    return {
        "principal": Decimal(amount["principal"]),
        "interest": Decimal(amount["interest_booked"]) + Decimal(amount["interest_to_day"]),
        "costs": sum((Decimal(amount[name]) for name in _COSTS), Decimal("0.00")),
        "cancellation_cost": Decimal(amount["cancellation_cost"]),
        "interest_until": date.fromisoformat(content["interest"]["until"]),
        "default_since": date.fromisoformat(since) if since else None,
        "default_ground": default["ground"],
    }
