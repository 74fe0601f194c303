"""The columns of reports, their lines, remittances and notices."""

from collections.abc import Sequence

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.rules.german import day, euro, whole
from common.templatetags.components import badge
from inkasso.models import AgencyNotice, AgencyReport, ReportEntry
from inkasso.services.remittances import Reconciled

NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}
CUT = {"td": {"class": "cut"}}
TONES = {
    ReportEntry.State.APPLIED: "good",
    ReportEntry.State.TO_CLARIFY: "warning",
    ReportEntry.State.SET_ASIDE: "closed",
}


def _cut(text: str) -> SafeString:
    return format_html('<span title="{}">{}</span>', text, text)


class ReportTable(tables.Table):
    """Rückmeldungen, newest first; entry_count and open_count are annotated."""

    received_at = tables.DateTimeColumn(
        format="d.m.Y H:i", linkify=("collections:report-page", {"pk": tables.A("pk")})
    )
    agency = tables.Column(attrs=CUT)
    source = tables.Column()
    file_name = tables.Column(attrs=CUT, default="–")
    entry_count = tables.Column(verbose_name="Zeilen", attrs=NUMBER)
    open_count = tables.Column(verbose_name="Zu klären", attrs=NUMBER)
    problem = tables.Column(verbose_name="Stand", empty_values=(), orderable=False)

    class Meta:
        model = AgencyReport
        fields = ()
        attrs = {"class": "table", "aria-label": "Rückmeldungen"}
        order_by = "-received_at"
        empty_text = "Noch keine Rückmeldung."

    def render_agency(self, value: object) -> SafeString:
        """The agency's name, in full where the mouse rests."""
        return _cut(str(value))

    def render_file_name(self, value: str) -> SafeString:
        """The name, in full where the mouse rests."""
        return _cut(value)

    def render_entry_count(self, value: int) -> str:
        """With points."""
        return whole(value)

    def render_open_count(self, value: int) -> str:
        """With points."""
        return whole(value)

    def render_problem(self, record: AgencyReport) -> SafeString:
        """Whether all of it is done."""
        if record.problem:
            return badge("nicht lesbar", "bad")
        if record.open_count:
            return badge("zu klären", "warning")
        return badge("übernommen", "good")


class EntryTable(tables.Table):
    """Lines of reports; of one report, or of all."""

    position = tables.Column(
        verbose_name="Zeile",
        linkify=("collections:report-line", {"pk": tables.A("pk")}),
        attrs=NUMBER,
        order_by=("report", "position"),
    )
    agency = tables.Column(verbose_name="Inkassopartner", attrs=CUT)
    case = tables.Column(verbose_name="Fall", empty_values=(), order_by="case__pk")
    kind = tables.Column(empty_values=())
    word = tables.Column(
        verbose_name="Angabe", empty_values=(), orderable=False, attrs={"td": {"class": "told"}}
    )
    happened_on = tables.Column(verbose_name="Am", default="–")
    state = tables.Column(verbose_name="Stand")
    message = tables.Column(default="–", orderable=False, attrs={"td": {"class": "hint"}})

    class Meta:
        model = ReportEntry
        fields = ()
        attrs = {"class": "table", "aria-label": "Zeilen der Rückmeldung"}
        empty_text = "Die Rückmeldung hat keine Zeile."

    def render_agency(self, value: object) -> SafeString:
        """The agency's name, in full where the mouse rests."""
        return _cut(str(value))

    def render_case(self, record: ReportEntry) -> SafeString | str:
        """The case, or what the agency called it."""
        if record.case is None:
            return record.case_reference or record.agency_reference or "–"
        address = reverse("collections:case-page", args=[record.case_id])
        return format_html('<a href="{}">{}</a>', address, record.case.reference)

    def render_kind(self, record: ReportEntry) -> str:
        """What it tells."""
        return record.get_kind_display() or "nicht lesbar"

    def render_word(self, record: ReportEntry) -> str:
        """What the line says, in short."""
        return told(record)

    def render_happened_on(self, record: ReportEntry) -> str:
        """When it happened."""
        return day(record.happened_on) if record.happened_on else "–"

    def render_state(self, record: ReportEntry) -> SafeString:
        """In the colour of its urgency."""
        return badge(record.get_state_display(), TONES[ReportEntry.State(record.state)])


