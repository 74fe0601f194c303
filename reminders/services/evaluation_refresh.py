"""Keep what the dunning brought: what came after reminders, what was sent, what became of months.

All of it can be worked out anew from orders, ledger and reminders; a full pass does so.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from common.bulk import insert
from common.rules.money import ZERO
from orders.models import Installment, LedgerEntry, Order
from reminders.models import CohortFigure, EvaluationSettings, Recovery, Reminder, ReminderItem
from reminders.rules.states import ReminderState
from reminders.services.evaluation_counts import count_all, count_bounces, count_sent
from reminders.services.evaluation_facts import Collections, Late, Period, results_of

# No transaction lasts longer, so that nothing is stored later with a key from before.
MARGIN = timedelta(hours=1)
# Letters are noted as sent some time after the day that a clerk says they were posted on.
SENT_MARGIN = timedelta(days=3)
_DAY = timedelta(days=1)
_SPAN = 2000
_BATCH = 1000

CohortKey = tuple[date, int, str]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh looked at, and how many payments after reminders it stored or removed."""

    orders: int
    changed: int
    months: int
    is_full: bool


class NoCollections:
    """For whoever has no agencies: no order was ever with one."""

    def periods(self, order_ids: Collection[int]) -> Mapping[int, Period]:
        """None."""
        return {}

    def touched(self, since: datetime) -> Iterable[int]:
        """None."""
        return ()


@dataclass(slots=True)
class _Cohorts:
    """Sums of overdue amounts by month, account and outcome."""

    sums: dict[CohortKey, tuple[Decimal, int]] = field(
        default_factory=lambda: defaultdict(lambda: (ZERO, 0))
    )

    def add(self, late: Iterable[Late]) -> None:
        """Count these installments too."""
        for one in late:
            key = (one.month, one.account_id, one.outcome.value)
            amount, count = self.sums[key]
            self.sums[key] = (amount + one.amount, count + 1)


def refresh_evaluations(
    *, now: datetime, today: date, collections: Collections | None = None, full: bool = False
) -> Refreshed:
    """Bring the kept figures up to date; full, or the first time: work out everything anew.

    Otherwise only what was booked, sent, withdrawn or fell due since the last time, and what was
    stored within the hour before it. Several at a time do no harm.
    """
    collections = collections or NoCollections()
    state, _ = EvaluationSettings.objects.get_or_create(pk=1)
    newest = _settled_entry(state, now)
    if full or state.refreshed_at is None:
        done = _rebuild(collections, today)
    else:
        done = _bring_up_to_date(state, state.refreshed_at, collections, today)
    EvaluationSettings.objects.filter(pk=1).update(refreshed_at=now, newest_entry_id=newest)
    return done


def _settled_entry(state: EvaluationSettings, now: datetime) -> int:
    """The newest entry that is old enough for all before it to be stored."""
    old = LedgerEntry.objects.filter(created_at__lt=now - MARGIN).order_by("-pk")
    return old.values_list("pk", flat=True).first() or 0


def _rebuild(collections: Collections, today: date) -> Refreshed:
    """Work out everything anew, a span of orders at a time."""
    cohorts, changed, looked_at = _Cohorts(), 0, 0
    for first, last in _spans():
        span = Q(order__gte=first, order__lte=last)
        ids = _order_ids(_reminded().filter(span)) | _order_ids(_unpaid(today).filter(span))
        found = results_of(ids, collections, today=today)
        changed += _keep_recoveries(Recovery.objects.filter(span), found.recoveries)
        cohorts.add(found.late)
        looked_at += len(ids)
    months = _keep_cohorts(CohortFigure.objects.all(), cohorts)
    count_all()
    return Refreshed(looked_at, changed, months, is_full=True)


def _spans() -> Iterator[tuple[int, int]]:
    """The first and the last key of so many orders at a time, until there are no more."""
    last = 0
    while keys := list(
        Order.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_SPAN]
    ):
        last = keys[-1]
        yield keys[0], last


def _bring_up_to_date(
    state: EvaluationSettings, refreshed_at: datetime, collections: Collections, today: date
) -> Refreshed:
    """Work out what can have changed since the last time."""
    since = timezone.localdate(refreshed_at - MARGIN)
    sent_since = Q(sent_on__gte=since - SENT_MARGIN, state=ReminderState.SENT)
    withdrawn = Q(state=ReminderState.WITHDRAWN, withdrawn_on__gte=since)
    reminders = Reminder.objects.filter(sent_since | withdrawn)
    ids = _order_ids(LedgerEntry.objects.filter(pk__gt=state.newest_entry_id))
    ids |= _order_ids(ReminderItem.objects.filter(reminder__in=reminders))
    ids |= set(collections.touched(refreshed_at - MARGIN))
    changed, months = 0, _months_between(timezone.localdate(refreshed_at), today)
    for batch in _batches(ids):
        found = results_of(batch, collections, today=today)
        changed += _keep_recoveries(Recovery.objects.filter(order__in=batch), found.recoveries)
        due = Installment.objects.filter(order__in=batch, due_on__lt=today)
        months |= {day.replace(day=1) for day in due.values_list("due_on", flat=True)}
    _refresh_months(months, collections, today)
    count_sent(set(reminders.values_list("sent_on", flat=True).distinct()))
    count_bounces()
    return Refreshed(len(ids), changed, len(months), is_full=False)


