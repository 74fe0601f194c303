"""Read what a page says."""

import re

from django.http import HttpResponse


def text_of(response: HttpResponse) -> str:
    """The page with the no-break blanks of amounts made plain."""
    return response.content.decode().replace("\u00a0", " ")


def messages_of(response: HttpResponse) -> list[str]:
    """The messages on top of the page."""
    return [str(message).replace("\u00a0", " ") for message in response.context["messages"]]


def words_of(response: HttpResponse) -> str:
    """What the page says without its markup, every blank a single plain one."""
    return " ".join(re.sub(r"<[^>]+>", " ", text_of(response)).split())
