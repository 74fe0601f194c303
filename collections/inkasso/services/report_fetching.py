"""Fetch reports from agencies that keep them on a server."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from inkasso.adapters.agencies.base import (
    ChannelRefused,
    ChannelUnavailable,
    FetchedFile,
    report_mark,
)
from inkasso.models import AgencyReport, CollectionAgency
from inkasso.services.agencies import FETCHING_WAYS, agency_channel
from inkasso.services.reports import receive_report

Source = AgencyReport.Source


@dataclass(frozen=True, slots=True)
class Fetched:
    """How many new reports came, and which agencies could not be asked, with the reason."""

    count: int
    problems: tuple[str, ...]


def fetch_all_reports(clock: Callable[[], datetime]) -> Fetched:
    """Ask every active agency that is set up for it; one that fails does not stop the others."""
    count, problems = 0, []
    for agency in CollectionAgency.objects.filter(is_active=True, way__in=FETCHING_WAYS):
        fetched = fetch_reports(agency, clock)
        count += fetched.count
        problems += [f"{agency}: {one}" for one in fetched.problems]
    return Fetched(count, tuple(problems))


def fetch_reports(agency: CollectionAgency, clock: Callable[[], datetime]) -> Fetched:
    """Take what is new at an agency; what came before the connection broke stays taken."""
    count = 0
    try:
        for file in agency_channel(agency).fetch_reports(seen_marks(agency)):
            count += _take(agency, file, clock())
    except (ChannelRefused, ChannelUnavailable) as trouble:
        return Fetched(count, (str(trouble),))
    return Fetched(count, ())


def _take(agency: CollectionAgency, file: FetchedFile, now: datetime) -> bool:
    """Whether the file is a new report."""
    taken = receive_report(
        agency,
        file.content,
        file_name=file.name,
        source=Source.SFTP,
        received_at=now,
        actor=None,
    )
    return taken.is_new


def seen_marks(agency: CollectionAgency) -> list[str]:
    """The reports that were taken, as the channel knows them, the oldest first."""
    taken = AgencyReport.objects.filter(agency=agency, source=Source.SFTP).order_by("pk")
    names = taken.values_list("file_name", "sha256")
    return [report_mark(name, sha256) for name, sha256 in names]
