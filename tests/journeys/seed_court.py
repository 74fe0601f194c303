"""Cases before, at and after the court, so that every page of it shows something."""

from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction

from inkasso.models import CollectionCase, CourtProcedure
from inkasso.rules.court_application import CounterPerformance
from inkasso.rules.court_deadlines import months_after
from inkasso.rules.court_steps import CourtStep
from inkasso.rules.states import CaseState
from inkasso.services.court import StepTold, prepare_court, take_step
from inkasso.services.court_deadlines import refresh_deadline
from orders.models import SalesAccount
from tests import collection_factories, factories


@transaction.atomic
def court_cases(lead: User, today: date) -> dict[str, object]:
    """One case that lacks something, one prepared, one served, one lapsed."""
    account = factories.sales_account("Werkstatt Lichtdruck")
    account.due_day_agreed = True
    account.save()
    collection_factories.claimant(account)
    collection_factories.policy(account)
    prepared = _prepared(account, lead, today)
    return {
        "court_unprepared_case": _ready(account, today),
        "court_prepared_case": prepared,
        "court_served_case": _served(account, lead, today, today - timedelta(days=20)),
        "court_urgent_case": _served(account, lead, today, months_after(today, -6)),
        "court_lapsed_case": _lapsed(account, lead, today),
    }


def _ready(account: SalesAccount, today: date) -> CollectionCase:
    order = factories.order(
        account,
        today=today,
        due_on=today - timedelta(days=300),
        total="389.00",
        last_name="Hagedorn-Wiesenthal",
    )
    opened_on = today - timedelta(days=260)
    return collection_factories.case(order, state=CaseState.READY, today=opened_on)


def _prepared(account: SalesAccount, lead: User, today: date) -> CollectionCase:
    case = _ready(account, today)
    prepare_court(
        case.pk,
        claim_number=43,
        counter_performance=CounterPerformance.RENDERED,
        is_contested_wanted=True,
        actor=lead,
        today=today - timedelta(days=250),
    )
    return case


def _served(account: SalesAccount, lead: User, today: date, on: date) -> CollectionCase:
    case = _prepared(account, lead, today)
    requested = StepTold(CourtStep.REQUEST, on - timedelta(days=10), court_cost=Decimal("38.00"))
    take_step(case.pk, requested, actor=lead, today=today)
    served = StepTold(CourtStep.SERVICE, on, file_number="26-1234567-0-1")
    take_step(case.pk, served, actor=lead, today=today)
    return case


def _lapsed(account: SalesAccount, lead: User, today: date) -> CollectionCase:
    case = _served(account, lead, today, today - timedelta(days=200))
    refresh_deadline(case.pk, today)
    assert CourtProcedure.objects.get(case=case).lapsed_on
    return case
