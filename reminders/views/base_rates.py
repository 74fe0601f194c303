"""Basiszinssätze: the table of § 247 BGB, and entering the next half-year."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.rules.german import day as german_day
from common.rules.german import number
from common.web.list_answers import list_answer
from common.web.lists import PAGE_SIZES, show_page
from common.web.permissions import needs_rights, refuse_without_rights
from reminders.base_rate_table import BaseRateTable
from reminders.interest_forms import BaseRateForm
from reminders.models import BaseRate
from reminders.services.base_rates import (
    BaseRateRefused,
    add_base_rate,
    base_rate_warning,
    next_base_rate_day,
    take_back_base_rate,
)


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights("reminders.view_baserate")
def base_rate_list(request: HttpRequest) -> HttpResponseBase:
    """All half-years, the newest first; POST enters the next one."""
    form = BaseRateForm(
        request.POST if request.method == "POST" else None,
        initial={"valid_from": next_base_rate_day()},
    )
    if request.method == "POST" and _is_entered(request, form):
        return redirect("reminders:base-rate-list")
    today = timezone.localdate()
    rates = BaseRate.objects.select_related("entered_by").order_by("-valid_from")
    newest = rates.values("pk")[:1]
    table = BaseRateTable(rates)
    show_page(request, table, page_size=PAGE_SIZES[-1])
    context = {
        "form": form,
        "table": table,
        "removable": rates.filter(entered_by__isnull=False, pk=newest).first(),
        "warning": base_rate_warning(today),
        "may_add": request.user.has_perm("reminders.add_baserate"),
    }
    return list_answer(request, "reminders/base_rate_list.html", context)


@require_POST
@needs_rights("reminders.add_baserate")
def base_rate_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the newest rate, if a clerk entered it."""
    try:
        removed = take_back_base_rate(pk)
    except BaseRateRefused as refusal:
        messages.error(request, str(refusal))
    else:
        day = german_day(removed.valid_from)
        messages.success(request, f"Der Basiszinssatz ab {day} ist zurückgenommen.")
    return redirect("reminders:base-rate-list")


def _is_entered(request: HttpRequest, form: BaseRateForm) -> bool:
    """Whether the form's rate is stored now; what hinders it stands at the form."""
    refuse_without_rights(request, "reminders.add_baserate")
    if not form.is_valid():
        return False
    entered = form.cleaned_data
    try:
        rate = add_base_rate(
            entered["valid_from"],
            entered["percent"],
            source=entered["source"],
            actor=request.user,
            today=timezone.localdate(),
        )
    except BaseRateRefused as refusal:
        form.add_error("valid_from", str(refusal))
        return False
    words = f"{number(rate.percent)} % ab {german_day(rate.valid_from)}"
    messages.success(request, f"Basiszinssatz eingetragen: {words}.")
    return True
