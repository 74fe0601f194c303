"""The sentence on a form that tells of the page where a file belongs."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


def with_link(refusal: Exception, place: str, label: str) -> SafeString:
    """The refusal's text and behind it a link to the place, the name of an address."""
    return format_html('{} <a href="{}">{}</a>', str(refusal), reverse(place), label)
