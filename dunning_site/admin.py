"""Admin pages that join several apps, or replace those of an installed package."""

from datetime import datetime
from typing import Any

import django_q.admin  # noqa: F401 - registers the pages that are replaced here
from django.contrib import admin, messages
from django.http import HttpRequest
from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils.html import format_html
from django_q.models import Failure, OrmQ, Schedule, Success, Task

from common.web.admin import without_links
from orders.models import SalesAccount
from reminders.services.procedures import create_default_procedure

ERROR_SHOWN = 120


@admin.register(SalesAccount)
class SalesAccountAdmin(admin.ModelAdmin):
    """Verkaufsaccounts; a new one gets the shipped procedure, switched off."""

    list_display = ("name", "creditor", "payment_term_days", "is_reseller")
    list_select_related = ("creditor",)
    list_filter = ("creditor", "is_reseller")
    search_fields = ("name",)
    fieldsets = (
        (None, {"fields": ("name", "creditor", "payment_term_days", "is_reseller")}),
        (
            "Absender der E-Mails",
            {"fields": ("sender_name", "sender_email", "reply_to", "copy_to")},
        ),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The creditors as a plain list: they have their own page."""
        return without_links(super().formfield_for_dbfield(db_field, request, **kwargs))

    def save_model(self, request: HttpRequest, obj: SalesAccount, form: Any, change: bool) -> None:
        """Store the account; a new one needs a procedure before anything can be dunned."""
        super().save_model(request, obj, form, change)
        if change:
            return
        procedure = create_default_procedure(obj, is_active=False)
        messages.info(
            request,
            format_html(
                'Das Mahnverfahren <a href="{}">{}</a> ist angelegt und ausgeschaltet. '
                "Prüfen Sie es und schalten Sie es ein.",
                reverse("admin:reminders_dunningprocedure_change", args=[procedure.pk]),
                procedure.name,
            ),
        )


class ReadOnlyForAdministrators(admin.ModelAdmin):
    """Whoever may write a schedule may run any function: nobody writes one here."""

    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Administrators only."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators only."""
        return bool(request.user.is_active and request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


class ScheduleAdmin(ReadOnlyForAdministrators):
    """Geplante Aufgaben: how often, how the last run went, when the next one is."""

    list_display = ("name", "rhythm", "last_ended_at", "is_success", "next_run")
    list_display_links = None
    ordering = ("name",)

    @admin.display(description="Takt", ordering="schedule_type")
    def rhythm(self, schedule: Schedule) -> str:
        """How often it runs, in words."""
        if schedule.schedule_type != Schedule.MINUTES:
            return str(schedule.get_schedule_type_display())
        return "jede Minute" if schedule.minutes == 1 else f"alle {schedule.minutes} Minuten"

    @admin.display(description="Zuletzt beendet")
    def last_ended_at(self, schedule: Schedule) -> datetime | None:
        """When the last run ended; None before the first, or once its record is gone."""
        task = _last_task(schedule)
        return task.stopped if task else None

    @admin.display(description="Erfolgreich", boolean=True)
    def is_success(self, schedule: Schedule) -> bool | None:
        """How the last run ended."""
        task = _last_task(schedule)
        return task.success if task else None


def _last_task(schedule: Schedule) -> Task | None:
    return Task.objects.filter(pk=schedule.task).first() if schedule.task else None


class FailureAdmin(ReadOnlyForAdministrators):
    """Failed tasks with their error, for whoever looks after the installation."""

    list_display = ("func", "started", "stopped", "short_error")
    fields = ("func", "args", "started", "stopped", "result")
    ordering = ("-stopped",)

    @admin.display(description="Fehler")
    def short_error(self, failure: Failure) -> str:
        """The beginning of what went wrong."""
        return truncatechars(str(failure.result), ERROR_SHOWN)


for model in (Schedule, Success, Failure, OrmQ):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
admin.site.register(Schedule, ScheduleAdmin)
admin.site.register(Failure, FailureAdmin)
