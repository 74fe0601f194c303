"""Geplante Aufgaben: when what ran and runs next. The timetable itself is in schedules.py."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.template.defaultfilters import truncatechars
from django.utils.formats import localize
from django.utils.timezone import localtime
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

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The list only: a schedule's own page is the package's, in English."""
        return obj is None and super().has_view_permission(request)

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
    """Failed tasks with their error, for whoever looks after the installation.

    All of it in our own words: those of the model are English.
    """

    list_display = ("shown_task", "started_at", "stopped_at", "short_error")
    fields = ("shown_task", "arguments", "started_at", "stopped_at", "whole_error")
    ordering = ("-stopped",)

    @admin.display(description="Aufgabe", ordering="func")
    def shown_task(self, failure: Failure) -> str:
        """The dotted path of the function."""
        return str(failure.func)

    @admin.display(description="Angaben")
    def arguments(self, failure: Failure) -> str:
        """What the task was asked to work on: ids."""
        return ", ".join(str(argument) for argument in failure.args or ()) or "keine"

    @admin.display(description="Begonnen", ordering="started")
    def started_at(self, failure: Failure) -> str:
        """When the worker began."""
        return localize(localtime(failure.started))

    @admin.display(description="Beendet", ordering="stopped")
    def stopped_at(self, failure: Failure) -> str:
        """When it gave up."""
        return localize(localtime(failure.stopped))

    @admin.display(description="Fehler")
    def short_error(self, failure: Failure) -> str:
        """The beginning of what went wrong."""
        return truncatechars(str(failure.result), ERROR_SHOWN)

    @admin.display(description="Fehler")
    def whole_error(self, failure: Failure) -> str:
        """All of what went wrong."""
        return str(failure.result)


class SuccessAdmin(ReadOnlyForAdministrators):
    """The last tasks that went well: when and which, none of the words they gave back."""

    list_display = ("shown_task", "started_at", "stopped_at")
    list_display_links = None
    ordering = ("-stopped",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The list only."""
        return obj is None and super().has_view_permission(request)

    @admin.display(description="Aufgabe", ordering="func")
    def shown_task(self, task: Success) -> str:
        """The dotted path of the function."""
        return str(task.func)

    @admin.display(description="Begonnen", ordering="started")
    def started_at(self, task: Success) -> datetime:
        """When it was asked for."""
        return task.started

    @admin.display(description="Beendet", ordering="stopped")
    def stopped_at(self, task: Success) -> datetime:
        """When it was done."""
        return task.stopped


class WaitingTaskAdmin(ReadOnlyForAdministrators):
    """What waits in the database for a worker; with Redis this list stays empty."""

    list_display = ("shown_task", "locked_until")
    list_display_links = None
    ordering = ("pk",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The list only."""
        return obj is None and super().has_view_permission(request)

    @admin.display(description="Aufgabe")
    def shown_task(self, waiting: OrmQ) -> str:
        """The dotted path of the function."""
        return str(waiting.func())

    @admin.display(description="Wartet seit oder ist in Arbeit bis", ordering="lock")
    def locked_until(self, waiting: OrmQ) -> datetime | None:
        """When it was asked for; once a worker has it, when another one would take it."""
        return waiting.lock


def register_schedules(site: admin.AdminSite) -> None:
    """Put our pages in the place of those django_q has registered."""
    # With Redis as queue the package registers no list of waiting tasks.
    theirs = [Schedule, Success, Failure, OrmQ]
    site.unregister([model for model in theirs if site.is_registered(model)])
    site.register(Schedule, ScheduleAdmin)
    site.register(Failure, FailureAdmin)
    site.register(Success, SuccessAdmin)
    site.register(OrmQ, WaitingTaskAdmin)