class RemittanceTable(tables.Table):
    """Abrechnungen, newest first; rows are Reconciled."""

    amounts = ("amount", "expected", "difference")

    reference = tables.Column(
        verbose_name="Abrechnung",
        accessor="remittance__reference",
        linkify=("collections:remittance-page", {"pk": tables.A("remittance__pk")}),
    )
    agency = tables.Column(verbose_name="Inkassopartner", accessor="remittance__agency", attrs=CUT)
    remitted_on = tables.Column(verbose_name="Vom", accessor="remittance__remitted_on")
    amount = tables.Column(verbose_name="Auszahlung", accessor="remittance__amount", attrs=NUMBER)
    expected = tables.Column(verbose_name="Erwartet", attrs=NUMBER)
    difference = tables.Column(verbose_name="Unterschied", attrs=NUMBER)
    state = tables.Column(verbose_name="Stand", empty_values=(), accessor="is_done")

    class Meta:
        attrs = {"class": "table", "aria-label": "Abrechnungen"}
        orderable = False
        empty_text = "Noch keine Abrechnung. Sie kommen als Zeilen der Art Auszahlung."

    def __init__(self, rows: Sequence[Reconciled], **options: object) -> None:
        super().__init__(list(rows), **options)

    def render_remitted_on(self, record: Reconciled) -> str:
        """The day of the remittance."""
        return day(record.remittance.remitted_on)

    def render_amount(self, record: Reconciled) -> str:
        """What was paid out."""
        return euro(record.remittance.amount)

    def render_expected(self, record: Reconciled) -> str:
        """What had to be paid out."""
        return euro(record.expected)

    def render_difference(self, record: Reconciled) -> str:
        """What it lacks, or has too much."""
        return euro(record.difference)

    def render_state(self, record: Reconciled) -> SafeString:
        """Whether it agrees, and if not, whether somebody explained it."""
        return remittance_badge(record)


class NoticeTable(tables.Table):
    """Meldungen an ein Inkassobüro."""

    amounts = ("amount",)

    case = tables.Column(verbose_name="Fall", empty_values=(), order_by="case__pk")
    kind = tables.Column()
    amount = tables.Column(attrs=NUMBER)
    happened_on = tables.Column()
    text = tables.Column(attrs=CUT, default="–", orderable=False)
    sent_at = tables.DateTimeColumn(format="d.m.Y H:i", default="–")
    problem = tables.Column(default="–", orderable=False, attrs={"td": {"class": "hint"}})

    class Meta:
        model = AgencyNotice
        fields = ()
        attrs = {"class": "table", "aria-label": "Meldungen"}
        empty_text = "Nichts zu melden."

    def render_case(self, record: AgencyNotice) -> SafeString:
        """Our file number, leading to the case."""
        address = reverse("collections:case-page", args=[record.case_id])
        return format_html('<a href="{}">{}</a>', address, record.case.reference)

    def render_amount(self, record: AgencyNotice) -> str:
        """What changes in the claim; a recall has none."""
        return euro(record.amount) if record.amount else "–"

    def render_happened_on(self, record: AgencyNotice) -> str:
        """When it happened."""
        return day(record.happened_on)

    def render_text(self, value: str) -> SafeString:
        """The text, in full where the mouse rests."""
        return _cut(value)


def told(entry: ReportEntry) -> str:
    """What a line says, in short."""
    if entry.kind == ReportEntry.Kind.STATUS:
        meaning = f" = {entry.get_status_display()}" if entry.status else ""
        return f"„{entry.word}“{meaning}" if entry.word else "–"
    if not entry.amount:
        return entry.raw.get("cells", {}).get("amount", "–")
    kept = "Abzüge" if entry.kind == ReportEntry.Kind.REMITTANCE else "Kosten"
    costs = f", davon {euro(entry.costs)} {kept}" if entry.costs else ""
    return f"{euro(entry.amount)}{costs}"


def remittance_badge(record: Reconciled) -> SafeString:
    """Whether a remittance agrees."""
    if record.difference == 0:
        return badge("stimmt", "good")
    return badge("geklärt", "closed") if record.is_done else badge("zu klären", "warning")
