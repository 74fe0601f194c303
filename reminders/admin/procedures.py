"""Mahnverfahren with their steps; switched on and off on a page of their own."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from common.rules.german import day as german_day
from common.web.admin import LabelledInlineMixin, without_links
from reminders.models import DunningLevel, DunningProcedure
from reminders.services.procedures import revise_procedure
from reminders.services.versions import keep_stored_version
from reminders.step_forms import LEVELS, MOST_STEPS, StepForm, StepFormSet, fee_warnings

# Fields on which every order's place on its ladder depends.
LADDER_FIELDS = {"payment_method", "anchor", "is_assigned"}
LADDER_STEP_FIELDS = {"level", "days_after_anchor", "wait_days", "payment_period_days", "DELETE"}
ALL_OTHERS = "alle anderen"


class StepInline(LabelledInlineMixin, admin.TabularInline):
    """The steps below their procedure."""

    model = DunningLevel
    form = StepForm
    formset = StepFormSet
    template = "admin/reminders/dunninglevel/tabular.html"
    max_num = MOST_STEPS

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Three empty rows for a new procedure; later a link adds rows."""
        return 0 if obj else len(LEVELS)

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """A plain list: templates have their own page."""
        field = without_links(super().formfield_for_dbfield(db_field, request, **kwargs))
        if db_field.name == "template":
            field.empty_label = "keine"
        return field


@admin.register(DunningProcedure)
class DunningProcedureAdmin(admin.ModelAdmin):
    """Mahnverfahren; an existing one keeps its account, on which reminders were sent by it."""

    list_display = (
        "name",
        "sales_account",
        "shown_payment_method",
        "shown_state",
        "version",
    )
    list_select_related = ("sales_account", "payment_method")
    list_filter = ("is_active", "is_automatic", "sales_account")
    search_fields = ("name", "sales_account__name")
    inlines = (StepInline,)
    fieldsets = (
        (None, {"fields": ("name", "sales_account", "payment_method", "is_assigned", "anchor")}),
        ("Versand", {"fields": ("shown_switches",)}),
    )

    @admin.display(description="Zahlungsart", ordering="payment_method__name")
    def shown_payment_method(self, procedure: DunningProcedure) -> str:
        """The payment method, or that it is for all; or only where it was chosen."""
        shown = str(procedure.payment_method or ALL_OTHERS)
        return shown if procedure.is_assigned else f"{shown}, nur wo gewählt"

    @admin.display(description="Zustand", ordering="is_active")
    def shown_state(self, procedure: DunningProcedure) -> str:
        """Whether it is on, since which due day, and whether by itself."""
        return switch_words(procedure)

    @admin.display(description="Zustand")
    def shown_switches(self, procedure: DunningProcedure) -> str:
        """Whether it is on, and where that is changed."""
        if procedure.pk is None:
            return "ausgeschaltet; nach dem Sichern können Sie es aktivieren"
        return format_html(
            '{}. <a href="{}">{}</a>',
            switch_words(procedure),
            reverse("reminders:procedure-activation", args=[procedure.pk]),
            "Ausschalten oder ändern" if procedure.is_active else "Wirkung prüfen und aktivieren",
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The account is chosen once; the switches have their own page."""
        return ("sales_account", "shown_switches") if obj else ("shown_switches",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A procedure is switched off, never deleted: reminders name it for ever."""
        return False

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Plain lists: accounts and payment methods have their own pages."""
        field = without_links(super().formfield_for_dbfield(db_field, request, **kwargs))
        if db_field.name == "payment_method":
            field.empty_label = ALL_OTHERS
        return field

    def save_model(
        self, request: HttpRequest, obj: DunningProcedure, form: Any, change: bool
    ) -> None:
        """Store it once the version before it is kept."""
        if change:
            keep_stored_version(obj.pk)
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: list[Any], change: bool
    ) -> None:
        """Once the steps are stored: new version, standings, and what costs may be refused."""
        super().save_related(request, form, formsets, change)
        step_changes = {
            name for formset in formsets for row in formset.forms for name in row.changed_data
        }
        changes = set(form.changed_data)
        is_moved = bool(changes & LADDER_FIELDS or step_changes & LADDER_STEP_FIELDS)
        if changes or step_changes or not change:
            revise_procedure(
                form.instance,
                is_ladder_changed=is_moved or not change,
                is_new=not change,
                actor=request.user,
            )
        if "fee" in step_changes or not change:
            for warning in fee_warnings(list(form.instance.levels.all())):
                messages.warning(request, warning)


def switch_words(procedure: DunningProcedure) -> str:
    """Whether a procedure is on, since which due day, and whether by itself."""
    if not procedure.is_active:
        return "ausgeschaltet"
    words = "aktiv"
    if procedure.starts_on:
        words += f" für Fälligkeiten ab {german_day(procedure.starts_on)}"
    return f"{words}, {'automatisch' if procedure.is_automatic else 'nur von Hand'}"
