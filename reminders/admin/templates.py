"""Textvorlagen with the list of placeholders and a preview on a real order."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from reminders.models import ReminderTemplate
from reminders.rules.placeholders import PLACEHOLDERS
from reminders.services.templates import store_template
from reminders.views.template_preview import Part, template_preview

TEXTS = ("mail_subject", "mail_body", "letter_subject", "letter_body")


class PlainTextField(forms.CharField):
    """Several lines; browsers send line breaks of their own, which are no change."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "strip": False})

    def to_python(self, value: Any) -> str:
        """The text with plain line breaks; only blanks count as nothing."""
        text: str = super().to_python(value).replace("\r\n", "\n")
        return text if text.strip() else ""


class TemplateForm(forms.ModelForm):
    """Name, subjects and texts."""

    class Meta:
        model = ReminderTemplate
        fields = ("name", *TEXTS)
        field_classes = {"mail_body": PlainTextField, "letter_body": PlainTextField}
        widgets = {
            "name": forms.TextInput(attrs={"class": "vTextField"}),
            "mail_subject": forms.TextInput(attrs={"class": "vTextField"}),
            "letter_subject": forms.TextInput(attrs={"class": "vTextField"}),
            "mail_body": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 16}),
            "letter_body": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 16}),
        }


@admin.register(ReminderTemplate)
class ReminderTemplateAdmin(admin.ModelAdmin):
    """Textvorlagen; each change makes a new version, sent reminders keep theirs."""

    form = TemplateForm
    list_display = ("name", "mail_subject", "version")
    search_fields = ("name", "mail_subject")
    fieldsets = (
        (None, {"fields": ("name",)}),
        ("E-Mail", {"fields": ("mail_subject", "mail_body")}),
        ("Brief", {"fields": ("letter_subject", "letter_body")}),
    )

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        """Our form as it is; Django would put its own widgets into it."""
        return (
            TemplateForm
            if self.has_change_permission(request, obj)
            else super().get_form(request, obj, change=change, **kwargs)
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Django's page with the placeholders beside it."""
        context = {**(extra_context or {}), "placeholders": PLACEHOLDERS}
        return super().changeform_view(request, object_id, form_url, context)

    def save_model(
        self, request: HttpRequest, obj: ReminderTemplate, form: Any, change: bool
    ) -> None:
        """A changed text is a new version."""
        store_template(obj, actor=request.user)

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses and those of the preview."""
        view = self.admin_site.admin_view(self.preview)
        name = "reminders_remindertemplate_preview"
        return [path("vorschau/<str:part>/", view, name=name), *super().get_urls()]

    def preview(self, request: HttpRequest, part: str) -> HttpResponse:
        """What the typed texts become; nothing is stored."""
        stored = self.get_object(request, request.POST.get("preview_template", ""))
        may_write = (
            self.has_change_permission(request, stored)
            if stored
            else self.has_add_permission(request)
        )
        if not (may_write and request.user.has_perm("orders.view_order")):
            raise PermissionDenied("Die Vorschau zeigt einen Auftrag; dafür fehlt Ihnen das Recht.")
        form = TemplateForm(request.POST, instance=stored or ReminderTemplate())
        return template_preview(
            request,
            form,
            texts=TEXTS,
            part=Part(part) if part in list(Part) else Part.TEXT,
            today=timezone.localdate(),
        )
