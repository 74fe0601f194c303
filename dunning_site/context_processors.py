"""What every template knows besides what its view hands over."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from dunning_site.navigation import shown_menu


def shell(request: HttpRequest) -> dict[str, object]:
    """The main menu, worked out only when a page prints it."""
    return {"navigation": SimpleLazyObject(lambda: shown_menu(request, today=timezone.localdate()))}
