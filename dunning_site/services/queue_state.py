"""What the job queue is at: its length, its timetable, what failed, which hosts work."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django_q.brokers import get_broker
from django_q.models import Failure, Schedule
from django_q.status import Stat
from redis import RedisError

from dunning_site.schedules import TIMETABLE, Timetabled
from reminders.models import Beat
from reminders.services.beats import HOST

# The scheduler looks twice a minute; a busy queue may keep a task waiting a little longer.
SCHEDULE_LATE_AFTER = timedelta(minutes=5)
RUN_LATE_AFTER = timedelta(minutes=15)
A_DAY = timedelta(days=1)
HOSTS_SHOWN_FOR = timedelta(days=1)
FAILURES_KEPT_FOR = timedelta(days=90)


class QueueAway(Exception):
    """The queue cannot be asked; the message is a German sentence."""


@dataclass(frozen=True, slots=True)
class Host:
    """A host whose workers got something done lately."""

    name: str
    worked_at: datetime


@dataclass(frozen=True, slots=True)
class LastRun:
    """A task of the timetable: when it last got its work done, and when it runs next."""

    name: str
    done_at: datetime | None
    next_at: datetime | None


def queue_length() -> int:
    """How many tasks wait for a worker. Raises QueueAway."""
    try:
        return int(get_broker().queue_size())
    except RedisError as error:
        raise QueueAway("Redis antwortet nicht, die Warteschlange ist nicht erreichbar.") from error


def late_schedules(now: datetime) -> list[str]:
    """The names of those entries of the timetable that nobody has started in time, or that lack."""
    next_runs = dict(Schedule.objects.values_list("name", "next_run"))
    latest = now - SCHEDULE_LATE_AFTER
    return [
        entry.name
        for entry in TIMETABLE
        if next_runs.get(entry.name) is None or next_runs[entry.name] < latest
    ]


def unfinished_tasks(now: datetime) -> list[str]:
    """The names of those that ran once, but have not got done as often as they should since."""
    done = _done_by_task()
    return [
        entry.name
        for entry in TIMETABLE
        if entry.function in done and done[entry.function] < now - _tolerance(entry)
    ]


def failed_lately(*, since: datetime) -> list[str]:
    """What failed since the instant and has not got done afterwards, by name."""
    names = {entry.function: entry.name for entry in TIMETABLE}
    done = _done_by_task()
    failures = Failure.objects.order_by().filter(stopped__gte=since)
    failed = failures.values_list("func").annotate(last=Max("stopped")).order_by("func")
    return [
        names.get(function, function)
        for function, last in failed
        if function not in done or done[function] < last
    ]


def last_runs() -> list[LastRun]:
    """All entries of the timetable as they stand."""
    next_runs = dict(Schedule.objects.values_list("name", "next_run"))
    done = _done_by_task()
    return [
        LastRun(entry.name, done.get(entry.function), next_runs.get(entry.name))
        for entry in TIMETABLE
    ]


def hosts(now: datetime) -> list[Host]:
    """The hosts that worked within the last day, by name."""
    beats = Beat.objects.filter(name__startswith=HOST, at__gte=now - HOSTS_SHOWN_FOR)
    return [Host(one.name.removeprefix(HOST), one.at) for one in beats.order_by("name")]


def clusters() -> list[Stat]:
    """The clusters that tell of themselves in Redis; without it they tell nobody outside.

    Only to be looked at: a cluster may tell that it lives and be stuck all the same.
    Raises QueueAway.
    """
    broker = get_broker()
    if not hasattr(broker.connection, "keys"):
        return []
    try:
        return sorted(Stat.get_all(broker), key=lambda one: (one.host, one.pid))
    except RedisError as error:
        raise QueueAway("Redis antwortet nicht.") from error


def forget_failures(*, now: datetime) -> int:
    """Delete failures of long ago: the queue itself prunes only what went well."""
    old = Failure.objects.order_by().filter(stopped__lt=now - FAILURES_KEPT_FOR)
    return old.delete()[0]


def _done_by_task() -> dict[str, datetime]:
    return dict(Beat.objects.exclude(name__startswith=HOST).values_list("name", "at"))


def _tolerance(entry: Timetabled) -> timedelta:
    """How long ago a task may have got done: three times its rhythm, a day and a bit if daily."""
    if entry.is_daily:
        return A_DAY + RUN_LATE_AFTER + timedelta(hours=1)
    return 3 * timedelta(minutes=entry.minutes) + RUN_LATE_AFTER
