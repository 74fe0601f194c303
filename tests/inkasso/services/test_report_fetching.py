"""Reports are fetched from agencies' servers, each once."""

import hashlib
from datetime import datetime
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

from inkasso.adapters.agencies.base import ChannelUnavailable, FetchedFile
from inkasso.models import AgencyReport, CollectionAgency
from inkasso.services import report_fetching
from inkasso.services.report_fetching import fetch_all_reports
from tests import collection_factories
from tests.inkasso.services.test_reports import HEADING, a_case, payment

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))


class Channel:
    """Holds files, and breaks after them if it is to."""

    def __init__(self, *files: bytes, breaks: bool = False) -> None:
        self.files, self.breaks = files, breaks
        self.seen: list[str] = []

    def fetch_reports(self, seen):
        self.seen = list(seen)
        for number, content in enumerate(self.files):
            file = FetchedFile(f"{number}.csv", content, hashlib.sha256(content).hexdigest())
            if file.mark not in seen:
                yield file
        if self.breaks:
            raise ChannelUnavailable("Die Verbindung brach ab.")


def fetch(**channels: Channel):
    with patch.object(
        report_fetching, "agency_channel", lambda agency: channels[agency.name.split()[0]]
    ):
        return fetch_all_reports(lambda: NOW)


def test_it_takes_each_file_once_also_after_the_connection_broke():
    case = a_case()
    collection_factories.agency("Südost Inkasso")
    CollectionAgency.objects.update(way=CollectionAgency.Way.SFTP)
    rows = (payment("10,00"), payment("20,00"))
    files = [f"{HEADING}\n{row}".replace("{ik}", case.reference).encode() for row in rows]

    broken = fetch(Nordwest=Channel(*files[:1], breaks=True), Südost=Channel(b"Guten Tag"))
    channel = Channel(*files)
    later = fetch(Nordwest=channel, Südost=Channel(b"Guten Tag"))

    assert (broken.count, later.count) == (2, 1)
    assert broken.problems == ("Nordwest Inkasso GmbH: Die Verbindung brach ab.",)
    assert len(channel.seen) == 1
    assert AgencyReport.objects.filter(source=AgencyReport.Source.SFTP).count() == 3


def test_it_asks_no_agency_that_is_reached_by_hand():
    a_case()

    assert fetch().count == 0
