"""Let waiting cases know what they lack today: to be checked, or ready to be handed over."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from inkasso.models import CaseSettings, CollectionCase
from inkasso.rules.next_steps import next_step
from inkasso.rules.readiness import Missing
from inkasso.rules.states import WAITING, CaseState
from inkasso.services.cases import move
from inkasso.services.handover_locks import lock_cases
from inkasso.services.policies import agency_for, policy_of
from inkasso.services.readiness import readiness
from orders.models import Order
from reminders.rules.limitation import months_of_warning
from reminders.services.limitations import barred_on

CHUNK_SIZE = 200


def refresh_cases(case_ids: Iterable[int] | None, *, today: date, now: datetime) -> int:
    """Write what waiting cases lack, whether they are ready and what comes next; returns how many.

    None: all of them, and the time is kept as "Letzte Datenaktualisierung". Others are left alone.
    """
    if case_ids is not None:
        return _refresh_chunk(list(case_ids), today, now)
    waiting = list(CollectionCase.objects.waiting().order_by("pk").values_list("pk", flat=True))
    count = 0
    for start in range(0, len(waiting), CHUNK_SIZE):
        count += _refresh_chunk(waiting[start : start + CHUNK_SIZE], today, now)
    CaseSettings.objects.update_or_create(pk=1, defaults={"refreshed_at": now})
    return count


def refreshed_at() -> datetime | None:
    """When all cases were brought up to date last; None: never."""
    return CaseSettings.objects.values_list("refreshed_at", flat=True).filter(pk=1).first()


def refresh_locked(cases: Sequence[CollectionCase], *, today: date, now: datetime | None) -> int:
    """The same for cases that are locked already, their orders too; returns how many waited.

    now: None keeps when they were checked last.
    """
    waiting = [case for case in cases if case.state in WAITING and case.order.is_open]
    missing = readiness(waiting, today)
    for case in waiting:
        _write(case, missing[case.pk], today, now)
    return len(waiting)


def follow_orders(orders: Sequence[Order], *, on: date) -> int:
    """Refresh the waiting cases of (locked) orders whose balances changed on a day.

    Nobody here reads the clock: the newest day that order or case know of counts, and the nightly
    refresh looks again.
    """
    by_id = {order.pk: order for order in orders}
    cases = CollectionCase.objects.waiting().filter(order__in=by_id)
    count = 0
    for case in cases.order_by("pk").select_for_update(of=("self",)):
        case.order = by_id[case.order_id]
        seen_on = timezone.localdate(case.checked_at) if case.checked_at else case.opened_on
        count += refresh_locked([case], today=max(on, seen_on), now=None)
    return count


@transaction.atomic
def _refresh_chunk(case_ids: Sequence[int], today: date, now: datetime) -> int:
    return refresh_locked(lock_cases(case_ids), today=today, now=now)


def _write(
    case: CollectionCase, missing: Sequence[Missing], today: date, now: datetime | None
) -> None:
    """Keep what is missing, and move the case when that changes where it stands."""
    agency = agency_for(case.agency, policy_of(case.order.sales_account).agency)
    warned_on = _warned_on(case.order, today)
    changes = {
        "missing": [one.as_json() for one in missing],
        "checked_at": now or case.checked_at,
        "agency": agency,
        "next_action": next_step(missing, agency=str(agency or ""), is_urgent=bool(warned_on)),
        "next_action_on": warned_on,
    }
    state = CaseState.TO_CHECK if missing else CaseState.READY
    if case.state != state:
        why = "; ".join(one.code.label for one in missing)
        move(case, state, on=today, why=why, actor=None, **changes)
        return
    for name, value in changes.items():
        setattr(case, name, value)
    case.save(update_fields=[*changes, "updated_at"])


def _warned_on(order: Order, today: date) -> date | None:
    """The last day to enforce the claim, once it comes near (§ 195 BGB)."""
    if order.oldest_due_on is None:
        return None
    last_day = barred_on(order.oldest_due_on)
    return last_day if months_of_warning(last_day, today) else None
