"""Mahnverfahren with their Mahnstufen."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone

from common.fields import GermanDayField
from common.rules.german import euro, plural
from common.web.admin import LabelledInlineMixin, without_links
from reminders.models import AutomaticDunning, DunningLevel, DunningProcedure
from reminders.rules.ladder import Step
from reminders.rules.ladder_faults import ladder_faults
from reminders.services.procedures import LevelReach, reach, revise_procedure

LEVELS = (1, 2, 3)
# Fields on which every order's place on its ladder depends.
LADDER_FIELDS = {"payment_method", "anchor"}
LADDER_LEVEL_FIELDS = {"level", "days_after_anchor", "wait_days", "payment_period_days", "DELETE"}
ALL_OTHERS = "alle anderen"
SWITCHES = {"is_active", "is_automatic"}


class LevelForm(forms.ModelForm):
    """One Mahnstufe, chosen from a list."""

    level = forms.TypedChoiceField(
        label="Mahnstufe",
        coerce=int,
        choices=[("", "–"), *((level, f"Mahnstufe {level}") for level in LEVELS)],
    )

    class Meta:
        model = DunningLevel
        fields = (
            "level",
            "days_after_anchor",
            "wait_days",
            "payment_period_days",
            "template",
            "is_automatic",
        )
        # Said once below the table instead of in pictures beside the headings.
        help_texts = dict.fromkeys(("wait_days", "payment_period_days"), "")


class LevelFormSet(BaseInlineFormSet):
    """The levels together: without a gap, ascending, and with texts once they are to be sent."""

    def get_unique_error_message(self, unique_check: Sequence[str]) -> str:
        """Django's own words would name the field in English."""
        return "Eine Mahnstufe ist zweimal angegeben. Jede darf nur einmal vorkommen."

    def clean(self) -> None:
        """Refuse levels that the ladder cannot climb."""
        super().clean()
        if any(self.errors):
            return
        kept = [
            form.instance
            for form in self.forms
            if form not in self.deleted_forms and (form.has_changed() or form.instance.pk)
        ]
        faults = ladder_faults([_step(level) for level in kept])
        if self.instance.is_active:
            faults += _faults_of_active(kept)
        if faults:
            raise ValidationError(faults)


def _step(level: DunningLevel) -> Step:
    return Step(level.level, level.days_after_anchor, level.wait_days, level.payment_period_days)


def _faults_of_active(levels: list[DunningLevel]) -> list[str]:
    if not levels:
        return ["Ein aktives Mahnverfahren braucht mindestens eine Mahnstufe."]
    return [
        f"Mahnstufe {level.level} braucht eine Textvorlage, solange das Mahnverfahren aktiv ist."
        for level in levels
        if level.template_id is None
    ]


class LevelInline(LabelledInlineMixin, admin.TabularInline):
    """The levels below their procedure."""

    model = DunningLevel
    form = LevelForm
    formset = LevelFormSet
    template = "admin/reminders/dunninglevel/tabular.html"
    max_num = len(LEVELS)

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
        "is_active",
        "is_automatic",
        "starts_on",
        "version",
    )
    list_select_related = ("sales_account", "payment_method")
    list_filter = ("is_active", "is_automatic", "sales_account")
    search_fields = ("name", "sales_account__name")
    inlines = (LevelInline,)
    formfield_overrides = {
        models.DateField: {"form_class": GermanDayField, "widget": AdminDateWidget}
    }
    fieldsets = (
        (None, {"fields": ("name", "sales_account", "payment_method", "is_assigned", "anchor")}),
        ("Versand", {"fields": ("is_active", "starts_on", "is_automatic")}),
    )

    @admin.display(description="Zahlungsart", ordering="payment_method__name")
    def shown_payment_method(self, procedure: DunningProcedure) -> str:
        """The payment method, or that it is for all."""
        return str(procedure.payment_method or ALL_OTHERS)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The account is chosen once."""
        return ("sales_account",) if obj else ()

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

    def save_related(
        self, request: HttpRequest, form: Any, formsets: list[Any], change: bool
    ) -> None:
        """Once the levels are stored: new version, standings, and what a switch will reach."""
        super().save_related(request, form, formsets, change)
        level_changes = {
            name for formset in formsets for row in formset.forms for name in row.changed_data
        }
        changes = set(form.changed_data) - {"name"}
        if change and (changes or level_changes):
            revise_procedure(
                form.instance,
                is_ladder_changed=bool(
                    changes & LADDER_FIELDS or level_changes & LADDER_LEVEL_FIELDS
                ),
            )
        elif not change:
            revise_procedure(form.instance, is_ladder_changed=True, is_new=True)
        if form.instance.is_active and changes & SWITCHES:
            reached = reach(form.instance, on=timezone.localdate())
            messages.warning(request, _reach_sentence(form.instance, reached))


def _reach_sentence(procedure: DunningProcedure, reached: list[LevelReach]) -> str:
    orders = sum(one.orders for one in reached)
    listed = ", ".join(
        f"Mahnstufe {one.level}: {plural(one.orders, 'Auftrag', 'Aufträge')} über "
        f"{euro(one.open_amount)}"
        for one in reached
    )
    sentence = f"„{procedure.name}“ ist aktiv und erreicht heute "
    sentence += f"{plural(orders, 'Auftrag', 'Aufträge')}"
    sentence += f" ({listed}). " if reached else ". "
    if not procedure.is_automatic:
        return sentence + "Versendet wird nur, was Sie unter Aufträge benachrichtigen."
    if AutomaticDunning.objects.filter(is_enabled=True).exists():
        return sentence + "Der nächste tägliche Mahnlauf versendet die automatischen Stufen."
    return sentence + "Der tägliche Mahnlauf ist ausgeschaltet und versendet noch nichts."
