"""The button that switches the language of the page."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_POST

from dunning_site.debtor.language import WORDS, keep_language
from dunning_site.debtor.visits import visit_required
from orders.models import Order

__all__ = ["language"]

# Pages that can be opened again as they are.
_PLACES = frozenset({"debtor-page", "debtor-request", "debtor-paid"})


@require_POST
@visit_required
def language(request: HttpRequest, order: Order) -> HttpResponse:
    """Speak the chosen language for this visit, and go on where the button was."""
    response = HttpResponseRedirect(_place(request, order), status=HTTPStatus.SEE_OTHER)
    chosen = request.POST.get("language", "")
    if chosen in WORDS:
        keep_language(response, order, chosen)
    return response


def _place(request: HttpRequest, order: Order) -> str:
    """The page of this order that the button stood on, or the payment page."""
    here, home = request.POST.get("here", ""), reverse("debtor-page", args=[order.public_id])
    try:
        match = resolve(here)
    except Resolver404:
        return home
    is_own = match.kwargs.get("public_id") == order.public_id and match.view_name in _PLACES
    return here if is_own else home
