"""A case at the court, step by step: states, days, costs, history, what comes next."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from inkasso.models import CaseEvent, CollectionCase, CourtProcedure
from inkasso.rules.court_application import CounterPerformance
from inkasso.rules.court_steps import CourtStep, StepRefused
from inkasso.rules.states import CaseState
from inkasso.services.cases import CaseRefused
from inkasso.services.court import StepTold, expected_court_cost, prepare_court, take_step
from inkasso.services.court_application import declaration_of
from inkasso.services.court_deadlines import refresh_deadlines
from orders.models import LedgerEntry, SalesAccount
from orders.services.payments import record_payment
from tests import factories
from tests.collection_factories import case, claimant
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


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
    """A case for which a Mahnbescheid can be asked for."""
    order = factories.order(account, due_on=date(2026, 4, 1), total="250.00")
    made = case(order, state=CaseState.READY, today=date(2026, 4, 20))
    prepare(made)
    return made


def prepare(made: CollectionCase, declared=CounterPerformance.RENDERED, number=43, **told):
    return prepare_court(
        made.pk,
        claim_number=number,
        counter_performance=declared,
        is_contested_wanted=True,
        actor=None,
        today=date(2026, 4, 20),
        **told,
    )


def take(made: CollectionCase, step: CourtStep, on: date, *, today: date = TODAY, **told):
    take_step(made.pk, StepTold(step, on, **told), actor=None, today=today)
    made.refresh_from_db()
    made.order.refresh_from_db()
    return CourtProcedure.objects.get(case=made)


def court_costs(made: CollectionCase) -> list[Decimal]:
    entries = made.order.ledger_entries.effective().filter(kind=LedgerEntry.Kind.COURT_COST)
    return [entry.amount for entry in entries]


def test_the_whole_way_to_a_title(ready):
    take(ready, CourtStep.REQUEST, date(2026, 5, 4), court_cost=Decimal("38.00"))
    assert (ready.next_action, ready.next_action_on) == (
        "Zustellung des Mahnbescheids erfragen",
        date(2026, 6, 4),
    )

    take(ready, CourtStep.SERVICE, date(2026, 5, 12), file_number="26-1234567-0-1")
    assert (ready.next_action, ready.next_action_on) == (
        "Vollstreckungsbescheid beantragen",
        date(2026, 11, 12),
    )

    take(ready, CourtStep.ENFORCEMENT_REQUEST, date(2026, 5, 27))
    take(ready, CourtStep.ENFORCEMENT_SERVICE, date(2026, 6, 8))
    assert ready.next_action_on == date(2026, 6, 22)

    procedure = take(ready, CourtStep.TITLE, date(2026, 6, 23))

    assert ready.state == CaseState.TITLE
    assert ready.next_action_on == date(2056, 6, 23)
    assert procedure.file_number == "26-1234567-0-1"
    assert procedure.court == "hamburg"
    assert [event.text for event in ready.events.filter(kind=CaseEvent.Kind.STATE)][-2:] == [
        "Vollstreckungsbescheid zugestellt: am 08.06.2026",
        "Titel: am 23.06.2026",
    ]


def test_court_and_lawyer_are_booked_with_the_application(ready):
    procedure = take(
        ready,
        CourtStep.REQUEST,
        date(2026, 5, 4),
        court_cost=Decimal("38.00"),
        lawyer_cost=Decimal("61.80"),
    )

    assert court_costs(ready) == [Decimal("38.00"), Decimal("61.80")]
    assert ready.bookings.count() == 2
    assert ready.order.open_amount == Decimal("349.80")
    assert ready.order.open_costs == Decimal("99.80")
    assert (procedure.court_cost, procedure.lawyer_cost) == (Decimal("38.00"), Decimal("61.80"))


def test_nothing_is_booked_without_costs(ready):
    take(ready, CourtStep.REQUEST, date(2026, 5, 4))

    assert court_costs(ready) == []


def test_the_expected_fee_is_that_of_the_court_table(ready):
    assert expected_court_cost(ready.order, TODAY) == Decimal("38.00")


def test_the_objection_ends_the_easy_way(ready):
    take(ready, CourtStep.REQUEST, date(2026, 5, 4))
    take(ready, CourtStep.SERVICE, date(2026, 5, 12))

    take(ready, CourtStep.OBJECTION, date(2026, 5, 20))

    assert ready.state == CaseState.COURT_OBJECTION
    assert "Streitgericht" in ready.next_action


def test_it_remembers_what_was_declared_last(ready):
    prepare(ready, CounterPerformance.NONE_OWED)

    assert declaration_of(ready) == CounterPerformance.NONE_OWED


def test_it_takes_the_number_that_was_chosen(ready):
    assert prepare(ready, number=5).claim_number == 5


def test_a_filed_application_is_not_prepared_again(ready):
    take(ready, CourtStep.REQUEST, date(2026, 5, 4))

    with pytest.raises(CaseRefused, match="schon beantragt"):
        prepare(ready)


def test_without_a_federal_state_nothing_is_prepared(ready, account):
    claimant(account, federal_state="")

    with pytest.raises(CaseRefused, match="Bundesland seines Sitzes"):
        prepare(ready)


def test_an_application_without_the_declaration_is_refused(account):
    order = factories.order(account, due_on=date(2026, 4, 1))
    made = case(order, state=CaseState.READY)

    with pytest.raises(CaseRefused, match=r"§ 688 Abs\. 2 Nr\. 2 ZPO"):
        take(made, CourtStep.REQUEST, TODAY)

    assert not CourtProcedure.objects.filter(case=made).exists()
    made.refresh_from_db()
    assert made.state == CaseState.READY


@pytest.mark.parametrize(
    ("on", "words"),
    [(TODAY + timedelta(days=1), "Zukunft"), (date(2026, 5, 3), "vor dem vorherigen Schritt")],
)
def test_days_that_cannot_be_are_refused(ready, on, words):
    take(ready, CourtStep.REQUEST, date(2026, 5, 4))

    with pytest.raises(StepRefused, match=words) as refusal:
        take(ready, CourtStep.SERVICE, on)

    assert refusal.value.field == "on"


def test_the_enforcement_order_waits_for_the_two_weeks(ready):
    take(ready, CourtStep.REQUEST, date(2026, 5, 4))
    take(ready, CourtStep.SERVICE, date(2026, 5, 12))

    with pytest.raises(StepRefused, match=r"erst ab 27\.05\.2026"):
        take(ready, CourtStep.ENFORCEMENT_REQUEST, date(2026, 5, 26))


def test_a_query_of_the_court_is_noted_and_changes_nothing(ready):
    take(ready, CourtStep.REQUEST, date(2026, 5, 4))

    take(ready, CourtStep.QUERY, date(2026, 5, 8), note="Die Rechtsform fehlt.")

    assert ready.state == CaseState.COURT_REQUESTED
    assert (
        ready.events.last().text == "Monierung des Gerichts vom 08.05.2026: Die Rechtsform fehlt."
    )


def test_a_refused_application_goes_back_and_its_costs_are_not_the_debtors(ready):
    take(ready, CourtStep.REQUEST, date(2026, 5, 4), court_cost=Decimal("38.00"))

    procedure = take(ready, CourtStep.REFUSAL, date(2026, 5, 15), note="Unzulässig.")

    assert ready.state == CaseState.TO_CHECK
    assert "Zustellung" not in ready.next_action
    assert court_costs(ready) == []
    assert ready.order.open_amount == Decimal("250.00")
    assert procedure.requested_on is None
    assert procedure.court_cost == 0


def test_after_an_agency_a_refused_application_goes_back_to_returned(account):
    order = factories.order(account, due_on=date(2026, 4, 1))
    made = case(order, state=CaseState.COURT_REQUESTED)

    take(made, CourtStep.REFUSAL, TODAY)

    assert made.state == CaseState.RETURNED


def test_a_refused_enforcement_order_ends_the_mahnbescheid(ready):
    take(ready, CourtStep.REQUEST, date(2026, 5, 4))
    take(ready, CourtStep.SERVICE, date(2026, 5, 12))
    take(ready, CourtStep.ENFORCEMENT_REQUEST, date(2026, 5, 27))

    procedure = take(ready, CourtStep.REFUSAL, date(2026, 6, 10))

    assert ready.state == CaseState.COURT_SERVED
    assert procedure.lapsed_on == date(2026, 6, 10)
    assert "Neuen Mahnbescheid" in ready.next_action


def test_the_mahnbescheid_lapses_the_day_after_the_six_months(ready):
    take(ready, CourtStep.REQUEST, date(2026, 5, 4))
    take(ready, CourtStep.SERVICE, date(2026, 5, 12))

    assert refresh_deadlines(date(2026, 11, 12)) == 0
    assert refresh_deadlines(date(2026, 11, 13)) == 1
    assert refresh_deadlines(date(2026, 11, 14)) == 0

    ready.refresh_from_db()
    assert CourtProcedure.objects.get(case=ready).lapsed_on == date(2026, 11, 13)
    assert "§ 701 ZPO" in ready.events.last().text
    assert any("§ 701 ZPO" in line.text for line in ready.order.history.all())
    assert ready.next_action == "Neuen Mahnbescheid beantragen oder Fall beenden"


def test_after_a_lapse_a_new_application_begins_anew(ready):
    take(ready, CourtStep.REQUEST, date(2026, 5, 4), court_cost=Decimal("38.00"))
    take(ready, CourtStep.SERVICE, date(2026, 5, 12), file_number="26-1")
    refresh_deadlines(date(2026, 11, 13))

    procedure = take(ready, CourtStep.REQUEST, TODAY, court_cost=Decimal("38.00"))

    assert ready.state == CaseState.COURT_REQUESTED
    assert (procedure.requested_on, procedure.served_on, procedure.lapsed_on) == (TODAY, None, None)
    assert procedure.file_number == ""
    assert procedure.court_cost == Decimal("76.00")


def test_an_agency_may_lead_the_procedure_without_our_declaration(account):
    order = factories.order(account, due_on=date(2026, 4, 1))
    made = case(order, state=CaseState.IN_PROGRESS)

    take(made, CourtStep.REQUEST, TODAY)

    assert made.state == CaseState.COURT_REQUESTED


def test_a_step_told_by_hand_after_an_agencys_report_begins_the_procedure(account):
    order = factories.order(account, due_on=date(2026, 4, 1))
    made = case(order, state=CaseState.COURT_SERVED)

    procedure = take(made, CourtStep.OBJECTION, TODAY)

    assert procedure.objected_on == TODAY
    assert procedure.court == "hamburg"


def test_a_paid_case_leaves_the_court_behind(ready):
    take(ready, CourtStep.REQUEST, date(2026, 5, 4), court_cost=Decimal("38.00"))

    record_payment(ready.order_id, amount=Decimal("288.00"), paid_on=TODAY, actor=None, today=TODAY)

    ready.refresh_from_db()
    assert ready.state == CaseState.PAID
    assert ready.next_action == ""
    assert refresh_deadlines(date(2027, 11, 13)) == 0


def test_a_recalled_case_can_still_go_to_court(ready):
    CollectionCase.objects.filter(pk=ready.pk).update(
        state=CaseState.RECALLED, ended_on=TODAY, ended_why="Rückruf"
    )

    take(ready, CourtStep.REQUEST, TODAY)

    assert ready.state == CaseState.COURT_REQUESTED
    assert ready.ended_on is None


def test_a_step_is_entered_once(ready):
    told = StepTold(CourtStep.REQUEST, date(2026, 5, 4))
    take_step(ready.pk, told, actor=None, today=TODAY)

    with pytest.raises(StepRefused, match="lässt sich im Stand"):
        take_step(ready.pk, replace(told), actor=None, today=TODAY)


@pytest.mark.parametrize("state", [CaseState.HANDED_OVER, CaseState.IN_PROGRESS])
def test_it_prepares_nothing_while_an_agency_has_the_case(account, state):
    made = case(factories.order(account, due_on=date(2026, 4, 1)), state=state)

    with pytest.raises(CaseRefused, match="Rufen Sie ihn zuerst zurück"):
        prepare(made)

    assert not CourtProcedure.objects.filter(case=made).exists()


def test_it_knows_who_went_to_court(account, ready):
    at_agency = case(factories.order(account, due_on=date(2026, 4, 1)), state=CaseState.IN_PROGRESS)

    theirs = take(at_agency, CourtStep.REQUEST, TODAY)
    ours = take(ready, CourtStep.REQUEST, TODAY)
    assert (theirs.is_own, ours.is_own) == (False, True)

    assert not take(ready, CourtStep.REFUSAL, TODAY).is_own


@pytest.mark.parametrize(
    ("on", "told", "fault"),
    [
        (date(1999, 1, 1), {}, "vor der Bestellung"),
        (TODAY, {"court_cost": Decimal("99999.00")}, "Gerichtskosten von 99.999,00"),
        (TODAY, {"lawyer_cost": Decimal("5000.00")}, "Anwaltskosten von 5.000,00"),
    ],
)
def test_it_refuses_what_can_only_be_a_slip(ready, on, told, fault):
    with pytest.raises(StepRefused, match=fault):
        take(ready, CourtStep.REQUEST, on, **told)

    assert court_costs(ready) == []
