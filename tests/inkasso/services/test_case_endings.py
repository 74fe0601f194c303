"""Recall, write-off and cancellation of a case; notes and the agency's file number."""

from decimal import Decimal

import pytest

from inkasso.models import AgencyNotice, CollectionCase, CollectionPolicy
from inkasso.rules.states import CaseState
from inkasso.services.case_endings import (
    add_note,
    cancel_case,
    recall_case,
    set_agency_reference,
    write_off_case,
)
from inkasso.services.cases import CaseRefused, lock_case, move
from orders.models import LedgerEntry, Order
from orders.services.payments import record_payment
from tests import factories
from tests.collection_factories import case, policy
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
OPTION = CollectionPolicy.Option
Kind = LedgerEntry.Kind


def again(made: CollectionCase) -> CollectionCase:
    return CollectionCase.objects.select_related("order__customer").get(pk=made.pk)


def returned(option: str = OPTION.CANCELLATION, cost: str = "15.00") -> CollectionCase:
    order = factories.order(due_on=TODAY.replace(month=9))
    policy(order.sales_account, option=option, cancellation_cost=Decimal(cost))
    made = case(order, state=CaseState.IN_PROGRESS)
    move(lock_case(made.pk), CaseState.RETURNED, on=TODAY, actor=None)
    return again(made)


def booked(made: CollectionCase) -> dict[str, Decimal]:
    return {one.entry.kind: one.entry.amount for one in made.bookings.select_related("entry")}


def test_a_recall_ends_the_case_tells_the_agency_and_lets_reminders_go_on():
    made = case(state=CaseState.IN_PROGRESS)
    clerk = factories.user("petra")

    recall_case(made.pk, reason="Der Kunde zahlt in Raten", actor=clerk, today=TODAY)

    after = again(made)
    assert after.state == CaseState.RECALLED
    assert after.ended_why == "Der Kunde zahlt in Raten"
    assert after.ended_on == TODAY
    assert after.order.collection_since is None
    assert after.order.customer.collection_since is None
    notice = AgencyNotice.objects.get(case=made)
    assert (notice.kind, notice.text, notice.sent_at) == (
        AgencyNotice.Kind.RECALL,
        "Der Kunde zahlt in Raten",
        None,
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [
        pytest.param(CaseState.TO_CHECK, "nichts zurückzurufen", id="not handed over"),
        pytest.param(CaseState.HANDING_OVER, "wird gerade übergeben", id="on its way"),
    ],
)
def test_what_no_agency_has_cannot_be_recalled(state, words):
    made = case(state=state)

    with pytest.raises(CaseRefused, match=words):
        recall_case(made.pk, reason="Irrtum", actor=None, today=TODAY)

    assert again(made).state == state
    assert not AgencyNotice.objects.exists()


def test_a_case_is_recalled_once():
    made = case(state=CaseState.HANDED_OVER)
    recall_case(made.pk, reason="Irrtum", actor=None, today=TODAY)

    with pytest.raises(CaseRefused):
        recall_case(made.pk, reason="Irrtum", actor=None, today=TODAY)

    assert AgencyNotice.objects.count() == 1


@pytest.mark.parametrize("end", [recall_case, write_off_case])
def test_an_end_needs_a_reason(end):
    made = case(state=CaseState.IN_PROGRESS)

    with pytest.raises(CaseRefused, match="Geben Sie an"):
        end(made.pk, reason="  ", actor=None, today=TODAY)

    assert again(made).state == CaseState.IN_PROGRESS


@pytest.mark.parametrize("state", [CaseState.TO_CHECK, CaseState.IN_PROGRESS, CaseState.TITLE])
def test_a_write_off_gives_up_all_that_is_open_and_ends_the_case(state):
    made = case(state=state)
    record_payment(made.order_id, amount=Decimal("9.90"), paid_on=TODAY, actor=None, today=TODAY)

    amount = write_off_case(made.pk, reason="Insolvenz", actor=None, today=TODAY)

    after = again(made)
    assert amount == Decimal("70.00")
    assert after.state == CaseState.WRITTEN_OFF
    assert after.ended_why == "Insolvenz"
    assert after.order.open_amount == 0
    assert after.order.payment_status == Order.PaymentStatus.WRITTEN_OFF
    assert booked(made) == {Kind.WRITE_OFF: Decimal("-70.00")}


def test_the_agency_is_told_of_a_write_off():
    made = case(state=CaseState.IN_PROGRESS)

    write_off_case(made.pk, reason="Insolvenz", actor=None, today=TODAY)

    assert AgencyNotice.objects.get(case=made, kind=AgencyNotice.Kind.CREDIT).amount == Decimal(
        "79.90"
    )


