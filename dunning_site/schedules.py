"""Which task runs when: the whole timetable of the installation in one place."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django_q.models import Schedule

# Never between 0 and 4 o'clock: that hour does not exist, or twice, when the clocks change.
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


TIMETABLE = (
    Timetabled("Täglicher Mahnlauf", "reminders.tasks.daily_run", Schedule.DAILY),
    Timetabled("Versand anstoßen und aufräumen", "reminders.tasks.sweep", Schedule.MINUTES),
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
    for entry in TIMETABLE:
        Schedule.objects.update_or_create(
            name=entry.name,
            defaults={
                "func": entry.function,
                "schedule_type": entry.schedule_type,
                "minutes": entry.minutes,
            },
            create_defaults={
                "func": entry.function,
                "schedule_type": entry.schedule_type,
                "minutes": entry.minutes,
                "repeats": -1,
                "next_run": _first_run(entry, now),
            },
        )


def _first_run(entry: Timetabled, now: datetime) -> datetime:
    """The next time of day of a daily task, at once for the others."""
    if entry.schedule_type != Schedule.DAILY:
        return now
    local = timezone.localtime(now)
    first = local.replace(hour=entry.at.hour, minute=entry.at.minute, second=0, microsecond=0)
    return first if first > local else first + timedelta(days=1)
