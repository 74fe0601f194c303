"""The application of a case: from order, ledger and master data."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from inkasso.models import CollectionCase
from inkasso.rules.court_application import (
    ComputedInterest,
    CounterPerformance,
    RunningInterest,
    SideClaimKind,
)
from inkasso.rules.eda import EdaRefused, read_records
from inkasso.rules.states import CaseState
from inkasso.services.court import prepare_court
from inkasso.services.court_application import application_of
from inkasso.services.court_readiness import court_readiness
from inkasso.services.data_sheet import draft_of, sheet_of
from orders.models import LedgerEntry, Order, SalesAccount
from orders.services.ledger import book, refresh_figures
from orders.services.payments import record_payment
from orders.services.stops import set_stop
from tests import factories
from tests.collection_factories import case, claimant
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
Kind = LedgerEntry.Kind
DUE_ON = date(2026, 9, 1)


@pytest.fixture
def account() -> SalesAccount:
    """An account whose due days are agreed, with an applicant in Hamburg."""
    made = factories.sales_account()
    made.due_day_agreed = True
    made.save()
    claimant(made)
    return made


@pytest.fixture
def ready(account) -> CollectionCase:
    """A case over 250.00 euros, in default since 2 September 2026."""
    order = factories.order(account, due_on=DUE_ON, total="250.00")
    return case(order, state=CaseState.READY)


def fresh(made: CollectionCase) -> CollectionCase:
    return CollectionCase.objects.get(pk=made.pk)


def declare(made: CollectionCase) -> None:
    prepare_court(
        made.pk,
        claim_number=43,
        counter_performance=CounterPerformance.RENDERED,
        is_contested_wanted=False,
        actor=None,
        today=TODAY,
    )


def charge(order: Order, kind: LedgerEntry.Kind, amount: str, on: date) -> None:
    book(order, kind, Decimal(amount), booked_on=on, source=LedgerEntry.Source.DUNNING)
    refresh_figures(order)


def test_interest_runs_from_default_on_the_whole_claim(ready):
    told = application_of(ready, TODAY)

    assert told.claim.amount == Decimal("250.00")
    assert told.running == (
        RunningInterest(Decimal("5.00"), date(2026, 9, 2), None, Decimal("250.00")),
    )
    assert told.computed is None


def test_a_part_payment_turns_the_interest_before_it_into_a_sum(ready):
    record_payment(
        ready.order_id,
        amount=Decimal("100.00"),
        paid_on=date(2026, 10, 15),
        actor=None,
        today=TODAY,
    )

    told = application_of(fresh(ready), TODAY)

    assert told.claim.amount == Decimal("150.00")
    assert told.running == (
        RunningInterest(Decimal("5.00"), date(2026, 10, 16), None, Decimal("150.00")),
    )
    # 250.00 × 6.52 % × 44 / 365
    assert told.computed == ComputedInterest(date(2026, 9, 2), date(2026, 10, 15), Decimal("1.96"))


def test_costs_still_owed_become_side_claims_by_their_kind(ready):
    for kind, amount in (
        (Kind.DUNNING_FEE, "2.40"),
        (Kind.RETURNED_DEBIT_COST, "4.50"),
        (Kind.COLLECTION_COST, "45.00"),
        (Kind.COURT_COST, "38.00"),
    ):
        charge(ready.order, kind, amount, date(2026, 10, 1))

    told = application_of(fresh(ready), TODAY)

    assert {one.kind: one.amount for one in told.side_claims} == {
        SideClaimKind.REMINDERS: Decimal("2.40"),
        SideClaimKind.RETURNED_DEBIT: Decimal("4.50"),
        SideClaimKind.COLLECTION: Decimal("45.00"),
    }
    assert told.claim.amount == Decimal("250.00")


def test_costs_that_were_paid_are_not_claimed_again(ready):
    charge(ready.order, Kind.DUNNING_FEE, "2.40", date(2026, 10, 1))
    record_payment(
        ready.order_id, amount=Decimal("2.40"), paid_on=date(2026, 10, 5), actor=None, today=TODAY
    )

    assert application_of(fresh(ready), TODAY).side_claims == ()


def test_an_invoice_is_the_ground_with_its_number_and_day(ready):
    ready.order.invoices.create(
        number="RE-2026-0815", number_key="re20260815", issued_on=date(2026, 8, 20)
    )

    claim = application_of(fresh(ready), TODAY).claim

    assert (claim.ground, claim.number, claim.from_on) == (
        "Rechnung",
        "RE-2026-0815",
        date(2026, 8, 20),
    )


def test_without_an_invoice_the_order_is_the_ground(ready):
    claim = application_of(ready, TODAY).claim

    assert (claim.ground, claim.number) == ("Vertrag", ready.order.number)
    assert claim.from_on == DUE_ON - timedelta(days=14)


def test_a_creditor_without_a_legal_form_is_a_person(ready, account):
    claimant(account, legal_form="", representative_name="")
    account.creditor.name = "Ina Maria Lindgrün"
    account.creditor.save()

    applicant = application_of(fresh(ready), TODAY).applicant

    assert (applicant.company, applicant.first_name, applicant.last_name) == (
        "",
        "Ina Maria",
        "Lindgrün",
    )


def test_the_check_wants_the_declaration_only(ready):
    assert [gap.code for gap in court_readiness(ready, TODAY)] == ["counter_performance"]

    declare(ready)

    assert court_readiness(fresh(ready), TODAY) == ()


def test_a_disputed_order_is_not_ready(ready):
    declare(ready)
    set_stop(ready.order_id, Order.StopReason.DISPUTED, reason="zu spät geliefert", actor=None)

    assert [gap.code for gap in court_readiness(fresh(ready), TODAY)] == ["dispute"]


def test_without_the_declaration_there_is_no_draft(ready):
    with pytest.raises(EdaRefused, match=r"§ 688 Abs\. 2 Nr\. 2 ZPO"):
        draft_of(ready, TODAY)

    assert "§ 688" in sheet_of(ready, TODAY).fault


def test_the_draft_says_in_its_name_that_it_was_not_filed(ready):
    declare(ready)

    draft = draft_of(fresh(ready), TODAY)

    assert draft.file_name == f"Entwurf-nicht-eingereicht-{ready}-2026-11-21.eda"
    assert len(draft.content) % 128 == 0
    key = read_records(draft.content.decode("cp850"))[1]
    assert key.values["own_reference"] == f"{ready} ENTWURF"
    assert "is_contested_wanted" not in key.values


@pytest.mark.parametrize("name", ["Иванов", "W" * 60, "a\u202eb"])
def test_a_hostile_name_is_refused_and_the_sheet_still_shows(ready, name):
    declare(ready)
    customer = ready.order.customer
    customer.last_name = name
    customer.save()

    sheet = sheet_of(fresh(ready), TODAY)

    assert sheet.fault
    assert len(sheet.sections) == 11


def test_a_script_as_a_name_is_only_text(ready):
    declare(ready)
    customer = ready.order.customer
    customer.last_name = "<script>1</script>"
    customer.save()

    assert b"<script>1</script>" in draft_of(fresh(ready), TODAY).content
