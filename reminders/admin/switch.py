"""The installation's switch for the daily run."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from common.rules.german import plural
from reminders.models import AutomaticDunning, DunningProcedure
from reminders.services.procedures import automatic_dunning


@admin.register(AutomaticDunning)
class AutomaticDunningAdmin(admin.ModelAdmin):
    """One row, switched on and off by administrators only."""

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
