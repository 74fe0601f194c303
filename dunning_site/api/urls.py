"""The addresses of the interface: open without a login, closed without a token."""

from collections.abc import Sequence
from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, path

from dunning_site.api.app import make_api
from dunning_site.api.views import bookings, orders
from dunning_site.api.views.elsewhere import not_found
from dunning_site.api.views.reference import reference

api = make_api()
api.add_router("", orders.router)
api.add_router("", bookings.router)


def _without_login(patterns: Sequence[URLPattern | URLResolver]) -> list[URLPattern]:
    """The addresses for programs, which bring a token and never a session."""
    shown = [one for one in patterns if isinstance(one, URLPattern) and one.name != "api-root"]
    for pattern in shown:
        pattern.callback = login_not_required(pattern.callback)
    return shown


urlpatterns = [
    path("", partial(reference, api=api), name="api-root"),
    *_without_login(api.urls[0]),
    path("<path:rest>", not_found, name="elsewhere"),
]
