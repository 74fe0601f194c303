"""Whether sending gets on: looks at progress in the rows, never at processes (reliability.md 2.2).

Every check says in German what is, and what to do when it is not as it should be.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone

from common.rules.german import plural
from common.rules.holidays import working_days_between
from reminders.models import Beat, MailChannel, Reminder, SendingStop
from reminders.rules.states import ReminderState
from reminders.services import outbox
from reminders.services.beats import HOST, JOURNAL, JOURNAL_ON
from reminders.services.daily_run import house_state
from reminders.services.mail_channel import ChannelState, channel_state
from reminders.services.runs import DELIVERY_TASK
from reminders.services.verify import CHECKED_ON, FINE, FINE_ON, VERIFIED

SWEEP_TASK = "reminders.tasks.sweep"
SWEEP_LATE_AFTER = timedelta(minutes=3)
DUE_LATE_AFTER = timedelta(minutes=5)
LEASE_LATE_AFTER = timedelta(minutes=1)
# So long a host that worked counts as one that may send.
HOST_WORKED_WITHIN = timedelta(hours=1)
# Twice its rhythm, and a long look at many letters.
VERIFIED_LATE_AFTER = timedelta(hours=3)
# Uncertain reminders wait for a person; from the second working day on they are late.
UNCERTAIN_WORKING_DAYS = 1
AFTER_RESTORE = "Der Versand ist nach einer Wiederherstellung gesperrt"
RESTART = (
    "Starten Sie den Dienst der Hintergrundaufgaben neu; danach geht es von selbst weiter, und "
    "nichts geht doppelt hinaus. Bleibt es dabei, steht der Grund in seinem Protokoll."
)


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """One thing that must hold: its name for programs, label, words and advice for people."""

    name: str
    label: str
    is_fine: bool
    words: str
    advice: str = ""


def delivery_health(now: datetime, today: date) -> Iterator[HealthCheck]:
    """The checks of sending; a fixed number of queries."""
    beats = dict(Beat.objects.values_list("name", "at"))
    channel = channel_state(now)
    yield _sweep(beats, now)
    yield _due(beats, channel, now)
    yield _leases(now)
    yield _uncertain(today)
    yield _channel(channel)
    yield _quarantine()
    yield _stops()
    yield _journal(beats, now)
    yield _verified(beats, now)


def time_of(instant: datetime | None, now: datetime) -> str:
    """An instant as sentences name it: "14:05 Uhr", with its day when that is another one."""
    if instant is None:
        return "noch nie"
    local = timezone.localtime(instant)
    if local.date() == timezone.localdate(now):
        return f"{local:%H:%M} Uhr"
    return f"{local:%d.%m.%Y, %H:%M} Uhr"


def is_recent(instant: datetime | None, span: timedelta, now: datetime) -> bool:
    """Whether the instant lies within the span before now, or after it."""
    return instant is not None and instant >= now - span


def _sweep(beats: Mapping[str, datetime], now: datetime) -> HealthCheck:
    last = beats.get(SWEEP_TASK)
    words = f"Zuletzt aufgeräumt und angestoßen: {time_of(last, now)}."
    is_fine = is_recent(last, SWEEP_LATE_AFTER, now)
    return HealthCheck("sweep", "Hintergrundaufgaben kommen voran", is_fine, words, RESTART)


def _due(beats: Mapping[str, datetime], channel: ChannelState, now: datetime) -> HealthCheck:
    """A long run keeps mails waiting; only when none goes out meanwhile something is wrong."""
    last = beats.get(DELIVERY_TASK)
    is_fine = True
    if not outbox.has_due(now=now - DUE_LATE_AFTER):
        words = "Keine E-Mail wartet seit mehr als fünf Minuten."
    elif not channel.is_open and settings.MAIL_SERVER is not None:
        words = "E-Mails warten, bis der Versand wieder offen ist."
    else:
        words = f"Fällige E-Mails warten. Zuletzt wurde versendet: {time_of(last, now)}."
        is_fine = is_recent(last, DUE_LATE_AFTER, now)
    return HealthCheck("due", "Fällige E-Mails gehen hinaus", is_fine, words, RESTART)


def _leases(now: datetime) -> HealthCheck:
    held = (ReminderState.PREPARING, ReminderState.SENDING)
    late = Reminder.objects.filter(state__in=held, lease_until__lt=now - LEASE_LATE_AFTER).count()
    words = "Keine Mahnung hängt in der Vorbereitung oder im Versand."
    if late:
        verb = "hängt" if late == 1 else "hängen"
        words = f"{plural(late, 'Mahnung', 'Mahnungen')} {verb} länger als erlaubt im Versand."
    return HealthCheck("leases", "Nichts bleibt beim Versand hängen", not late, words, RESTART)


def _uncertain(today: date) -> HealthCheck:
    uncertain = Reminder.objects.filter(state=ReminderState.UNCERTAIN)
    found = uncertain.aggregate(count=Count("pk"), oldest=Min("decided_at"))
    words, is_fine = "Keine Mahnung ist ungeklärt.", True
    if found["oldest"]:
        since = timezone.localdate(found["oldest"])
        is_fine = working_days_between(since, today, house_state()) <= UNCERTAIN_WORKING_DAYS
        counted = plural(found["count"], "Mahnung ist", "Mahnungen sind")
        words = f"{counted} ungeklärt, die älteste vom {since:%d.%m.%Y}."
    advice = "Entscheiden Sie unter „Ungeklärt“, was mit ihnen geschieht."
    return HealthCheck("uncertain", "Ungeklärtes wird entschieden", is_fine, words, advice)


def _channel(channel: ChannelState) -> HealthCheck:
    """Without any mail server only mails that wait for one are wrong: letters need none."""
    has_server = settings.MAIL_SERVER is not None
    return HealthCheck(
        "mail_channel",
        "Mailserver nimmt an",
        channel.paused_since is None or not has_server,
        channel.words if has_server else "Es ist keiner eingerichtet; Briefe brauchen keinen.",
        "Prüfen Sie Mailserver, Zugangsdaten und Netz. Jede Minute wird es einmal neu versucht; "
        "es geht dann von selbst weiter, keine Mahnung geht verloren.",
    )


def _quarantine() -> HealthCheck:
    channel = MailChannel.objects.filter(pk=MailChannel.ONLY, quarantined_at__isnull=False).first()
    words = "Der Versand ist nicht gesperrt."
    if channel is not None:
        words = f"{channel.quarantine_reason.removesuffix('.') or AFTER_RESTORE}."
    return HealthCheck(
        "quarantine",
        "Keine Sperre nach Wiederherstellung",
        channel is None,
        words,
        "Gehen Sie nach dem Handbuch vor: Versandjournal abgleichen, dann die Sperre aufheben.",
    )


def _stops() -> HealthCheck:
    stops = SendingStop.objects.filter(lifted_at=None).select_related("sales_account")
    named = ", ".join(
        f"{stop.sales_account or 'für alles'} („{stop.reason}“)" for stop in stops.order_by("pk")
    )
    words = f"Angehalten: {named}." if named else "Niemand hat den Versand angehalten."
    advice = "Geben Sie den Versand unter „Versand“ wieder frei, sobald der Grund entfallen ist."
    return HealthCheck("stops", "Versand nicht angehalten", not named, words, advice)


def _journal(beats: Mapping[str, datetime], now: datetime) -> HealthCheck:
    """Each host that works can write its own journal; one that rests is not asked."""
    last = beats.get(JOURNAL)
    words = f"Zuletzt beschreibbar: {time_of(last, now)}."
    blocked = list(_without_journal(beats, now))
    if blocked:
        words += f" Nicht beschreibbar auf: {', '.join(blocked)}."
    return HealthCheck(
        "journal",
        "Versandjournal ist beschreibbar",
        is_recent(last, SWEEP_LATE_AFTER, now) and not blocked,
        words,
        "Prüfen Sie auf dem Rechner der Hintergrundaufgaben Speicherplatz und Rechte der Datei "
        "JOURNAL_PATH. Bis dahin wird von dort nichts versendet.",
    )


def _without_journal(beats: Mapping[str, datetime], now: datetime) -> Iterator[str]:
    """The hosts that work on while their journal cannot be written, by name."""
    for name, worked_at in sorted(beats.items()):
        if name.startswith(HOST) and is_recent(worked_at, HOST_WORKED_WITHIN, now):
            host = name.removeprefix(HOST)
            if not is_recent(beats.get(JOURNAL_ON + host), SWEEP_LATE_AFTER, worked_at):
                yield host


def _verified(beats: Mapping[str, datetime], now: datetime) -> HealthCheck:
    last = beats.get(VERIFIED)
    has_found_nothing = last is not None and beats.get(FINE) == last
    words, advice = f"Zuletzt geprüft: {time_of(last, now)}.", RESTART
    doubtful = list(_with_contradictions(beats, now))
    if doubtful:
        words += f" Das Versandjournal widerspricht auf Rechner {', '.join(doubtful)}."
    if doubtful or (last is not None and not has_found_nothing):
        words += " Die Prüfung hat Widersprüche gefunden."
        advice = (
            "Sehen Sie unter „Buchungsprüfung“ nach, was sie fand. Der Versand ist so lange "
            "angehalten; geben Sie ihn erst frei, wenn es geklärt ist."
        )
    is_fine = has_found_nothing and not doubtful and is_recent(last, VERIFIED_LATE_AFTER, now)
    return HealthCheck("verified", "Versand ist widerspruchsfrei", is_fine, words, advice)


def _with_contradictions(beats: Mapping[str, datetime], now: datetime) -> Iterator[str]:
    """The hosts whose journals were not fine when they were last compared, by name."""
    checked = {name for name in beats if name.startswith(CHECKED_ON)}
    for name in sorted(one for one in checked if not one.startswith(FINE_ON)):
        host, checked_at = name.removeprefix(CHECKED_ON), beats[name]
        is_fine = beats.get(FINE_ON + host) == checked_at
        if not is_fine and is_recent(checked_at, VERIFIED_LATE_AFTER, now):
            yield host
