"""The deadlines at courts as a file; the page shows them month by month."""

from collections.abc import Sequence
from datetime import date

import django_tables2 as tables

from inkasso.rules.court_deadlines import Urgency
from inkasso.services.court_deadlines import CaseDeadline

_URGENCIES = {
    Urgency.MISSED: "versäumt",
    Urgency.TODAY: "heute",
    Urgency.ONE_WEEK: "in höchstens 1 Woche",
    Urgency.THREE_WEEKS: "in höchstens 3 Wochen",
}


class DeadlineTable(tables.Table):
    """One deadline a line; rows are CaseDeadline."""

    last_day = tables.Column(accessor="deadline__last_day", verbose_name="Letzter Tag")
    opens_on = tables.Column(accessor="deadline__opens_on", verbose_name="Möglich ab")
    kind = tables.Column(accessor="deadline__kind__label", verbose_name="Frist")
    urgency = tables.Column(verbose_name="Warnung")
    case = tables.Column(verbose_name="Fall")
    customer = tables.Column(accessor="case__order__customer__display_name", verbose_name="Kunde")
    court_name = tables.Column(verbose_name="Mahngericht")
    norm = tables.Column(accessor="deadline__norm", verbose_name="Vorschrift")

    class Meta:
        attrs = {"class": "table", "aria-label": "Gerichtsfristen"}
        orderable = False

    def __init__(self, rows: Sequence[CaseDeadline], **options: object) -> None:
        super().__init__(list(rows), **options)

    def value_last_day(self, record: CaseDeadline) -> date:
        """The last day on which it can be kept."""
        return record.deadline.last_day

    def value_urgency(self, record: CaseDeadline) -> str:
        """How near it is; the debtor's deadlines only run out."""
        if record.urgency == Urgency.MISSED and not record.deadline.kind.is_ours:
            return "abgelaufen"
        return _URGENCIES.get(record.urgency, "")
