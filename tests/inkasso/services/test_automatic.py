"""What a night does: open, look, and hand over what the switches of an account let go unseen."""

from datetime import timedelta
from decimal import Decimal

import pytest

from inkasso.models import CollectionAgency, CollectionCase, CollectionPolicy, Handover
from inkasso.rules.states import CaseState
from inkasso.services import automatic
from inkasso.services.automatic import Nightly, collect, rehearse
from inkasso.services.candidates import open_by_hand
from inkasso.services.handovers import HandoverRefused, propose_handover
from inkasso.services.refresh import refreshed_at
from orders.models import Customer, Order
from orders.services.payments import record_payment
from tests.collection_factories import agency
from tests.factories import TODAY, user
from tests.inkasso.collection_bench import NOW, collecting, dunned
from tests.inkasso.services.test_candidates import taken_back

pytestmark = pytest.mark.django_db
State = Handover.State


def night() -> Nightly:
    return collect(today=TODAY, now=NOW)


def state_of(order: Order) -> str:
    return CollectionCase.objects.get(order=order).state


def test_without_the_switch_a_complete_case_waits_for_a_clerk():
    order = dunned()

    assert night() == Nightly(opened=1, refreshed=1, handed_over=0)

    assert state_of(order) == CaseState.READY
    assert refreshed_at() == NOW


def test_with_the_switch_a_complete_case_is_handed_over():
    order = dunned(collecting(is_automatic=True))

    assert night().handed_over == 1

    handover = Handover.objects.get()
    assert state_of(order) == CaseState.HANDING_OVER
    assert handover.state == State.RELEASED
    assert handover.is_automatic
    assert (handover.created_by, handover.released_by) == (None, None)


def test_many_cases_leave_bit_by_bit(monkeypatch):
    monkeypatch.setattr(automatic, "MAX_CASES", 1)
    account = collecting(is_automatic=True)
    dunned(account), dunned(account)

    assert night().handed_over == 2

    assert Handover.objects.filter(state=State.RELEASED).count() == 2


def test_a_second_night_hands_nothing_over_twice():
    dunned(collecting(is_automatic=True))
    night()

    assert night() == Nightly(opened=0, refreshed=0, handed_over=0)

    assert Handover.objects.count() == 1


def test_with_the_switch_nothing_incomplete_leaves():
    order = dunned(collecting(is_automatic=True), email="zoe@kunden.example", street="")

    assert night() == Nightly(opened=1, refreshed=1, handed_over=0)

    assert state_of(order) == CaseState.TO_CHECK
    assert not Handover.objects.exists()


@pytest.mark.parametrize(
    ("switches", "state"),
    [
        ({"is_automatic": True}, CaseState.READY),
        ({"is_automatic_for_chargebacks": True}, CaseState.HANDING_OVER),
    ],
)
def test_chargebacks_have_a_switch_of_their_own(switches, state):
    order = taken_back(dunned(collecting(**switches)))

    night()

    assert order.collection_case.trigger == CollectionCase.Trigger.CHARGEBACK
    assert state_of(order) == state


def test_the_switch_for_chargebacks_hands_nothing_else_over():
    order = dunned(collecting(is_automatic_for_chargebacks=True))

    night()

    assert state_of(order) == CaseState.READY


def test_what_a_clerk_opened_waits_for_him():
    order = dunned(collecting(is_automatic=True), days_overdue=20)
    open_by_hand(order.pk, TODAY, user("karla"))

    assert night().handed_over == 0

    assert state_of(order) == CaseState.READY


def test_above_the_limit_a_second_person_decides():
    account = collecting(is_automatic=True, approval_limit=Decimal("100.00"))
    small, large = dunned(account), dunned(account, total="250.00")

    assert night().handed_over == 1

    assert state_of(small) == CaseState.HANDING_OVER
    assert state_of(large) == CaseState.READY


def test_a_case_that_a_clerk_has_in_his_hands_is_left_to_him():
    order = dunned()
    night()
    case = order.collection_case
    propose_handover([case.pk], day=TODAY, actor=user("karla"), now=NOW)
    CollectionPolicy.objects.update(is_automatic=True)

    assert night().handed_over == 0

    assert state_of(order) == CaseState.READY
    assert Handover.objects.get().state == State.PROPOSED


def test_a_payment_of_the_evening_keeps_the_case_from_leaving():
    order = dunned(collecting(is_automatic=True))
    open_by_hand(order.pk, TODAY, None)
    record_payment(order.pk, amount=Decimal("79.90"), paid_on=TODAY, actor=None, today=TODAY)

    assert night() == Nightly(opened=0, refreshed=0, handed_over=0)

    assert state_of(order) == CaseState.PAID


def test_what_one_agency_refuses_does_not_keep_the_others_from_leaving(monkeypatch):
    north = dunned(collecting("Nord", is_automatic=True))
    south = dunned(collecting("Süd", is_automatic=True, agency=agency("Südwest Inkasso GmbH")))
    release = automatic.release_handover

    def refuse_north(handover_id, **how):
        if Handover.objects.get(pk=handover_id).agency.name.startswith("Nord"):
            raise HandoverRefused("Heute nicht.")
        return release(handover_id, **how)

    monkeypatch.setattr(automatic, "release_handover", refuse_north)
    first = night()
    monkeypatch.setattr(automatic, "release_handover", release)

    assert first.handed_over == 1
    assert first.refusals[0].endswith("Heute nicht.")
    assert (state_of(north), state_of(south)) == (CaseState.READY, CaseState.HANDING_OVER)
    assert night().handed_over == 1


def test_a_case_stopped_by_a_missing_agency_leaves_in_the_night_after_there_is_one():
    order = dunned(collecting(is_automatic=True))
    CollectionAgency.objects.update(is_active=False)
    night()
    CollectionAgency.objects.update(is_active=True)

    assert night().handed_over == 1

    assert state_of(order) == CaseState.HANDING_OVER


def test_a_rehearsal_tells_the_same_and_keeps_nothing():
    dunned(collecting(is_automatic=True))
    dunned(collecting(is_automatic=True), days_overdue=25)

    rehearsed = rehearse(today=TODAY + timedelta(days=5), now=NOW)

    assert rehearsed == Nightly(opened=2, refreshed=2, handed_over=2)
    assert not CollectionCase.objects.exists()
    assert not Handover.objects.exists()
    assert not Customer.objects.filter(collection_since__isnull=False).exists()
