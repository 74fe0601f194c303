"""Verkaufsaccounts: an admin page that joins three apps."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from common.web.admin import without_links
from inkasso.services.agencies import partner_of
from orders.models import SalesAccount
from reminders.services.procedures import create_default_procedure


@admin.register(SalesAccount)
class SalesAccountAdmin(admin.ModelAdmin):
    """Verkaufsaccounts; a new one gets the shipped procedure, switched off."""

    list_display = ("name", "creditor", "payment_term_days", "is_reseller")
    list_select_related = ("creditor",)
    list_filter = ("creditor", "is_reseller")
    search_fields = ("name",)
    fieldsets = (
        (None, {"fields": ("name", "creditor", "payment_term_days", "is_reseller", "language")}),
        ("Verzug", {"fields": ("due_day_agreed", "consumer_notice")}),
        (
            "Absender der E-Mails",
            {"fields": ("sender_name", "sender_email", "reply_to", "copy_to")},
        ),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The creditors as a plain list: they have their own page."""
        return without_links(super().formfield_for_dbfield(db_field, request, **kwargs))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form, and below it whom sellers may turn to who dun themselves."""
        account = self.get_object(request, object_id)
        shown = {"partner": partner_of(account) if account else None, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, shown)

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
