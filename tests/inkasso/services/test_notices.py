"""What agencies are told of their cases, once."""

from decimal import Decimal

import pytest

from inkasso.models import AgencyNotice, CaseEvent, CollectionCase, CourtProcedure
from inkasso.rules.court_steps import CourtStep
from inkasso.rules.reports import AgencyStatus
from inkasso.rules.states import CaseState
from inkasso.services.cases import lock_case
from inkasso.services.court import StepTold, take_step
from inkasso.services.notice_stops import SETTLED
from inkasso.services.notices import note_recall, pending_notices
from orders.models import LedgerEntry, Order
from orders.services.ledger import book, lock_order, refresh_figures
from orders.services.payments import record_payment
from orders.services.stops import lift_stop, set_stop
from tests import collection_factories, factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
Kind = AgencyNotice.Kind
Source = LedgerEntry.Source


def at_agency(state: CaseState = CaseState.IN_PROGRESS, total: str = "100.00"):
    order = factories.order(total=total, due_on=TODAY, open_amount=total)
    return collection_factories.case(order, state=state)


def pay(case, amount: str) -> None:
    record_payment(case.order_id, amount=Decimal(amount), paid_on=TODAY, actor=None, today=TODAY)


@pytest.mark.parametrize(
    ("kind", "amount", "told"),
    [
        (LedgerEntry.Kind.PAYMENT, "-30.00", (Kind.DIRECT_PAYMENT, "30.00")),
        (LedgerEntry.Kind.CREDIT_NOTE, "-30.00", (Kind.CREDIT, "30.00")),
        (LedgerEntry.Kind.WAIVER, "-5.00", (Kind.CREDIT, "5.00")),
        (LedgerEntry.Kind.CHARGEBACK, "30.00", (Kind.REVERSAL, "-30.00")),
        (LedgerEntry.Kind.RETURNED_DEBIT_COST, "5.00", (Kind.REVERSAL, "-5.00")),
        (LedgerEntry.Kind.DUNNING_FEE, "5.00", None),
        (LedgerEntry.Kind.REFUND, "5.00", None),
    ],
)
def test_it_notices_what_changes_the_claim_without_the_agency(kind, amount, told):
    case = at_agency()
    order = lock_order(case.order_id)

    book(order, kind, Decimal(amount), booked_on=TODAY, source=Source.MANUAL)
    refresh_figures(order)
    refresh_figures(order)

    notices = [(one.kind, str(one.amount)) for one in pending_notices(case.agency)]
    assert notices == ([told] if told else [])


def test_it_tells_nothing_that_came_from_the_agency():
    case = at_agency()
    order = lock_order(case.order_id)
    amount = Decimal("-30.00")
    paid = book(order, LedgerEntry.Kind.PAYMENT, amount, booked_on=TODAY, source=Source.AGENCY)
    refresh_figures(order)
    book(
        order,
        LedgerEntry.Kind.CHARGEBACK,
        -amount,
        booked_on=TODAY,
        source=Source.MANUAL,
        returns=paid,
    )

    refresh_figures(order)

    assert not AgencyNotice.objects.exists()


@pytest.mark.parametrize(
    ("state", "count"),
    [
        (CaseState.READY, 0),
        (CaseState.HANDED_OVER, 1),
        (CaseState.IN_PROGRESS, 1),
        (CaseState.COURT_REQUESTED, 1),
    ],
)
def test_it_tells_only_who_has_the_case(state, count):
    case = at_agency(state)

    pay(case, "30.00")

    assert AgencyNotice.objects.count() == count


def test_it_goes_on_telling_an_agency_that_went_to_court_itself():
    case = at_agency(CaseState.COURT_REQUESTED)
    take_step(case.pk, StepTold(CourtStep.SERVICE, TODAY), actor=None, today=TODAY)

    pay(case, "30.00")

    assert AgencyNotice.objects.count() == 1


def test_it_tells_nothing_while_the_seller_is_at_court_himself():
    case = at_agency(CaseState.COURT_REQUESTED)
    CourtProcedure.objects.create(case=case, court="hamburg", requested_on=TODAY, is_own=True)

    pay(case, "30.00")

    assert not AgencyNotice.objects.exists()


def test_it_tells_the_payment_that_ends_the_case_and_its_return():
    case = at_agency()

    pay(case, "100.00")
    order = lock_order(case.order_id)
    book(
        order,
        LedgerEntry.Kind.CHARGEBACK,
        Decimal("100.00"),
        booked_on=TODAY,
        source=Source.BANK,
    )
    refresh_figures(order)

    case.refresh_from_db()
    assert case.state == CaseState.IN_PROGRESS
    kinds = list(pending_notices(case.agency).values_list("kind", flat=True))
    assert kinds == [Kind.DIRECT_PAYMENT, Kind.REVERSAL]


def test_it_tells_nothing_from_before_the_handover():
    order = factories.order(total="100.00", due_on=TODAY)
    record_payment(order.pk, amount=Decimal("20"), paid_on=TODAY, actor=None, today=TODAY)
    case = collection_factories.case(order, state=CaseState.IN_PROGRESS)

    pay(case, "30.00")

    assert [str(one.amount) for one in AgencyNotice.objects.all()] == ["30.00"]


def test_it_notes_a_recall_once():
    case = lock_case(at_agency().pk)

    first = note_recall(case, "Vergleich mit dem Kunden", TODAY)
    again = note_recall(case, "noch einmal", TODAY)

    assert first == again
    assert first is not None
    assert first.text == "Vergleich mit dem Kunden"
    assert case.events.filter(kind=CaseEvent.Kind.NOTICE).count() == 1


def test_it_notes_no_recall_where_no_agency_has_the_case():
    case = lock_case(collection_factories.case().pk)

    assert note_recall(case, "Kulanz", TODAY) is None


def test_it_tells_why_the_debtor_does_not_pay_and_when_that_is_settled():
    case = at_agency()

    set_stop(case.order_id, Order.StopReason.DISPUTED, reason="Ware defekt", actor=None)
    pay(case, "10.00")
    lift_stop(case.order_id, seen="disputed", reason="Ware heil", actor=None)

    told = AgencyNotice.objects.filter(kind=Kind.OBJECTION).order_by("pk")
    texts = list(told.values_list("text", flat=True))
    assert texts == ["Der Auftrag ist angehalten: bestritten.", SETTLED]


def test_it_does_not_tell_an_agency_what_it_reported_itself():
    case = at_agency()
    CollectionCase.objects.filter(pk=case.pk).update(agency_status=AgencyStatus.DISPUTED)

    set_stop(case.order_id, Order.StopReason.DISPUTED, reason="Laut Inkasso", actor=None)

    assert not AgencyNotice.objects.exists()
