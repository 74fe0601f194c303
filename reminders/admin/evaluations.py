"""Kosten des Mahnens: what a letter and a mail cost, for the evaluations."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse

from common.fields import GermanAmountField
from common.rules.german import euro
from reminders.models import EvaluationSettings
from reminders.services.evaluation_settings import settle_evaluation_settings


@admin.register(EvaluationSettings)
class EvaluationSettingsAdmin(admin.ModelAdmin):
    """One row, there from the first look on."""

    list_display = ("__str__", "shown_letter_cost", "shown_mail_cost")
    fields = ("letter_cost", "mail_cost")
    formfield_overrides = {models.DecimalField: {"form_class": GermanAmountField}}

    @admin.display(description="Je Brief")
    def shown_letter_cost(self, costs: EvaluationSettings) -> str:
        """Paper, print and postage of one letter."""
        return euro(costs.letter_cost)

    @admin.display(description="Je E-Mail")
    def shown_mail_cost(self, costs: EvaluationSettings) -> str:
        """What the mail service takes for one mail."""
        return euro(costs.mail_cost)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The row, also where nobody has touched it."""
        if self.has_view_permission(request):
            settle_evaluation_settings()
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It is changed instead."""
        return False
