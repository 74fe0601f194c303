"""Which columns lists of this app show."""

from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.contrib.auth.models import AbstractUser
from django.utils.safestring import SafeString

from common.rules.german import whole
from common.templatetags.components import badge
from orders.models import OrderImport

State = OrderImport.State
NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}
TONES = {
    State.PREVIEWED: "info",
    State.APPLYING: "warning",
    State.APPLIED: "good",
    State.DISCARDED: "plain",
    State.FAILED: "bad",
}


class ImportTable(tables.Table):
    """The uploaded files, newest first; is_superseded is annotated."""

    file_name = tables.Column(
        verbose_name="Datei",
        linkify=("orders:import-detail", {"pk": tables.A("pk")}),
        attrs={"td": {"class": "cut"}},
    )
    sales_account = tables.Column(verbose_name="Verkaufsaccount", attrs={"td": {"class": "cut"}})
    state = tables.Column(verbose_name="Zustand")
    new_count = tables.Column(verbose_name="Neu", attrs=NUMBER)
    changed_count = tables.Column(verbose_name="Geändert", attrs=NUMBER)
    unchanged_count = tables.Column(verbose_name="Unverändert", attrs=NUMBER)
    rejected_count = tables.Column(verbose_name="Abgelehnt", attrs=NUMBER)
    created_at = tables.DateTimeColumn(verbose_name="Hochgeladen", format="d.m.Y H:i")
    actor = tables.Column(verbose_name="Von", default="Programm")

    class Meta:
        attrs = {"class": "table", "aria-label": "Letzte Importe"}
        orderable = False
        empty_text = "Noch keine Importe."

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def render_actor(self, value: AbstractUser) -> str:
        """The person who uploaded the file."""
        return value.get_full_name() or value.get_username()

    def render_state(self, record: OrderImport) -> SafeString:
        """The state as a badge; a preview that was left lying or done otherwise says so."""
        is_previewed = record.state == State.PREVIEWED
        if is_previewed and (record.is_superseded or record.is_left(now=self.now)):
            return badge("nicht übernommen", "plain")
        return badge(record.get_state_display(), TONES[State(record.state)])

    def render_new_count(self, value: int) -> str:
        """The count as Germans write it."""
        return whole(value)

    render_changed_count = render_new_count
    render_unchanged_count = render_new_count
    render_rejected_count = render_new_count
