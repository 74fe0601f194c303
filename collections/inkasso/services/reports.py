"""Take reports of agencies: kept as they came, every line applied once, ever.

A report is taken in one transaction: all of it is there, or nothing. A line that raises a question
waits for a clerk; it never holds up the others.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from inkasso.models import AgencyReport, CollectionAgency
from inkasso.rules.report_formats import MAX_LINES, ReportFile, ReportRefused, read_report
from inkasso.rules.report_lines import ReportLine
from inkasso.services.report_effects import Taking
from inkasso.services.report_entries import add_entry
from inkasso.services.report_references import NamedCases

Source = AgencyReport.Source
MAX_NAME = 200
# A call is answered when all of it is applied, while the agency waits.
CALL_LINES = 500


class EventRepeated(Exception):
    """An agency used the number of a call for another one; nothing was taken."""


@dataclass(frozen=True, slots=True)
class TakenReport:
    """A report that is kept, whether it is new, and how many of its lines were known before."""

    report: AgencyReport
    is_new: bool
    known_lines: int = 0


def take_report(
    agency: CollectionAgency,
    raw: bytes,
    *,
    file_name: str,
    source: AgencyReport.Source,
    received_at: datetime,
    actor: AbstractBaseUser | None,
) -> AgencyReport:
    """Keep a report and apply its lines; the very same one again changes nothing.

    One that cannot be read is kept with its problem and has no lines.
    """
    return receive_report(
        agency, raw, file_name=file_name, source=source, received_at=received_at, actor=actor
    ).report


def receive_report(
    agency: CollectionAgency,
    raw: bytes,
    *,
    file_name: str,
    source: AgencyReport.Source,
    received_at: datetime,
    actor: AbstractBaseUser | None,
) -> TakenReport:
    """The same, telling whether it is new. Raises EventRepeated.

    One that could not be read is read again: by another way larger ones are taken, too.
    """
    report = AgencyReport(
        agency=agency,
        source=source,
        file_name=_readable(file_name),
        sha256=hashlib.sha256(raw).hexdigest(),
        raw=raw,
        received_at=received_at,
        received_by=actor,
    )
    before = known_report(agency, report.sha256)
    if before is not None:
        if not before.problem:
            return TakenReport(before, is_new=False)
        report.pk = before.pk
    content = _read(report)
    try:
        with transaction.atomic():
            added = _take(report, content, today=timezone.localdate(received_at))
    except IntegrityError:
        # The same report came twice at the same time: the other one has been taken meanwhile.
        if known := known_report(agency, report.sha256):
            return TakenReport(known, is_new=False)
        raise
    is_new = before is None or not report.problem
    return TakenReport(report, is_new=is_new, known_lines=len(content.lines) - added)


def known_report(agency: CollectionAgency, sha256: str) -> AgencyReport | None:
    """The report of these bytes, if the agency sent it before."""
    return AgencyReport.objects.filter(agency=agency, sha256=sha256).defer("raw").first()


def report_counts(report: AgencyReport) -> Counter[str]:
    """How many lines of the report stand in each state."""
    return Counter(report.entries.values_list("state", flat=True))


def _readable(file_name: str) -> str:
    """The name as it can be stored."""
    return file_name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")[-MAX_NAME:]


def _read(report: AgencyReport) -> ReportFile:
    """The lines; one that cannot be read has none, and the report says why."""
    try:
        most = CALL_LINES if report.source == Source.WEBHOOK else MAX_LINES
        content = read_report(bytes(report.raw), max_lines=most)
    except ReportRefused as refusal:
        report.problem = str(refusal)[:500]
        return ReportFile(())
    if content.event_id and report.source == Source.WEBHOOK:
        report.file_name = content.event_id[:MAX_NAME]
        _refuse_repeated_event(report)
    return content


def _refuse_repeated_event(report: AgencyReport) -> None:
    """An agency numbers each of its calls once."""
    same = AgencyReport.objects.filter(
        agency=report.agency, source=Source.WEBHOOK, file_name=report.file_name
    ).exclude(pk=report.pk)
    if same.exists():
        raise EventRepeated(
            f"Unter der event_id „{report.file_name[:40]}“ kam schon ein anderer Inhalt."
        )


def _take(report: AgencyReport, content: ReportFile, *, today: date) -> int:
    """Write the report with all its lines, the cases locked first as everybody does.

    Returns how many lines are new.
    """
    cases = NamedCases(report.agency, content.lines)
    report.save()
    by = Taking(today, report.received_by)
    seen: Counter[str] = Counter()
    added = 0
    for line in _by_day(content.lines):
        seen[line.fingerprint] += 1
        entry = add_entry(report, line, cases.of(line), seen[line.fingerprint], by)
        added += entry is not None
    CollectionAgency.objects.filter(pk=report.agency_id).update(last_report_at=report.received_at)
    return added


def _by_day(lines: Iterable[ReportLine]) -> list[ReportLine]:
    """The lines in the order in which things happened; those without a day come last."""
    return sorted(lines, key=lambda one: (one.happened_on or date.max, one.number))
