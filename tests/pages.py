"""Read what a page says."""

from django.http import HttpResponse


def text_of(response: HttpResponse) -> str:
    """The page with the no-break blanks of amounts made plain."""
    return response.content.decode().replace("\u00a0", " ")


def messages_of(response: HttpResponse) -> list[str]:
    """The messages on top of the page."""
    return [str(message).replace("\u00a0", " ") for message in response.context["messages"]]
