"""Put cases together for their agencies: one live handover per case, ever."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from inkasso.models import CollectionAgency, CollectionCase, Handover, HandoverItem
from inkasso.rules.handover import MAX_CASES, TAKEN_OUT
from inkasso.rules.states import WAITING, CaseState
from inkasso.services.cases import follow_payments, move
from inkasso.services.handover_check import LEFT_OUT, judge
from inkasso.services.handover_locks import LockedHandover, lock_cases, lock_handover

MAX_SELECTION = 300
State = Handover.State


class HandoverRefused(Exception):
    """The handover cannot be made or changed that way; the message tells the clerk why."""


@transaction.atomic
def propose_handover(
    case_ids: Iterable[int],
    *,
    day: date,
    selection: str = "",
    actor: AbstractBaseUser | None,
    now: datetime,
    is_automatic: bool = False,
) -> list[Handover]:
    """Put cases into one proposed handover for each of their agencies, of many cases into several.

    A case that stands in another live handover, or that no agency is there for, is left out with
    its reason; an older proposal of the same person gives its cases back first. An automatic one
    takes only what is ready and under the limit of a second person, and may so be empty.
    Raises HandoverRefused when nothing is left.
    """
    wanted = set(case_ids)
    own = _own_proposals(wanted, actor)
    held = HandoverItem.objects.filter(handover__in=own, is_live=True)
    locked = lock_cases(wanted | set(held.values_list("case", flat=True)))
    _discard(own)
    free, elsewhere = _sort_out([case for case in locked if case.pk in wanted])
    if is_automatic:
        free, elsewhere = _ready_alone(free, day), []
    if not free:
        if is_automatic:
            return []
        raise HandoverRefused(_nothing_left([why for _, why in elsewhere]))
    made = [
        _make(
            agency,
            chosen,
            day=day,
            selection=selection,
            actor=actor,
            now=now,
            is_automatic=is_automatic,
        )
        for agency, chosen in _by_agency(free)
    ]
    for case, why in elsewhere:
        HandoverItem.objects.create(
            handover=made[0], case=case, is_live=False, content={LEFT_OUT: why}
        )
    return made


@transaction.atomic
def take_out(handover_id: int, case_id: int, *, actor: AbstractBaseUser | None) -> Handover:
    """Take one case out of a proposal; it stays where it is.

    Raises HandoverRefused once the handover is released, and for a case that is not in it.
    """
    locked = locked_proposal(handover_id)
    for item in locked.items:
        if item.case_id == case_id:
            leave_out(item, TAKEN_OUT)
            return locked.handover
    raise HandoverRefused("Dieser Fall gehört nicht (mehr) zu dieser Übergabe.")


def leave_out(item: HandoverItem, why: str) -> None:
    """Take an item out of its handover for good, and keep the reason."""
    item.is_live, item.content = False, {LEFT_OUT: why}
    item.save(update_fields=["is_live", "content"])


def give_back(item: HandoverItem, why: str, *, actor: AbstractBaseUser | None, today: date) -> None:
    """Take an item out whose case may be on its way already: the case is to be checked again."""
    leave_out(item, why)
    case = item.case
    if case.state != CaseState.HANDING_OVER:
        return
    move(case, CaseState.TO_CHECK, on=today, why=why, actor=actor)
    case.order.refresh_from_db()
    # While it was being handed over nobody ended it.
    follow_payments([case.order], on=today)


def locked_proposal(handover_id: int) -> LockedHandover:
    """The handover, locked with its cases; HandoverRefused once it is released or discarded."""
    locked = lock_handover(handover_id)
    if locked.handover.state != State.PROPOSED:
        words = locked.handover.get_state_display()
        raise HandoverRefused(f"{locked.handover} steht auf „{words}“. Nichts geht doppelt hinaus.")
    return locked


def _sort_out(
    cases: Sequence[CollectionCase],
) -> tuple[list[CollectionCase], list[tuple[CollectionCase, str]]]:
    """Cases that can be proposed, and the others with the reason against them."""
    held = HandoverItem.objects.filter(is_live=True, case__in=[case.pk for case in cases])
    holders = {item.case_id: item.handover for item in held.select_related("handover")}
    free, elsewhere = [], []
    for case in cases:
        if case.pk in holders:
            holder = holders[case.pk]
            why = f"steht schon in {holder} ({holder.get_state_display()})"
            elsewhere.append((case, why))
        elif case.state not in WAITING:
            elsewhere.append((case, f"steht auf „{case.state_label}“"))
        elif _agency_of(case) is None:
            account = case.order.sales_account
            elsewhere.append((case, f"für „{account}“ ist kein Inkassopartner eingetragen"))
        else:
            free.append(case)
    return free, elsewhere


def _agency_of(case: CollectionCase) -> CollectionAgency | None:
    """Whom the case goes to: its own agency, or the one that its account has by now."""
    if case.agency is not None:
        return case.agency
    policy = getattr(case.order.sales_account, "collection_policy", None)
    return policy.agency if policy else None


def _by_agency(
    cases: Iterable[CollectionCase],
) -> list[tuple[CollectionAgency, list[CollectionCase]]]:
    """The cases of each agency, at most MAX_CASES of them together."""
    agencies: dict[int, tuple[CollectionAgency, list[CollectionCase]]] = {}
    for case in cases:
        agency = _agency_of(case)
        assert agency is not None  # others were sorted out
        agencies.setdefault(agency.pk, (agency, []))[1].append(case)
    return [
        (agency, chosen[start : start + MAX_CASES])
        for agency, chosen in agencies.values()
        for start in range(0, len(chosen), MAX_CASES)
    ]


def _ready_alone(cases: Sequence[CollectionCase], day: date) -> list[CollectionCase]:
    """Those that may leave without anybody looking at them."""
    items = [HandoverItem(case=case) for case in cases]
    checked = judge(items, day)
    return [one.case for one in checked.ready if not one.is_over_limit]


def _make(
    agency: CollectionAgency,
    cases: Sequence[CollectionCase],
    *,
    day: date,
    selection: str,
    actor: AbstractBaseUser | None,
    now: datetime,
    is_automatic: bool,
) -> Handover:
    made = Handover.objects.create(
        agency=agency,
        handed_over_on=day,
        selection=selection[:MAX_SELECTION],
        created_by=actor,
        is_automatic=is_automatic,
    )
    made.created_at = now
    made.save(update_fields=["created_at"])
    HandoverItem.objects.bulk_create([HandoverItem(handover=made, case=case) for case in cases])
    return made


def _own_proposals(case_ids: Iterable[int], actor: AbstractBaseUser | None) -> list[int]:
    """What the same person proposed of these cases before, and did not release or hand in."""
    if actor is None:
        return []
    return list(
        _open_proposals()
        .filter(items__is_live=True, items__case__in=list(case_ids), created_by=actor)
        .distinct()
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _discard(handover_ids: Iterable[int]) -> None:
    """Let go of proposals whose cases are locked already."""
    for handover_id in handover_ids:
        locked = lock_handover(handover_id)
        if locked.handover.state == State.PROPOSED:
            for item in locked.items:
                leave_out(item, "neu zusammengestellt")
            locked.handover.state = State.DISCARDED
            locked.handover.save(update_fields=["state"])


def _open_proposals() -> QuerySet[Handover]:
    """Those that nobody waits for to be approved."""
    return Handover.objects.filter(state=State.PROPOSED, needs_approval=False)


def _nothing_left(reasons: Sequence[str]) -> str:
    if not reasons:
        return "Wählen Sie Fälle aus, die übergeben werden sollen."
    if len(reasons) == 1:
        return f"Der Fall lässt sich nicht übergeben: {reasons[0]}."
    every = "; ".join(sorted(set(reasons)))
    return f"Keiner der {len(reasons)} Fälle lässt sich übergeben: {every}."
