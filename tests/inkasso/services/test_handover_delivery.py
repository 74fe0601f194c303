"""Delivery of handovers: written as a whole, decided, sent once, settled."""

import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from inkasso.models import CollectionAgency, Handover, HandoverFile
from inkasso.rules.states import CaseState
from inkasso.services import handover_delivery, handover_writing
from inkasso.services.notices import notice_missed
from orders.models import Order
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


def test_it_delivers_one_complete_file_and_hands_the_cases_over(folder):
    case = ready_case()
    folder.references = {case.reference: "NW-77"}
    handover = released(case, way=SFTP)

    deliver()

    (file,) = folder.files
    assert [one["reference"] for one in told(file.read_bytes())] == [case.reference]
    assert again(handover).state == State.DELIVERED
    handed = again_case(case)
    assert handed.state == CaseState.HANDED_OVER
    assert handed.handed_over_on == TODAY
    assert handed.agency_reference == "NW-77"
    assert handed.principal == Decimal("79.90")
    assert handed.interest > 0
    assert handed.interest_until == TODAY
    assert handed.default_since is not None
    assert handover.items.get().delivered_at == NOW


def test_ringing_twice_delivers_once(folder):
    released(way=SFTP)

    deliver()
    deliver()

    assert len(folder.packages) == 1


def test_a_case_is_told_with_all_that_the_law_asks_for(folder):
    released(ready_case(), way=SFTP)
    deliver()

    (case,) = told(folder.files[0].read_bytes())

    assert case["creditor"]["is_vat_deductible"] is True
    assert case["creditor"]["iban"] == "DE89370400440532013000"
    assert case["debtor"]["type"] == "consumer"
    assert case["order"]["contract_date"] == (TODAY - timedelta(days=74)).isoformat()
    assert case["order"]["subject"] == "1 × Fotobuch A4"
    assert case["amount"]["principal"] == "79.90"
    assert [one["level"] for one in case["reminders"]] == [1, 2]
    assert case["default"]["ground_text"]
    assert case["interest"]["lines"][0]["from"] == case["default"]["since"]
    assert case["after_failure"] == "court"
    assert case["dispute"] == {"is_disputed": False, "amount": None}


def test_a_part_payment_is_told_with_what_it_settled(folder):
    case = ready_case()
    pay(case, "30.00")
    released(case, way=SFTP)
    deliver()

    (content,) = told(folder.files[0].read_bytes())

    (payment,) = content["payments"]
    paid = sum(Decimal(payment[name]) for name in ("to_costs", "to_interest", "to_principal"))
    assert (payment["amount"], paid) == ("30.00", Decimal("30.00"))


def test_the_same_cases_give_the_same_bytes(folder):
    handover = released(way=SFTP)
    handover_writing.write_file(handover.pk, clock=lambda: NOW)
    first = bytes(HandoverFile.objects.get().content)
    handover_delivery.drop_file(handover)
    handover.save()
    handover_writing.write_file(handover.pk, clock=lambda: NOW)

    assert bytes(HandoverFile.objects.get().content) == first


def test_who_pays_between_release_and_writing_is_taken_out(folder):
    paid, other = ready_case(), ready_case()
    handover = released(paid, other, way=SFTP)
    pay(paid)

    deliver()

    assert [one["reference"] for one in told(folder.files[0].read_bytes())] == [other.reference]
    assert again_case(paid).state == CaseState.PAID
    assert "inzwischen bezahlt" in handover.items.get(case=paid).content["left_out"]


def test_who_pays_between_writing_and_delivery_is_taken_out_and_the_file_written_anew(folder):
    paid, other = ready_case(), ready_case()
    handover = released(paid, other, way=SFTP)
    handover_writing.write_file(handover.pk, clock=lambda: NOW)
    pay(paid)

    deliver()

    (file,) = folder.files
    assert [one["reference"] for one in told(file.read_bytes())] == [other.reference]
    assert again_case(paid).state == CaseState.PAID


def test_who_pays_while_the_papers_are_made_is_taken_out(folder, monkeypatch):
    paid, other = ready_case(), ready_case()
    released(paid, other, way=SFTP)

    def pay_meanwhile(case, day):
        if Order.objects.get(pk=paid.order_id).is_open:
            pay(paid)
        return []

    monkeypatch.setattr(handover_writing, "documents_for", pay_meanwhile)
    deliver()

    (file,) = folder.files
    assert [one["reference"] for one in told(file.read_bytes())] == [other.reference]


def test_a_part_payment_before_delivery_is_in_the_file_and_no_notice_tells_it_again(folder):
    case = ready_case()
    handover = released(case, way=SFTP)
    handover_writing.write_file(handover.pk, clock=lambda: NOW)
    pay(case, "30.00")

    deliver(timedelta(minutes=2))

    (content,) = told(folder.files[0].read_bytes())
    assert Decimal(content["amount"]["paid"]) == Decimal("30.00")
    assert again(handover).state == State.DELIVERED
    assert notice_missed(again_case(case).agency) == 0


def test_a_handover_whose_cases_are_all_paid_is_discarded(folder):
    case = ready_case()
    handover = released(case, way=SFTP)
    pay(case)

    deliver()

    assert again(handover).state == State.DISCARDED
    assert folder.files == []


def test_a_real_package_holds_the_papers_of_the_case(tmp_path, monkeypatch):
    receiver = Folder(tmp_path)
    monkeypatch.setattr(handover_delivery, "agency_channel", lambda agency: receiver)
    with transaction.atomic():
        released(way=SFTP)

    deliver()

    with zipfile.ZipFile(receiver.files[0]) as archive:
        names = archive.namelist()
    assert any(name.endswith(".pdf") and "Akte" in name for name in names)
