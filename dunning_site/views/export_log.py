"""Exporte: who took which list out of the house, and when."""

from typing import Any

import django_tables2 as tables
from django.http import HttpRequest, HttpResponseBase
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from common.models import ExportLog
from common.rules.german import whole
from common.templatetags.components import badge
from common.web.list_answers import list_answer
from common.web.lists import show_page
from common.web.permissions import needs_rights


class ExportTable(tables.Table):
    """One export a line, the newest first."""

    created_at = tables.DateTimeColumn(format="d.m.Y H:i", order_by=("created_at", "pk"))
    user = tables.Column(default="Programm", order_by=("user__username", "pk"))
    page = tables.Column(order_by=("page", "pk"))
    format = tables.Column(order_by=("format", "pk"))
    filters = tables.Column(attrs={"td": {"class": "wrap"}}, default="–", orderable=False)
    row_count = tables.Column(
        empty_values=(),
        order_by=("row_count", "pk"),
        attrs={"th": {"class": "num"}, "td": {"class": "num"}},
    )

    class Meta:
        model = ExportLog
        fields = ()
        attrs = {"class": "table", "aria-label": "Exporte"}
        order_by = "-created_at"
        empty_text = "Noch kein Export."

    def render_user(self, record: ExportLog) -> str:
        """The person who took the file."""
        assert record.user is not None  # else the default is shown
        return record.user.get_full_name() or record.user.get_username()

    def render_row_count(self, value: int | None) -> SafeString | str:
        """How many rows left the house; a download that ended early says so."""
        return badge("abgebrochen", "warning") if value is None else whole(value)

    def value_row_count(self, record: ExportLog) -> Any:
        """The number alone."""
        return record.row_count


@require_safe
@needs_rights("common.view_exportlog")
def export_log(request: HttpRequest) -> HttpResponseBase:
    """Every export of a list."""
    table = ExportTable(ExportLog.objects.select_related("user"))
    show_page(request, table)
    return list_answer(request, "overview/export_log.html", {"table": table})
