"""Geplante Aufgaben: when what ran and runs next. The timetable itself is in schedules.py."""

from datetime import datetime

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.template.defaultfilters import truncatechars
from django_q.models import Failure, OrmQ, Schedule, Success, Task

from common.web.admin import ReadOnlyForAdministrators

ERROR_SHOWN = 120
RHYTHMS = {Schedule.DAILY: "täglich", Schedule.HOURLY: "stündlich", Schedule.WEEKLY: "wöchentlich"}


class ScheduleAdmin(ReadOnlyForAdministrators):
    """A list to look at: the timetable is part of the program and written anew at every update.

    Whoever may write a schedule may run any function of the server: nobody does it here.
    """

    list_display = ("name", "rhythm", "next_run_at", "last_run_at", "has_succeeded")
    list_display_links = None
    ordering = ("next_run",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Schedule]:
        """The schedules with the end and the outcome of their last run."""
        last = Task.objects.filter(pk=OuterRef("task"))
        schedules: QuerySet[Schedule] = super().get_queryset(request)
        return schedules.annotate(
            last_stopped=Subquery(last.values("stopped")),
            last_success=Subquery(last.values("success")),
        )

    @admin.display(description="Rhythmus")
    def rhythm(self, schedule: Schedule) -> str:
        """How often it runs, in words."""
        if schedule.schedule_type == Schedule.MINUTES:
            minutes = schedule.minutes or 1
            return "jede Minute" if minutes == 1 else f"alle {minutes} Minuten"
        return RHYTHMS.get(schedule.schedule_type, schedule.get_schedule_type_display())

    @admin.display(description="Nächster Lauf", ordering="next_run")
    def next_run_at(self, schedule: Schedule) -> datetime | None:
        """When it runs next."""
        return schedule.next_run

    @admin.display(description="Letzter Lauf beendet", empty_value="noch nie")
    def last_run_at(self, schedule: Schedule) -> datetime | None:
        """When its last run ended."""
        return schedule.last_stopped

    @admin.display(description="Erfolgreich", boolean=True)
    def has_succeeded(self, schedule: Schedule) -> bool | None:
        """Whether the last run ended without an error."""
        return schedule.last_success


class FailureAdmin(ReadOnlyForAdministrators):
    """Failed tasks with their error, for whoever looks after the installation."""

    list_display = ("func", "started", "stopped", "short_error")
    fields = ("func", "args", "started", "stopped", "result")
    ordering = ("-stopped",)

    @admin.display(description="Fehler")
    def short_error(self, failure: Failure) -> str:
        """The beginning of what went wrong."""
        return truncatechars(str(failure.result), ERROR_SHOWN)


def register_schedules(site: admin.AdminSite) -> None:
    """Put our pages in the place of those django_q has registered."""
    site.unregister([Schedule, Success, Failure, OrmQ])
    site.register(Schedule, ScheduleAdmin)
    site.register(Failure, FailureAdmin)
