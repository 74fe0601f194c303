"""Posts a form of the admin as a browser would: all that it shows, with a few changes."""

from typing import Any

from django import forms
from django.http import HttpResponse


def values_of(response: HttpResponse, **changes: Any) -> dict[str, Any]:
    """What a browser would send back for the shown form, with changes by field name."""
    shown = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        shown += [inline.formset.management_form, *inline.formset.forms]
    values = {
        bound.html_name: "on" if value is True else value
        for form in shown
        for bound in form
        if not isinstance(bound.field, forms.FileField)
        # Compared by identity: zero forms are a value too.
        and (value := bound.value()) is not None
        and value is not False
    }
    return {**values, **changes}


def save(client: Any, url: str, /, **changes: Any) -> HttpResponse:
    """Open the form, change it, press "Sichern", follow to the next page."""
    return client.post(url, values_of(client.get(url), _save="1", **changes), follow=True)


def errors_of(response: HttpResponse) -> list[str]:
    """Every complaint of the shown form and its inlines."""
    context = response.context
    found = [
        message for messages in context["adminform"].form.errors.values() for message in messages
    ]
    for inline in context["inline_admin_formsets"]:
        found += inline.formset.non_form_errors()
        found += [
            message
            for row in inline.formset.errors
            for messages in row.values()
            for message in messages
        ]
    return [str(message) for message in found]


def messages_of(response: HttpResponse) -> list[str]:
    """What the page says on top."""
    return [str(message) for message in response.context["messages"]]