def _refresh_months(months: Collection[date], collections: Collections, today: date) -> None:
    """Work out anew what became of the amounts that fell due in these months."""
    cohorts = _Cohorts()
    in_months = Q(pk__in=())
    for month in months:
        in_months |= Q(due_on__gte=month, due_on__lt=_following(month))
    for batch in _batches(_order_ids(_unpaid(today).filter(in_months))):
        found = results_of(batch, collections, today=today)
        cohorts.add(one for one in found.late if one.month in months)
    _keep_cohorts(CohortFigure.objects.filter(month__in=months), cohorts)


def _lock() -> EvaluationSettings:
    """Only one refresh at a time writes."""
    return EvaluationSettings.objects.select_for_update().get(pk=1)


def _reminded() -> QuerySet[ReminderItem]:
    return ReminderItem.objects.filter(state=ReminderState.SENT)


def _unpaid(today: date) -> QuerySet[Installment]:
    """Installments that can have been unpaid after their day; those paid in time are left out.

    Whatever was settled later has an entry of a later day.
    """
    later = LedgerEntry.objects.filter(order=OuterRef("order"), booked_on__gt=OuterRef("due_on"))
    is_unpaid = Q(open_amount__gt=0) | Exists(later)
    return Installment.objects.filter(is_unpaid, due_on__lt=today)


def _order_ids(rows: QuerySet) -> set[int]:
    """The orders that the rows belong to."""
    return set(rows.order_by().values_list("order", flat=True).distinct())


def _keep_recoveries(stored: QuerySet[Recovery], wanted: Collection[Recovery]) -> int:
    """Make the stored rows the wanted ones; returns how many were stored or removed.

    Mostly nothing changes, and then nobody is kept from writing meanwhile.
    """
    if not any(_changes(stored.all(), wanted)):
        return 0
    with transaction.atomic():
        _lock()
        new, gone = _changes(stored.all(), wanted)
        for batch in _batches(gone):
            Recovery.objects.filter(pk__in=batch).delete()
        # Lowest order first, as everybody locks them.
        insert(sorted(new, key=lambda row: (row.order_id, row.pk)))
    return len({*gone, *(row.pk for row in new)})


def _changes(
    stored: Iterable[Recovery], wanted: Collection[Recovery]
) -> tuple[list[Recovery], set[int]]:
    """The rows to store, and the keys of those to remove before."""
    before = {row.pk: row for row in stored}
    new = [row for row in wanted if _facts(before.get(row.pk)) != _facts(row)]
    kept = {row.pk for row in wanted} - {row.pk for row in new}
    return new, before.keys() - kept


def _facts(row: Recovery | None) -> list[object]:
    """All that a row says."""
    return [getattr(row, one.attname) for one in Recovery._meta.concrete_fields] if row else []


@transaction.atomic
def _keep_cohorts(stored: QuerySet[CohortFigure], cohorts: _Cohorts) -> int:
    """Make the stored rows what was added up; returns how many months there are."""
    _lock()
    wanted = dict(cohorts.sums)
    for row in stored:
        key = (row.month, row.sales_account_id, row.outcome)
        figure = wanted.pop(key, None)
        if figure is None:
            row.delete()
        elif figure != (row.amount, row.installments):
            row.amount, row.installments = figure
            row.save(update_fields=["amount", "installments"])
    CohortFigure.objects.bulk_create(
        CohortFigure(
            month=month,
            sales_account_id=account,
            outcome=outcome,
            amount=amount,
            installments=count,
        )
        for (month, account, outcome), (amount, count) in wanted.items()
    )
    return len({month for month, _, _ in cohorts.sums})


def _batches(ids: Iterable[int]) -> Iterable[list[int]]:
    """The ids in rising order, so many at a time."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), _BATCH):
        yield ordered[start : start + _BATCH]


def _months_between(first: date, end: date) -> set[date]:
    """The months of the days from first to the one before end."""
    return {(first + _DAY * count).replace(day=1) for count in range(max((end - first).days, 0))}


def _following(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
