"""Bookings for the tax adviser: make a batch, download it, and those before."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.models import ExportLog
from common.rules.german import day as german_day
from common.rules.german import plural
from common.services.exports import begin_export, finish_export
from common.web.permissions import needs_rights, refuse_without_rights
from orders.datev_forms import DatevForm
from orders.models import Creditor, DatevExport
from orders.services.datev_export import DatevRefused, LeftOver, export_batch, left_over

LOOK, MAKE = "orders.view_datevexport", "orders.add_datevexport"
BATCHES_SHOWN = 50
UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@needs_rights(LOOK)
def datev(request: HttpRequest) -> HttpResponseBase:
    """The form for a batch and the batches that were made."""
    today = timezone.localdate()
    if request.method != "POST":
        return _page(request, DatevForm(today=today, wanted=request.GET))
    refuse_without_rights(request, MAKE)
    form = DatevForm(request.POST, today=today)
    if not form.is_valid():
        return _page(request, form)
    try:
        batch = export_batch(
            form.cleaned_data["creditor"].pk,
            from_on=form.cleaned_data["from_on"],
            to_on=form.cleaned_data["to_on"],
            actor=request.user,
            today=today,
            now=timezone.localtime(),
        )
    except DatevRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form)
    made = plural(batch.entry_count, "Buchung", "Buchungen")
    messages.success(request, f"Buchungsstapel mit {made} erstellt. Sie können ihn herunterladen.")
    return redirect("orders:datev")


@require_safe
@needs_rights(LOOK)
def datev_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch as it was made; every download is noted."""
    batch = get_object_or_404(DatevExport.objects.select_related("creditor"), pk=pk)
    days = f"{german_day(batch.from_on)} bis {german_day(batch.to_on)}"
    log = begin_export(
        request.user,
        page="DATEV-Buchungsstapel",
        format=ExportLog.Format.DATEV,
        filters=f"{batch.creditor}, {days}",
    )
    name = f"EXTF_Mahnwesen_{batch.from_on:%Y%m%d}_{batch.to_on:%Y%m%d}_{batch.pk}.csv"
    answer = HttpResponse(
        bytes(batch.content),
        content_type="text/csv; charset=windows-1252",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    finish_export(log, batch.entry_count)
    return answer


def _page(request: HttpRequest, form: DatevForm) -> HttpResponse:
    context = {
        "form": form,
        "has_settings": form.fields["creditor"].queryset.exists(),
        "left": _left_over(),
        "may_make": request.user.has_perm(MAKE),
        "batches": DatevExport.objects.select_related("creditor", "created_by").defer("content")[
            :BATCHES_SHOWN
        ],
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "orders/datev.html", context, status=status)


def _left_over() -> list[LeftOver]:
    """What was booked late, of every creditor with settings."""
    found = (left_over(one) for one in Creditor.objects.filter(datev_settings__isnull=False))
    return [one for one in found if one is not None]
