"""What a person keeps of a list: views under names, and which columns it shows. All by POST."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST

from common.models import SavedView
from common.services.list_choices import (
    ViewRefused,
    choose_columns,
    delete_view,
    forget_columns,
    save_view,
)
from common.web.list_tools import kept_address

# More than any list has.
MAX_COLUMNS = 60
MAX_NAME = 60


@require_POST
def view_save(request: HttpRequest) -> HttpResponseBase:
    """Keep the list as it is shown; then the list again."""
    assert isinstance(request.user, User)  # the site lets nobody else in
    page, query = _page(request), _query(request)
    try:
        view = save_view(request.user, page, name=request.POST.get("name", ""), query=query)
    except ViewRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Ansicht „{view.name}“ gesichert.")
    return redirect(_list(page, query))


@require_POST
def view_delete(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Forget one of the person's own views."""
    view = get_object_or_404(SavedView, pk=pk, user=request.user)
    delete_view(view)
    messages.success(request, f"Ansicht „{view.name}“ entfernt.")
    return redirect(_list(view.page, _query(request)))


@require_POST
def columns_choose(request: HttpRequest) -> HttpResponseBase:
    """Keep which columns the list shows, or show it again as it comes."""
    assert isinstance(request.user, User)  # the site lets nobody else in
    page, shown = _page(request), request.POST.getlist("shown")
    offered = request.POST.getlist("offered")[:MAX_COLUMNS]
    if "reset" in request.POST:
        forget_columns(request.user, page)
    else:
        decisions = {name[:MAX_NAME]: name in shown for name in offered if name.isidentifier()}
        choose_columns(request.user, page, decisions)
    return redirect(_list(page, _query(request)))


def _page(request: HttpRequest) -> str:
    """The list that the form stood on, by its name; part of a page behind a colon and a prefix."""
    page = request.POST.get("page", "")
    _list(page, "")
    return page


def _list(page: str, query: str) -> str:
    """The list's address."""
    names = [page, page.rpartition(":")[0]]
    for name in filter(None, names):
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        return f"{address}?{query}" if query else address
    raise Http404("Diese Liste gibt es nicht.")


def _query(request: HttpRequest) -> str:
    return kept_address(QueryDict(request.POST.get("query", ""))).urlencode(safe=",")
