"""Benutzer und Rechte: Django's page for people, in German and without what nobody here needs."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashWidget,
    UserCreationForm,
)
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import Group, User
from django.db.models import ManyToManyField, QuerySet
from django.forms import CheckboxSelectMultiple, ModelForm
from django.http import HttpRequest

from dunning_site.services.access import settle_admin_access


class PasswordState(ReadOnlyPasswordHashWidget):
    """Says whether there is a password and leads to setting one; hashes help nobody."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's context with German words."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        is_set = bool(value) and is_password_usable(value)
        context["summary"] = [{"label": "Ist gesetzt" if is_set else "Nicht gesetzt"}]
        context["button_label"] = "Passwort neu setzen" if is_set else "Passwort setzen"
        return context


class NewPasswordForm(AdminPasswordChangeForm):
    """A new password, twice; the choice to have none at all is left out."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields.pop("usable_password", None)
        for field in self.fields.values():
            field.required = True


class PersonAdmin(UserAdmin):
    """Who works here. Rights come from groups alone: two clerks never differ by accident."""

    list_display = ("username", "last_name", "first_name", "email", "is_active", "role")
    list_filter = ("is_active", "groups")
    filter_horizontal = ()
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Rechte", {"fields": ("is_active", "is_superuser", "groups")}),
    )
    add_form = UserCreationForm
    add_form_template = None
    add_fieldsets = ((None, {"fields": ("username", "password1", "password2")}),)
    change_password_form = NewPasswordForm

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

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """The people with their groups, which the list prints."""
        people: QuerySet[User] = super().get_queryset(request).prefetch_related("groups")
        return people

    @admin.display(description="Rolle")
    def role(self, user: User) -> str:
        """The groups of a person, in words."""
        if user.is_superuser:
            return "Administrator"
        return ", ".join(group.name for group in user.groups.all()) or "keine"

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool
    ) -> None:
        """Save the groups; who has one gets into the pages of the admin that it opens."""
        super().save_related(request, form, formsets, change)
        settle_admin_access(form.instance)


def register_people(site: admin.AdminSite) -> None:
    """Put our page in the place of those django.contrib.auth has registered.

    Groups are part of the program: what "Sachbearbeitung" may do is not changed by hand.
    """
    site.unregister(User)
    site.unregister(Group)
    site.register(User, PersonAdmin)
