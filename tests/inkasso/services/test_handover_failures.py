"""Deliveries that go wrong: tried again, given up, never delivered twice."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from inkasso.adapters.agencies.base import (
    ChannelRefused,
    ChannelUnavailable,
    ChannelUnreachable,
)
from inkasso.models import AgencyNotice, CollectionAgency, CollectionCase, Handover, HandoverFile
from inkasso.rules.handover import MAX_ATTEMPTS
from inkasso.rules.states import CaseState
from inkasso.services import handover_delivery, handover_writing
from inkasso.services.handover_delivery import retry
from inkasso.services.handover_download import download
from inkasso.services.handovers import HandoverRefused, discard_handover
from inkasso.services.notices import notice_missed
from orders.services.corrections import cancel_order
from tests import factories
from tests.factories import TODAY
from tests.inkasso.handovers import (
    NOW,
    again,
    again_case,
    deliver,
    pay,
    ready_case,
    released,
)
from tests.inkasso.receiving import Folder, receive, told

pytestmark = pytest.mark.django_db
State = Handover.State
SFTP = CollectionAgency.Way.SFTP


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Folder:
    """Where every agency receives its files."""
    return receive(tmp_path, monkeypatch)


def test_a_definite_no_fails_in_words_and_can_be_tried_again(folder):
    folder.faults = [ChannelRefused("Das Passwort stimmt nicht.")]
    handover = released(way=SFTP)
    deliver()
    failed = again(handover)
    assert (failed.state, failed.problem) == (State.FAILED, "Das Passwort stimmt nicht.")

    retry(handover.pk, now=NOW)
    deliver()

    assert again(handover).state == State.DELIVERED
    assert len(folder.files) == 1


def test_a_server_that_does_not_answer_is_tried_again_later(folder):
    folder.faults = [ChannelUnavailable("Niemand antwortet.")]
    handover = released(way=SFTP)
    deliver()
    assert again(handover).state == State.WRITTEN

    deliver(timedelta(seconds=30))
    assert len(folder.packages) == 1
    deliver(timedelta(minutes=2))

    assert again(handover).state == State.DELIVERED


def test_after_many_attempts_a_clerk_looks_after_it(folder):
    folder.faults = [ChannelUnavailable("Niemand antwortet.")] * MAX_ATTEMPTS
    handover = released(way=SFTP)

    for hours in range(MAX_ATTEMPTS):
        deliver(timedelta(hours=2 * hours))

    assert again(handover).state == State.FAILED


def test_what_may_have_arrived_goes_again_byte_for_byte_even_if_somebody_pays(folder):
    case = ready_case()
    folder.after = [ChannelUnavailable("Die Verbindung brach ab.")]
    handover = released(case, way=SFTP)
    deliver()
    pay(case)

    deliver(timedelta(minutes=2))

    first, second = folder.packages
    assert first.content == second.content
    assert len(folder.files) == 1
    assert again(handover).state == State.DELIVERED
    assert again_case(case).state == CaseState.PAID


def test_that_payment_is_told_to_the_agency(folder):
    case = ready_case()
    folder.after = [ChannelUnavailable("Die Verbindung brach ab.")]
    released(case, way=SFTP)
    deliver()
    pay(case, "30.00")
    deliver(timedelta(minutes=2))

    notice_missed(again_case(case).agency)

    assert AgencyNotice.objects.get(case=case).amount == Decimal("30.00")


def test_an_order_cancelled_while_the_file_is_on_its_way_is_told_to_the_agency(folder):
    case = ready_case()
    folder.after = [ChannelUnavailable("Die Verbindung brach ab.")]
    released(case, way=SFTP)
    deliver()
    cancel_order(case.order_id, cancelled_on=TODAY, reason="Irrtum", actor=None, today=TODAY)

    deliver(timedelta(minutes=2))

    assert again_case(case).state == CaseState.CANCELLED
    told_of = set(AgencyNotice.objects.filter(case=case).values_list("kind", flat=True))
    assert told_of == {AgencyNotice.Kind.CREDIT}


def test_who_pays_while_no_connection_comes_about_is_taken_out(folder):
    paid, other = ready_case(), ready_case()
    folder.faults = [ChannelUnreachable("Niemand da.")]
    released(paid, other, way=SFTP)
    deliver()
    pay(paid)

    deliver(timedelta(minutes=2))

    (file,) = folder.files
    assert [one["reference"] for one in told(file.read_bytes())] == [other.reference]


def test_cases_that_arrived_singly_are_not_sent_again(folder):
    first, second = ready_case(), ready_case()
    folder.faults = [ChannelUnavailable("abgebrochen", {first.reference: "A-1"})]
    released(first, second, way=SFTP)
    deliver()

    deliver(timedelta(minutes=2))

    assert set(folder.packages[1].done) == {first.reference}
    assert again_case(first).agency_reference == "A-1"


def _refused_one_of_two(folder: Folder) -> tuple[Handover, CollectionCase, CollectionCase]:
    """A handover of which the agency took the first case and not the second one."""
    taken, refused = ready_case(), ready_case()
    folder.faults = [ChannelRefused("Anschrift unbekannt.", {taken.reference: "A-1"})]
    handover = released(taken, refused, way=SFTP)
    deliver()
    return handover, taken, refused


def test_a_case_that_was_taken_is_handed_over_although_another_one_is_refused(folder):
    handover, taken, refused = _refused_one_of_two(folder)
    pay(taken, "30.00")

    assert again(handover).state == State.FAILED
    case = again_case(taken)
    assert (case.state, case.handed_over_on) == (CaseState.HANDED_OVER, TODAY)
    assert case.agency_reference == "A-1"
    assert AgencyNotice.objects.get(case=taken).amount == Decimal("30.00")
    assert again_case(refused).state == CaseState.HANDING_OVER


def test_discarding_then_frees_the_refused_case_alone(folder):
    handover, taken, refused = _refused_one_of_two(folder)

    discard_handover(handover.pk, actor=None, today=TODAY, now=NOW)

    assert again(handover).state == State.DELIVERED
    assert again_case(taken).state == CaseState.HANDED_OVER
    assert again_case(refused).state == CaseState.READY
    assert "Anschrift unbekannt" in handover.items.get(case=refused).content["left_out"]
    assert [item.case for item in handover.items.filter(is_live=True)] == [taken]


def test_discarding_while_the_file_is_written_anew_leaves_none_to_download(folder):
    handover, taken, _ = _refused_one_of_two(folder)
    retry(handover.pk, now=NOW)

    discard_handover(handover.pk, actor=None, today=TODAY, now=NOW)

    assert again(handover).state == State.DELIVERED
    assert again_case(taken).state == CaseState.HANDED_OVER
    with pytest.raises(HandoverRefused, match="keine Datei"):
        download(handover.pk, actor=factories.user("petra"), now=NOW)


def test_trying_again_then_hands_over_the_refused_case_alone(folder):
    handover, taken, refused = _refused_one_of_two(folder)

    retry(handover.pk, now=NOW)
    deliver()

    assert set(folder.packages[1].done) == {taken.reference}
    assert again(handover).state == State.DELIVERED
    assert again_case(refused).state == CaseState.HANDED_OVER
    assert again_case(taken).events.filter(text__startswith="An ").count() == 1


def test_an_error_of_the_program_never_ends_as_delivered(folder):
    folder.faults = [ZeroDivisionError()]
    handover = released(way=SFTP)

    deliver()

    assert again(handover).state == State.WRITTEN
    assert "ZeroDivisionError" in again(handover).problem


def test_papers_that_cannot_be_made_let_only_this_handover_fail(folder, monkeypatch):
    def stumble(case, day):
        raise ValueError("kaputt")

    monkeypatch.setattr(handover_writing, "documents_for", stumble)
    handover = released(way=SFTP)

    deliver()

    assert again(handover).state == State.FAILED
    assert not HandoverFile.objects.exists()


def test_what_is_on_its_way_cannot_be_discarded(folder):
    folder.faults = [ChannelUnavailable("Niemand antwortet.")]
    handover = released(way=SFTP)
    deliver()

    with pytest.raises(HandoverRefused, match="unterwegs"):
        discard_handover(handover.pk, actor=None, today=TODAY, now=NOW)


def test_a_failed_one_can_be_discarded_and_frees_its_cases(folder):
    case = ready_case()
    folder.faults = [ChannelRefused("nein")]
    handover = released(case, way=SFTP)
    deliver()

    discard_handover(handover.pk, actor=None, today=TODAY, now=NOW)

    assert again_case(case).state == CaseState.READY
    assert not HandoverFile.objects.exists()


def _lost(folder: Folder, handover: Handover, then: Exception) -> None:
    """The file arrives unconfirmed, and every later attempt ends like that."""
    folder.faults = [None, *[then] * MAX_ATTEMPTS]
    folder.after = [ChannelUnavailable("Die Verbindung brach ab.")]
    for days in range(MAX_ATTEMPTS):
        deliver(timedelta(days=days))
    assert again(handover).state == State.FAILED
    assert len(folder.files) == 1


AFTERWARDS = pytest.mark.parametrize(
    "then",
    [
        ChannelUnavailable("Niemand antwortet."),
        ChannelUnreachable("Niemand da."),
        ChannelRefused("Das Passwort stimmt nicht."),
    ],
)


@AFTERWARDS
def test_what_may_have_arrived_is_never_discarded_whatever_comes_later(folder, then):
    case = ready_case()
    handover = released(case, way=SFTP)
    _lost(folder, handover, then)

    with pytest.raises(HandoverRefused, match="kann schon beim Inkassobüro sein"):
        discard_handover(handover.pk, actor=None, today=TODAY, now=NOW)

    assert again_case(case).state == CaseState.HANDING_OVER


@AFTERWARDS
def test_what_may_have_arrived_is_repeated_byte_for_byte_whatever_comes_later(folder, then):
    case = ready_case()
    handover = released(case, way=SFTP)
    _lost(folder, handover, then)
    pay(case, "30.00")
    folder.faults = []

    retry(handover.pk, now=NOW + timedelta(days=30))
    deliver(timedelta(days=30))

    assert len({package.content for package in folder.packages}) == 1
    assert len(folder.files) == 1
    assert again(handover).state == State.DELIVERED


def test_a_refusal_of_half_a_case_keeps_the_others_from_being_discarded(folder):
    folder.faults = [ChannelRefused("Unterlage zu groß", may_be_there=True)]
    handover = released(way=SFTP)
    deliver()

    with pytest.raises(HandoverRefused, match="kann schon beim Inkassobüro sein"):
        discard_handover(handover.pk, actor=None, today=TODAY, now=NOW)


def test_a_worker_that_lost_its_lease_settles_nothing(folder):
    handover = released(way=SFTP)
    handover_writing.write_file(handover.pk, clock=lambda: NOW)
    sending = handover_delivery._decide(handover.pk, now=NOW)
    later: datetime = NOW + timedelta(hours=1)
    other = handover_delivery._decide(handover.pk, now=later)

    handover_delivery._refused(
        sending.lease, ChannelRefused("zu spät"), may_be_there=False, now=later
    )

    assert other is not None
    assert again(handover).state == State.WRITTEN
