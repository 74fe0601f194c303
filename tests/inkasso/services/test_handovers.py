"""Handovers: proposed per agency, checked afresh, released once, discarded without a trace."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django_q.models import OrmQ

from inkasso.models import CollectionCase, Handover, HandoverItem
from inkasso.rules.states import CaseState
from inkasso.services import handover_proposals
from inkasso.services.cases import end, lock_case
from inkasso.services.handovers import (
    HandoverRefused,
    approve_handover,
    check_handover,
    discard_handover,
    hand_in,
    propose_handover,
    release_handover,
    take_out,
)
from orders.models import Order
from orders.services.payments import record_payment
from tests import collection_factories as collections
from tests import factories
from tests.factories import TODAY
from tests.inkasso.handovers import NOW, propose, ready_case, release

pytestmark = pytest.mark.django_db


def pay(case: CollectionCase, amount: str = "79.90") -> None:
    record_payment(case.order_id, amount=Decimal(amount), paid_on=TODAY, actor=None, today=TODAY)


def state_of(case: CollectionCase) -> str:
    return CollectionCase.objects.get(pk=case.pk).state


def test_it_puts_the_cases_of_each_agency_into_a_handover_of_their_own():
    first, second = ready_case(), ready_case()
    other = collections.agency("Südost Inkasso GmbH")
    CollectionCase.objects.filter(pk=second.pk).update(agency=other)

    made = propose(first, second)

    assert [one.agency for one in made] == [first.agency, other]
    assert [one.items.count() for one in made] == [1, 1]
    assert [one.state for one in made] == [Handover.State.PROPOSED] * 2


def test_many_cases_of_one_agency_go_in_several_handovers(monkeypatch):
    monkeypatch.setattr(handover_proposals, "MAX_CASES", 2)
    cases = [ready_case() for _ in range(3)]

    made = propose(*cases)

    assert [one.items.count() for one in made] == [2, 1]
    assert {one.agency for one in made} == {cases[0].agency}


def test_it_shows_ready_cases_with_their_sum_and_the_others_with_the_reason():
    ready, incomplete = ready_case(), ready_case(street="", email="x@kunden.example")

    checked = check_handover(propose(ready, incomplete)[0], TODAY)

    assert [one.case for one in checked.ready] == [ready]
    assert checked.total >= Decimal("79.90")
    assert [one.case for one in checked.excluded] == [incomplete]
    assert checked.excluded[0].reasons[0][0] == "no_address"


def test_it_claims_interest_up_to_the_day():
    checked = check_handover(propose(ready_case())[0], TODAY)

    assert checked.total > Decimal("79.90")


def test_a_case_in_another_persons_handover_is_left_out_with_the_reason():
    case, other = ready_case(), ready_case()
    held = propose(case)[0]

    made = propose(case, other, actor=factories.user("petra"))[0]

    assert [item.case for item in made.items.filter(is_live=True)] == [other]
    assert f"steht schon in {held}" in made.items.get(case=case).content["left_out"]


def test_it_refuses_when_every_case_is_held_elsewhere():
    case = ready_case()
    propose(case)

    with pytest.raises(HandoverRefused, match="steht schon in"):
        propose(case, actor=factories.user("petra"))


def test_an_earlier_proposal_of_the_same_person_gives_its_cases_back():
    person, case = factories.user("petra"), ready_case()
    earlier = propose(case, actor=person)[0]

    later = propose(case, actor=person)[0]

    earlier.refresh_from_db()
    assert earlier.state == Handover.State.DISCARDED
    assert later.items.get(is_live=True).case == case


def test_the_database_holds_a_case_in_one_live_handover_only():
    case = ready_case()
    propose(case)
    other = Handover.objects.create(agency=case.agency, handed_over_on=TODAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        HandoverItem.objects.create(handover=other, case=case)


def test_a_delivered_case_is_never_proposed_again():
    case = collections.case(state=CaseState.HANDED_OVER)

    with pytest.raises(HandoverRefused):
        propose(case)


def test_release_freezes_what_is_told_and_stops_reminders():
    case = ready_case()

    handover = release(propose(case)[0])

    item = handover.items.get()
    assert handover.state == Handover.State.RELEASED
    assert state_of(case) == CaseState.HANDING_OVER
    assert item.content["reference"] == case.reference
    assert Order.objects.get(pk=case.order_id).collection_since == TODAY
    assert OrmQ.objects.filter(payload__isnull=False).exists()


def test_nothing_incomplete_leaves():
    ready, incomplete = ready_case(), ready_case()
    handover = propose(ready, incomplete)[0]
    factory_customer = incomplete.order.customer
    factory_customer.postcode = ""
    factory_customer.save(update_fields=["postcode"])

    release(handover)

    left = handover.items.get(case=incomplete)
    assert not left.is_live
    assert "PLZ" in left.content["left_out"]
    assert state_of(incomplete) == CaseState.TO_CHECK
    assert state_of(ready) == CaseState.HANDING_OVER


def test_who_paid_before_the_release_stays():
    paid, other = ready_case(), ready_case()
    handover = propose(paid, other)[0]
    pay(paid)

    release(handover)

    assert not handover.items.get(case=paid).is_live
    assert state_of(paid) == CaseState.PAID


def test_a_case_stopped_while_proposed_stays_out():
    stopped, other = ready_case(), ready_case()
    handover = propose(stopped, other)[0]
    with transaction.atomic():
        end(lock_case(stopped.pk), CaseState.STOPPED, on=TODAY, why="Kulanz", actor=None)

    release(handover)

    assert state_of(stopped) == CaseState.STOPPED
    assert [item.case for item in handover.items.filter(is_live=True)] == [other]


def test_it_is_released_once():
    handover = release(propose(ready_case())[0])

    with pytest.raises(HandoverRefused, match="Nichts geht doppelt hinaus"):
        release(handover)


def test_without_a_ready_case_nothing_is_released():
    handover = propose(ready_case(street="", email="x@kunden.example"))[0]

    with pytest.raises(HandoverRefused, match="kein Fall vollständig"):
        release(handover)


def test_a_case_taken_out_stays_where_it_was():
    out, other = ready_case(), ready_case()
    handover = propose(out, other)[0]

    take_out(handover.pk, out.pk, actor=None)

    assert state_of(out) == CaseState.READY
    assert propose(out, actor=factories.user("petra"))


def test_a_discarded_handover_frees_its_cases():
    case = ready_case()
    handover = release(propose(case)[0])

    discard_handover(handover.pk, actor=None, today=TODAY, now=NOW)

    assert state_of(case) == CaseState.READY
    assert Order.objects.get(pk=case.order_id).collection_since is None
    assert propose(case)


def test_who_paid_while_it_was_released_is_ended_when_it_is_discarded():
    case = ready_case()
    handover = release(propose(case)[0])
    pay(case)

    discard_handover(handover.pk, actor=None, today=TODAY, now=NOW)

    assert state_of(case) == CaseState.PAID


def test_a_claim_over_the_limit_needs_a_second_person():
    author, second = people()
    handover = propose(over_limit_case(), actor=author)[0]

    with pytest.raises(HandoverRefused, match="zweite Person"):
        release_handover(handover.pk, actor=author, today=TODAY, now=NOW)

    hand_in(handover.pk, actor=author, today=TODAY)
    approve_handover(handover.pk, actor=second, today=TODAY, now=NOW)
    handover.refresh_from_db()
    assert handover.approved_by == second
    assert handover.state == Handover.State.RELEASED


def test_who_lacks_the_right_cannot_approve():
    author, _ = people()
    handover = propose(over_limit_case(), actor=author)[0]

    with pytest.raises(HandoverRefused, match="fehlt Ihnen das Recht"):
        approve_handover(handover.pk, actor=factories.user("nora"), today=TODAY, now=NOW)


def test_what_was_handed_in_survives_its_authors_next_proposal():
    author, _ = people()
    case = over_limit_case()
    handover = propose(case, actor=author)[0]
    hand_in(handover.pk, actor=author, today=TODAY)

    with pytest.raises(HandoverRefused, match="steht schon in"):
        propose(case, actor=author)


def test_an_automatic_one_takes_only_what_is_ready_and_under_the_limit():
    over, ready = over_limit_case(), ready_case()
    incomplete = ready_case(street="", email="x@kunden.example")

    (handover,) = propose_handover(
        [over.pk, ready.pk, incomplete.pk], day=TODAY, actor=None, now=NOW, is_automatic=True
    )

    assert [item.case for item in handover.items.all()] == [ready]
    assert handover.is_automatic


def test_nothing_ready_makes_no_automatic_handover():
    case = ready_case(street="", email="x@kunden.example")

    made = propose_handover([case.pk], day=TODAY, actor=None, now=NOW, is_automatic=True)

    assert made == []


def people():
    approve = "collections.approve_handover"
    return factories.user("ruth", approve), factories.user("otto", approve)


def over_limit_case() -> CollectionCase:
    case = ready_case(account=factories.sales_account("Großkunden"))
    collections.policy(case.order.sales_account, approval_limit=Decimal("50.00"))
    return case
