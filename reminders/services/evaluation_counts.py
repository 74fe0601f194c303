"""Keep how many reminders were sent on each day, what they claimed, and how many were refused."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone

from common.rules.money import ZERO
from common.sums import cents, euros
from reminders.models import Channel, EvaluationSettings, Reminder, SentCount
from reminders.rules.failures import explain_failure
from reminders.rules.states import ReminderState
from reminders.services.approvals import CLAIM

_DAY = timedelta(days=1)
_LONGEST_MONTH = timedelta(days=31)


class Key(NamedTuple):
    """What a count is kept by."""

    sent_on: date
    sales_account_id: int
    template_id: int
    level: int
    channel: str


def count_all() -> None:
    """Count the reminders of all days, a month at a time."""
    known = Reminder.objects.filter(state=ReminderState.SENT).aggregate(
        first=Min("sent_on"), last=Max("sent_on")
    )
    kept = SentCount.objects.aggregate(first=Min("sent_on"), last=Max("sent_on"))
    firsts = [one["first"] for one in (known, kept) if one["first"]]
    lasts = [one["last"] for one in (known, kept) if one["last"]]
    for days in _months(min(firsts), max(lasts)) if firsts else ():
        count_sent(days)
    count_bounces()


@transaction.atomic
def count_sent(days: Collection[date]) -> None:
    """Count what was sent on these days and still stands; what was withdrawn counts no more."""
    _lock()
    sent = Reminder.objects.filter(state=ReminderState.SENT, sent_on__in=days)
    wanted = dict(_counted(sent))
    stored = {_key(row): row for row in SentCount.objects.filter(sent_on__in=days)}
    for key, row in stored.items():
        _keep(row, *wanted.pop(key, (0, ZERO)), row.bounced)
    SentCount.objects.bulk_create(
        SentCount(sent=count, claimed=claimed, **key._asdict())
        for key, (count, claimed) in wanted.items()
    )


@transaction.atomic
def count_bounces() -> None:
    """Count the mails that were refused because of the address, by the day of the attempt."""
    _lock()
    wanted = Counter(_refused())
    stored = {_key(row): row for row in SentCount.objects.filter(bounced__gt=0)}
    for key, row in stored.items():
        _keep(row, row.sent, row.claimed, wanted.pop(key, 0))
    for key, count in wanted.items():
        SentCount.objects.update_or_create(**key._asdict(), defaults={"bounced": count})


def _lock() -> None:
    """Two that count at once would both store what is missing."""
    EvaluationSettings.objects.select_for_update().filter(pk=1).first()


def _counted(sent: QuerySet[Reminder]) -> Iterator[tuple[Key, tuple[int, Decimal]]]:
    """How many of each kind, and what they claim."""
    names = ("sent_on", "sales_account", "template", "level", "channel")
    counts = sent.order_by().values_list(*names).annotate(count=Count("pk"), cent_sum=cents(CLAIM))
    for *key, count, claimed in counts:
        yield Key(*key), (count, euros(claimed))


def _refused() -> Iterator[Key]:
    """Each mail that the server did not take because of the address."""
    failed = Reminder.objects.filter(state=ReminderState.FAILED).exclude(channel=Channel.LETTER)
    names = ("decided_at", "written_on", "outcome")
    for reminder in failed.only(*names, *Key._fields[1:]):
        if explain_failure(reminder.outcome).is_address_wrong:
            moment = reminder.decided_at
            day = timezone.localdate(moment) if moment else reminder.written_on
            yield Key(
                day,
                reminder.sales_account_id,
                reminder.template_id,
                reminder.level,
                reminder.channel,
            )


def _keep(row: SentCount, sent: int, claimed: Decimal, bounced: int) -> None:
    """Write the row if it changes; it goes when it counts nothing."""
    if not sent and not bounced:
        row.delete()
    elif (row.sent, row.claimed, row.bounced) != (sent, claimed, bounced):
        row.sent, row.claimed, row.bounced = sent, claimed, bounced
        row.save(update_fields=["sent", "claimed", "bounced"])


def _key(row: SentCount) -> Key:
    return Key(row.sent_on, row.sales_account_id, row.template_id, row.level, row.channel)


def _months(first: date, last: date) -> Iterable[list[date]]:
    """The days from first to last, both included, in lists of one month each."""
    day = first
    while day <= last:
        following = (day.replace(day=1) + _LONGEST_MONTH + _DAY).replace(day=1)
        until = min(following, last + _DAY)
        yield [day + _DAY * count for count in range((until - day).days)]
        day = following
