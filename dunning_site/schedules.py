"""Which task runs when: the whole timetable of the installation in one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django_q.models import Schedule

# Before it nothing daily runs: when the clocks change, some of these hours do not exist, or twice,
# and a run that is put off by an hour stays so for ever.
EARLIEST_DAILY = time(4, 0)
DAILY_RUN_AT = time(6, 0)
BOOKS_CHECKED_AT = time(5, 0)
# Before the daily run, which duns whoever missed a rate.
PLANS_CHECKED_AT = time(5, 30)
# After the daily run, so that nobody is handed over with a reminder of the same morning.
COLLECTED_AT = time(6, 30)
# When hardly anybody works: the whole of the books is read.
EVALUATED_AT = time(4, 15)


@dataclass(frozen=True, slots=True)
class Timetabled:
    """One task and how often it runs: daily at a time of day, or every few minutes."""

    name: str
    function: str
    schedule_type: str
    at: time = DAILY_RUN_AT
    minutes: int = 1

    @property
    def is_daily(self) -> bool:
        """Whether it runs at its time of day, else every so many minutes."""
        return self.schedule_type == Schedule.DAILY


TIMETABLE = (
    Timetabled("Täglicher Mahnlauf", "reminders.tasks.daily_run", Schedule.DAILY),
    Timetabled("Versand anstoßen und aufräumen", "reminders.tasks.sweep", Schedule.MINUTES),
    Timetabled(
        "Rückläufer holen und Ungeklärtes prüfen",
        "reminders.tasks.fetch_bounces",
        Schedule.MINUTES,
        minutes=5,
    ),
    Timetabled("Versand prüfen", "reminders.tasks.verify_sending", Schedule.MINUTES, minutes=60),
    Timetabled("Importe fortsetzen", "orders.tasks.resume_imports", Schedule.MINUTES),
    Timetabled(
        "Ordner für Kontoauszüge lesen",
        "orders.tasks.import_statement_folder",
        Schedule.MINUTES,
        minutes=5,
    ),
    Timetabled(
        "Wartende Zahlungseingänge zuordnen",
        "orders.tasks.match_waiting_payments",
        Schedule.MINUTES,
        minutes=60,
    ),
    Timetabled(
        "Ratenpläne prüfen",
        "reminders.tasks.break_missed_plans",
        Schedule.DAILY,
        at=PLANS_CHECKED_AT,
    ),
    Timetabled(
        "Inkassofälle anlegen und prüfen",
        "inkasso.tasks.daily_collections",
        Schedule.DAILY,
        at=COLLECTED_AT,
    ),
    Timetabled("Buchungen prüfen", "orders.tasks.check_books", Schedule.DAILY, at=BOOKS_CHECKED_AT),
    Timetabled(
        "Übergaben schreiben und übertragen", "inkasso.tasks.deliver_handovers", Schedule.MINUTES
    ),
    Timetabled(
        "Rückmeldungen der Inkassobüros abholen",
        "inkasso.tasks.fetch_reports",
        Schedule.MINUTES,
        minutes=60,
    ),
    Timetabled(
        "Inkassobüros Zahlungen und Rückrufe melden",
        "inkasso.tasks.send_notices",
        Schedule.MINUTES,
        minutes=5,
    ),
    Timetabled(
        "Auswertungen aktualisieren",
        "dunning_site.tasks.refresh_evaluations",
        Schedule.MINUTES,
        minutes=15,
    ),
    Timetabled(
        "Auswertungen neu rechnen",
        "dunning_site.tasks.rebuild_evaluations",
        Schedule.DAILY,
        at=EVALUATED_AT,
    ),
    Timetabled(
        "Zahlungsanbieter nach offenen Zahlungen fragen",
        "dunning_site.tasks.ask_payment_providers",
        Schedule.MINUTES,
        minutes=10,
    ),
    Timetabled(
        "Alte Fehler von Hintergrundaufgaben löschen",
        "dunning_site.tasks.forget_failures",
        Schedule.DAILY,
    ),
    Timetabled(
        "Alte Antworten der Schnittstelle löschen", "orders.tasks.forget_answers", Schedule.DAILY
    ),
    Timetabled(
        "Alte Fehlversuche an Zahlungsseiten löschen",
        "orders.tasks.forget_access_misses",
        Schedule.DAILY,
    ),
)


def ensure_schedules(**kwargs: Any) -> None:
    """Write the timetable into the database; called after every migrate, changes nothing twice."""
    now = timezone.now()
    kept = {schedule.name: schedule for schedule in Schedule.objects.all()}
    for entry in TIMETABLE:
        schedule = kept.get(entry.name)
        wanted: dict[str, Any] = {
            "func": entry.function,
            "schedule_type": entry.schedule_type,
            "minutes": entry.minutes,
        }
        if schedule is None or _is_off_its_time(schedule, entry):
            wanted |= {"repeats": -1, "next_run": _first_run(entry, now)}
        Schedule.objects.update_or_create(name=entry.name, defaults=wanted)


def find_timetable_faults(timetable: Sequence[Timetabled]) -> list[str]:
    """German sentences about daily tasks at a time that does not come once on every day."""
    return [
        f"„{entry.name}“ läuft täglich um {entry.at:%H:%M} Uhr. Vor {EARLIEST_DAILY.hour} Uhr "
        "fehlt bei der Zeitumstellung eine Stunde, oder sie kommt doppelt. Wählen Sie eine "
        "spätere Zeit."
        for entry in timetable
        if entry.is_daily and entry.at < EARLIEST_DAILY
    ]


def _is_off_its_time(schedule: Schedule, entry: Timetabled) -> bool:
    """Whether a daily task has drifted, or was given another time by an update."""
    local = timezone.localtime(schedule.next_run)
    return entry.is_daily and local.time().replace(second=0, microsecond=0) != entry.at


def _first_run(entry: Timetabled, now: datetime) -> datetime:
    """The next time of day of a daily task, at once for the others."""
    if not entry.is_daily:
        return now
    local = timezone.localtime(now)
    first = local.replace(hour=entry.at.hour, minute=entry.at.minute, second=0, microsecond=0)
    return first if first > local else first + timedelta(days=1)
