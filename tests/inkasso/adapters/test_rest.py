"""Delivery case by case to a server of ours that speaks the documented schema."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from inkasso.adapters.agencies.base import (
    ChannelRefused,
    ChannelUnavailable,
    ChannelUnreachable,
)
from inkasso.adapters.agencies.rest import RestChannel
from inkasso.adapters.agencies.web import WebAccess
from tests.inkasso.servers.http_server import TOKEN, AgencyServer, agency_server
from tests.inkasso.servers.packages import notice, package


@pytest.fixture
def server() -> Iterator[AgencyServer]:
    with agency_server() as running:
        yield running


@pytest.fixture
def channel(server: AgencyServer) -> RestChannel:
    return RestChannel(WebAccess(server.url, TOKEN))


def _report(number: int) -> dict[str, object]:
    return {"id": f"r-{number}", "report": {"lines": [{"kind": "status", "id": str(number)}]}}


def test_every_case_arrives_with_its_documents(server, channel):
    receipt = channel.deliver(package())

    assert server.cases["IK-000001"]["debtor"]["last_name"] == "Müßig"
    assert server.cases["IK-000001"]["documents"] == ["Rechnung.pdf"]
    assert set(server.documents) == {"IK-000001", "IK-000002"}
    assert receipt.agency_references == {
        "IK-000001": "NW-IK-000001",
        "IK-000002": "NW-IK-000002",
    }


@pytest.mark.parametrize("fault", ["drop", "drop_after", 500])
@pytest.mark.parametrize("good_before", range(4))
def test_after_a_fault_anywhere_a_repetition_completes_it(server, channel, fault, good_before):
    server.faults.extend([*[None] * good_before, fault])

    with pytest.raises(ChannelUnavailable) as failure:
        channel.deliver(package())
    receipt = channel.deliver(replace(package(), done=failure.value.accepted))

    assert set(server.cases) == {"IK-000001", "IK-000002"}
    assert set(server.documents) == {"IK-000001", "IK-000002"}
    assert {**failure.value.accepted, **receipt.agency_references} == {
        "IK-000001": "NW-IK-000001",
        "IK-000002": "NW-IK-000002",
    }


def test_a_repetition_of_everything_makes_no_second_case(server, channel):
    channel.deliver(package())
    keys = set(server.answered)

    channel.deliver(package())

    assert set(server.answered) == keys


def test_a_case_that_is_refused_does_not_stop_the_others(server, channel):
    server.refused_references["IK-000001"] = "Anschrift unvollständig"

    with pytest.raises(ChannelRefused) as refusal:
        channel.deliver(package())

    assert "1 von 2 Fällen abgelehnt: IK-000001 (Anschrift unvollständig)" in str(refusal.value)
    assert refusal.value.accepted == {"IK-000002": "NW-IK-000002"}


@pytest.mark.parametrize("fault", [413, 422, 401, "redirect"])
def test_a_refused_paper_does_not_make_the_case_unsent(server, channel, fault):
    server.faults.extend([None, fault])

    with pytest.raises(ChannelRefused) as refusal:
        channel.deliver(package())

    assert "IK-000001" in server.cases
    assert "IK-000001" not in refusal.value.accepted
    assert refusal.value.may_be_there


def test_a_case_refused_itself_is_not_there(server, channel):
    server.refused_references["IK-000001"] = "Anschrift unvollständig"

    with pytest.raises(ChannelRefused) as refusal:
        channel.deliver(package())

    assert not refusal.value.may_be_there


def test_a_wrong_token_stops_at_once(server):
    with pytest.raises(ChannelRefused, match="Token"):
        RestChannel(WebAccess(server.url, "falsch")).deliver(package())

    assert len(server.calls) == 1


def test_it_knows_whether_nothing_ever_left(server, channel):
    with pytest.raises(ChannelUnreachable):
        RestChannel(WebAccess("http://127.0.0.1:1", TOKEN)).deliver(package())


def test_an_encrypted_file_cannot_go_case_by_case(channel):
    with pytest.raises(ChannelRefused, match="verschlüsselt"):
        channel.deliver(replace(package(), content=b"\x85\x01"))


def test_notices_go_once(server, channel):
    channel.send_notices([notice(1), notice(2, "-5.00")])
    channel.send_notices([notice(1), notice(2, "-5.00")])

    assert [one["amount"] for one in server.notices] == ["20.00", "-5.00"]


def test_a_refused_notice_is_told(server, channel):
    server.faults.append(422)

    with pytest.raises(ChannelRefused, match="Störung mit Absicht"):
        channel.send_notices([notice()])


def test_reports_are_fetched_page_by_page_and_once(server, channel):
    server.reports = [_report(number) for number in range(5)]
    first = list(channel.fetch_reports([]))
    server.reports.append(_report(5))

    again = list(channel.fetch_reports(["Upload.csv:abc", *[file.mark for file in first]]))

    assert [file.name for file in first] == [f"Abruf-r-{number}" for number in range(5)]
    assert json.loads(first[0].content) == _report(0)["report"]
    assert [file.name for file in again] == ["Abruf-r-5"]


@pytest.mark.parametrize("status", [404, 422])
def test_a_server_that_has_no_reports_for_us_is_told(server, channel, status):
    server.faults.append(status)

    with pytest.raises(ChannelRefused):
        list(channel.fetch_reports([]))


@pytest.mark.parametrize(
    "report", [{"id": "x"}, {"id": "", "report": {}}, {"id": "x", "report": 1}]
)
def test_a_list_of_something_else_is_no_answer(server, channel, report):
    server.reports = [{"report": None, **report}]

    with pytest.raises(ChannelUnavailable, match="keine Liste von Rückmeldungen"):
        list(channel.fetch_reports([]))


def test_trying_out_is_a_rehearsal(server, channel):
    assert "nimmt Fälle an" in channel.try_out()
    assert server.cases == {}
    assert server.calls[0].headers["Try-Out"] == "true"


def test_a_server_that_takes_the_rehearsal_for_real_is_told(server, channel):
    server.knows_try_out = False

    with pytest.raises(ChannelRefused, match="Probelauf nicht als solchen erkannt"):
        channel.try_out()
