"""Template tags of the shell: symbols, badges, steps, links that keep the filters."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.forms.utils import ErrorDict
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

DUNNING_STEPS = ("Auswahl", "Prüfen", "Versand", "Ergebnis")


@register.simple_tag
def symbol(name: str) -> SafeString:
    """A symbol of static/img/symbols.svg, invisible to screen readers: words stand beside it."""
    return format_html(
        '<svg class="symbol" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("img/symbols.svg"),
        name,
    )


@register.simple_tag
def badge(text: str, tone: str = "plain") -> SafeString:
    """A word with a colour; the tones are listed in components/badge.html. Empty text, no badge."""
    if not text:
        return SafeString("")
    return format_html('<span class="badge badge-{}">{}</span>', tone or "plain", text)


@register.inclusion_tag("components/steps.html")
def steps(current: str, *labels: str) -> dict[str, list[dict[str, object]]]:
    """The steps of a job with the current one marked; without labels those of a dunning run."""
    all_labels = labels or DUNNING_STEPS
    position = all_labels.index(current)
    return {
        "steps": [
            {"label": label, "is_current": index == position, "is_done": index < position}
            for index, label in enumerate(all_labels)
        ]
    }


@register.simple_tag(takes_context=True)
def query_with(context: Mapping[str, Any], *changes: object) -> str:
    """This page's query string with changes as name, value, name, value; "" removes a name."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in zip(changes[::2], changes[1::2], strict=True):
        if value in ("", None):
            query.pop(str(name), None)
        else:
            query[str(name)] = str(value)
    # A lone "?" still leads to the page without any filter; an empty href would not.
    return f"?{query.urlencode()}"


@register.filter
def attribute(attributes: Mapping[str, str], name: str) -> str:
    """One value of a mapping whose key is no identifier, "" if it is missing."""
    return attributes.get(name, "")


@register.filter
def words(text: str) -> Iterable[str]:
    """The words of a text, to loop over a few constants in a template."""
    return text.split()


@register.filter
def error_count(errors: ErrorDict) -> str:
    """The heading above a form's errors."""
    count = sum(len(messages) for messages in errors.values())
    return "Eine Angabe fehlt oder passt nicht" if count == 1 else f"{count} Angaben passen nicht"
