"""Benutzer und Rechte: Django's page for people, without what nobody here needs."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import ReadOnlyPasswordHashWidget
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import User
from django.db.models import ManyToManyField
from django.forms import CheckboxSelectMultiple, ModelForm
from django.http import HttpRequest


class PasswordState(ReadOnlyPasswordHashWidget):
    """Says whether there is a password and leads to setting one; hashes help nobody."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's context with German words."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        is_set = bool(value) and is_password_usable(value)
        context["summary"] = [{"label": "Ist gesetzt" if is_set else "Nicht gesetzt"}]
        context["button_label"] = "Passwort neu setzen" if is_set else "Passwort setzen"
        return context


class PersonAdmin(UserAdmin):
    """Who works here. Rights come from groups alone: two clerks never differ by accident."""

    list_display = ("username", "last_name", "first_name", "email", "is_active", "is_staff")
    list_filter = ("is_active", "groups")
    filter_horizontal = ()
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Rechte", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
    )

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        """Django's form; its words about passwords have no German translation yet."""
        form: type[ModelForm] = super().get_form(request, obj, change=change, **kwargs)
        password = form.base_fields.get("password")
        if obj is not None and password is not None:
            password.widget = PasswordState()
            password.help_text = (
                "Passwörter werden nur verschlüsselt gespeichert und nie angezeigt."
            )
        return form


def register_people(site: admin.AdminSite) -> None:
    """Put our page in the place of the one django.contrib.auth has registered."""
    site.unregister(User)
    site.register(User, PersonAdmin)
