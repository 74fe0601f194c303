"""The installation's switch for the daily run."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django_q.models import Schedule

from common.rules.german import day as german_day
from common.rules.german import plural
from reminders.models import AutomaticDunning, DunningProcedure
from reminders.services.daily_run import daily_runs
from reminders.services.procedures import automatic_dunning

DAILY_TASK = "reminders.tasks.daily_run"


@admin.register(AutomaticDunning)
class AutomaticDunningAdmin(admin.ModelAdmin):
    """One row, switched on and off by administrators only."""

    fieldsets = (
        (None, {"fields": ("is_enabled", "interval")}),
        ("Läufe", {"fields": ("next_run", "last_run", "automatic_procedures", "preview")}),
    )
    readonly_fields = ("next_run", "last_run", "automatic_procedures", "preview")

    @admin.display(description="Nächster Lauf")
    def next_run(self, switch: AutomaticDunning) -> str:
        """The day and the hour in words."""
        planned = Schedule.objects.filter(func=DAILY_TASK).first()
        if planned is None:
            return "nicht geplant: Die geplante Aufgabe fehlt"
        at = timezone.localtime(planned.next_run)
        next_on = daily_runs(from_on=at.date()).next_on
        if next_on is None:
            return "keiner, solange der Schalter aus ist"
        return f"am {german_day(next_on)} um {at:%H:%M} Uhr"

    @admin.display(description="Letzter Lauf")
    def last_run(self, switch: AutomaticDunning) -> str:
        """The newest automatic run with what became of it."""
        run = daily_runs(from_on=timezone.localdate()).last
        if run is None:
            return "noch keiner"
        return format_html(
            'am {}: <a href="{}">{}</a>, {}',
            german_day(run.run_on),
            reverse("reminders:run-detail", args=[run.pk]),
            run,
            run.refusal or run.get_state_display(),
        )

    @admin.display(description="Erfasst")
    def automatic_procedures(self, switch: AutomaticDunning) -> str:
        """The procedures that it duns by."""
        automatic = DunningProcedure.objects.filter(is_active=True, is_automatic=True)
        names = [str(one) for one in automatic.select_related("sales_account", "payment_method")]
        return "; ".join(names) or "kein Mahnverfahren mahnt automatisch"

    @admin.display(description="Vorschau")
    def preview(self, switch: AutomaticDunning) -> str:
        """The way to what it would do on any day."""
        return format_html(
            '<a href="{}?tag={}&amp;art=automatisch">Was passiert am …?</a>',
            reverse("reminders:dry-run"),
            german_day(timezone.localdate()),
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is only one: open it."""
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        return redirect("admin:reminders_automaticdunning_change", automatic_dunning().pk)

    def save_model(
        self, request: HttpRequest, obj: AutomaticDunning, form: Any, change: bool
    ) -> None:
        """Say what the switch means today."""
        super().save_model(request, obj, form, change)
        if "is_enabled" in form.changed_data and obj.is_enabled:
            count = DunningProcedure.objects.filter(is_active=True, is_automatic=True).count()
            messages.warning(
                request,
                "Der tägliche Mahnlauf ist eingeschaltet. Automatisch gemahnt wird in "
                f"{plural(count, 'Mahnverfahren', 'Mahnverfahren')}.",
            )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators only."""
        return bool(request.user.is_active and request.user.is_superuser)

    has_change_permission = has_view_permission

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Administrators only."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one already."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It is switched off instead."""
        return False
