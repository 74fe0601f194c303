"""Help for the admin pages of all apps."""

from typing import Any

from django.contrib import admin
from django.forms import BaseModelForm
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest


class LabelledInlineMixin:
    """Give every control of a tabular inline its own name.

    Django prints the labels only as column headings, which a screen reader does not connect with
    the controls (WCAG 1.3.1, 4.1.2). Put it before admin.TabularInline.
    """

    def get_formset(
        self, request: HttpRequest, obj: Any = None, **kwargs: Any
    ) -> type[BaseInlineFormSet]:
        """The formset of the inline, with labelled controls."""
        base: type[BaseInlineFormSet] = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]

        class LabelledFormSet(base):  # type: ignore[misc,valid-type]
            def add_fields(self, form: BaseModelForm, index: int | None) -> None:
                super().add_fields(form, index)
                _label_controls(form)

        return LabelledFormSet


def _label_controls(form: BaseModelForm) -> None:
    """Set aria-label on every control; a foreign key keeps its select inside another widget."""
    for field in form.fields.values():
        control = getattr(field.widget, "widget", field.widget)
        control.attrs.setdefault("aria-label", str(field.label or ""))


def without_links(field: Any) -> Any:
    """A form field of a foreign key without the pictures that open other forms in a window."""
    wrapper = getattr(field, "widget", None)
    for link in ("add", "change", "delete", "view"):
        if hasattr(wrapper, f"can_{link}_related"):
            setattr(wrapper, f"can_{link}_related", False)
    return field


class ReadOnlyForAdministrators(admin.ModelAdmin):
    """A page to look at, for superusers; put it before or instead of admin.ModelAdmin."""

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
