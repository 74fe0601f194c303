"""Handovers that a clerk downloads: the first one hands over, the second one asks."""

from datetime import timedelta
from decimal import Decimal

import pytest

from inkasso.adapters.agencies.base import ChannelRefused, ChannelUnavailable
from inkasso.models import AgencyNotice, CollectionAgency, CollectionCase, Handover
from inkasso.services.handover_delivery import deliver_due
from inkasso.services.handover_download import NeedsConfirmation, download, mark_delivered
from inkasso.services.handovers import HandoverRefused
from orders.services.payments import record_payment
from tests import factories
from tests.factories import TODAY
from tests.inkasso.handovers import NOW, ready_case, released
from tests.inkasso.receiving import Folder, receive, told

pytestmark = pytest.mark.django_db
State = Handover.State
SFTP = CollectionAgency.Way.SFTP


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Folder:
    """Where every agency receives its files."""
    return receive(tmp_path, monkeypatch)


def deliver() -> None:
    """What the worker does."""
    deliver_due(clock=lambda: NOW)


def pay(case: CollectionCase, amount: str = "500.00") -> None:
    record_payment(case.order_id, amount=Decimal(amount), paid_on=TODAY, actor=None, today=TODAY)


def again(handover: Handover) -> Handover:
    return Handover.objects.get(pk=handover.pk)


def test_the_first_download_counts_as_the_handover(folder):
    person, case = factories.user("petra"), ready_case()
    handover = released(case)
    deliver()
    assert again(handover).state == State.WRITTEN

    taken = download(handover.pk, actor=person, now=NOW)

    assert [one["reference"] for one in told(bytes(taken.file.content))] == [case.reference]
    assert again(handover).state == State.DELIVERED
    assert handover.downloads.get().downloaded_by == person
    assert folder.packages == []


def test_a_second_download_asks_and_is_logged_too(folder):
    person = factories.user("petra")
    handover = released()
    deliver()
    download(handover.pk, actor=person, now=NOW)

    with pytest.raises(NeedsConfirmation):
        download(handover.pk, actor=person, now=NOW)
    download(handover.pk, actor=person, now=NOW, is_confirmed=True)

    assert handover.downloads.count() == 2


def test_who_pays_before_the_download_is_taken_out_first(folder):
    person, paid, other = factories.user("petra"), ready_case(), ready_case()
    handover = released(paid, other)
    deliver()
    pay(paid)

    assert download(handover.pk, actor=person, now=NOW).file is None
    deliver()
    taken = download(handover.pk, actor=person, now=NOW)

    assert [one["reference"] for one in told(bytes(taken.file.content))] == [other.reference]


def test_a_file_on_its_way_is_not_handed_out(folder):
    folder.faults = [ChannelUnavailable("Niemand antwortet.")]
    handover = released(way=SFTP)
    deliver()

    with pytest.raises(HandoverRefused, match="wird gerade übertragen"):
        download(handover.pk, actor=factories.user("petra"), now=NOW)


def test_a_clerk_can_say_so_of_a_file_that_arrived_before_it_was_refused(folder):
    folder.after = [ChannelUnavailable("Die Verbindung brach ab.")]
    handover = released(way=SFTP)
    deliver()
    folder.faults = [ChannelRefused("Das Passwort stimmt nicht.")]
    deliver_due(clock=lambda: NOW + timedelta(days=1))
    assert again(handover).state == State.FAILED

    mark_delivered(handover.pk, actor=factories.user("petra"), now=NOW)

    assert again(handover).state == State.DELIVERED


def test_a_clerk_can_say_that_the_agency_has_the_file(folder):
    handover = released()
    deliver()

    mark_delivered(handover.pk, actor=factories.user("petra"), now=NOW)

    assert again(handover).state == State.DELIVERED


def test_who_pays_before_that_is_told_to_the_agency(folder):
    case = ready_case()
    handover = released(case)
    deliver()
    pay(case, "30.00")

    mark_delivered(handover.pk, actor=factories.user("petra"), now=NOW)

    assert AgencyNotice.objects.get(case=case).amount == Decimal("30.00")