@pytest.mark.parametrize("state", [CaseState.HANDING_OVER, CaseState.RECALLED])
def test_a_write_off_is_refused_on_the_way_to_the_agency_and_after_the_end(state):
    made = case(state=CaseState.HANDED_OVER if state == CaseState.RECALLED else state)
    if state == CaseState.RECALLED:
        recall_case(made.pk, reason="Irrtum", actor=None, today=TODAY)

    with pytest.raises(CaseRefused):
        write_off_case(made.pk, reason="Insolvenz", actor=None, today=TODAY)

    assert again(made).order.open_amount == Decimal("79.90")


def test_option_b_cancels_the_order_and_books_the_cost():
    made = returned()
    record_payment(made.order_id, amount=Decimal("10.00"), paid_on=TODAY, actor=None, today=TODAY)

    cost = cancel_case(made.pk, reason="erfolglos zurück", actor=None, today=TODAY)

    after = again(made)
    assert cost == Decimal("15.00")
    assert after.state == CaseState.CANCELLED
    assert after.ended_why == "erfolglos zurück"
    assert after.order.is_cancelled
    # Of the 15.00 € the payment that was made before settles 10.00 €.
    assert after.order.open_amount == Decimal("5.00")
    assert after.order.collection_since is None
    assert booked(made) == {
        Kind.CANCELLATION_COST: Decimal("15.00"),
        Kind.CREDIT_NOTE: Decimal("-79.90"),
    }


def test_without_cancellation_cost_nothing_stays_open():
    made = returned(cost="0.00")

    assert cancel_case(made.pk, reason="erfolglos", actor=None, today=TODAY) == 0

    after = again(made)
    assert (after.state, after.ended_why) == (CaseState.CANCELLED, "erfolglos")
    assert after.order.open_amount == 0


def test_option_a_is_never_cancelled():
    made = returned(OPTION.COURT)

    with pytest.raises(CaseRefused, match="Mahnoption a"):
        cancel_case(made.pk, reason="erfolglos", actor=None, today=TODAY)

    assert not again(made).order.is_cancelled


def test_option_b_waits_for_the_agency():
    order = factories.order(due_on=TODAY.replace(month=9))
    policy(order.sales_account, option=OPTION.CANCELLATION)
    made = case(order, state=CaseState.IN_PROGRESS)

    with pytest.raises(CaseRefused, match="erfolglos zurückgegeben"):
        cancel_case(made.pk, reason="zu langsam", actor=None, today=TODAY)

    assert not again(made).order.is_cancelled


def test_a_note_stands_in_the_timeline():
    made = case()
    clerk = factories.user("petra")

    add_note(made.pk, text=" Kundin ruft zurück. ", actor=clerk, today=TODAY)

    newest = made.events.latest("pk")
    assert (newest.kind, newest.text, newest.actor) == ("note", "Kundin ruft zurück.", clerk)
    with pytest.raises(CaseRefused):
        add_note(made.pk, text=" ", actor=clerk, today=TODAY)


def test_the_agencys_file_number_is_kept_and_its_change_told():
    made = case(state=CaseState.HANDED_OVER)
    CollectionCase.objects.filter(pk=made.pk).update(agency_reference="")

    set_agency_reference(made.pk, reference=" NW-4711 ", actor=None, today=TODAY)
    set_agency_reference(made.pk, reference="NW-4711", actor=None, today=TODAY)

    assert again(made).agency_reference == "NW-4711"
    told = made.events.filter(text__startswith="Aktenzeichen")
    assert [one.text for one in told] == ["Aktenzeichen des Inkassobüros: NW-4711 (bisher keines)."]


def test_a_file_number_stands_for_one_customer():
    first, second = case(state=CaseState.HANDED_OVER), case(state=CaseState.HANDED_OVER)
    of_first = again(first).agency_reference

    with pytest.raises(CaseRefused, match=f"führt schon {first}"):
        set_agency_reference(second.pk, reference=of_first, actor=None, today=TODAY)

    set_agency_reference(second.pk, reference="", actor=None, today=TODAY)
    assert again(second).agency_reference == ""


def test_a_case_that_was_never_handed_over_has_no_file_number():
    made = case()

    with pytest.raises(CaseRefused, match="noch nicht übergeben"):
        set_agency_reference(made.pk, reference="NW-1", actor=None, today=TODAY)
