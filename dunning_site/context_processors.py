"""What every template knows besides what its view hands over."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from dunning_site.navigation import shown_menu
from dunning_site.sending_banner import sending_banner


def shell(request: HttpRequest) -> dict[str, object]:
    """The main menu and what holds mail back, worked out only when a page prints them."""
    return {
        "navigation": SimpleLazyObject(lambda: shown_menu(request, today=timezone.localdate())),
        "sending_banner": SimpleLazyObject(sending_banner),
    }
