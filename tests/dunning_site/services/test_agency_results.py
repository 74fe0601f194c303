"""What agencies made of their cases."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from dunning_site.services.agency_results import agency_results
from inkasso.models import AgencyReport, Remittance, ReportEntry
from inkasso.rules.states import CaseState
from tests.collection_factories import agency, case
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
MONTH = (TODAY - timedelta(days=30), TODAY)


def handed_over(amount: str, state: CaseState = CaseState.IN_PROGRESS, on: date = TODAY):
    made = case(state=state)
    made.agency, made.handed_over_on, made.principal = agency(), on, Decimal(amount)
    made.save()
    return made


def reported(of_case, amount: str, costs: str, state: str = "applied") -> None:
    report, _ = AgencyReport.objects.get_or_create(
        agency=agency(), sha256="1", defaults={"raw": b"", "received_at": "2026-11-20T10:00Z"}
    )
    position = ReportEntry.objects.count()
    ReportEntry.objects.create(
        report=report,
        agency=agency(),
        key=str(position),
        position=position,
        kind="payment",
        state=state,
        case=of_case,
        amount=Decimal(amount),
        costs=Decimal(costs),
    )


def test_it_tells_what_was_claimed_and_what_came_of_it():
    first, second = handed_over("100.00"), handed_over("300.00")
    handed_over("50.00", on=TODAY - timedelta(days=31))
    reported(first, "60.00", "12.00")
    reported(second, "40.00", "0.00")
    reported(second, "99.00", "0.00", state="to_clarify")
    Remittance.objects.create(
        agency=agency(),
        reference="A-1",
        remitted_on=TODAY,
        amount=Decimal("85.00"),
        deductions=Decimal("3.00"),
    )

    (result,) = agency_results(*MONTH)

    assert (result.handed_over, result.still_open, str(result.claimed)) == (2, 2, "400.00")
    assert (str(result.paid), str(result.kept)) == ("100.00", "12.00")
    assert (str(result.remitted), str(result.deductions)) == ("85.00", "3.00")
    assert result.rate == Decimal("0.2500")


def test_an_agency_without_a_case_in_the_period_is_left_out():
    handed_over("50.00", on=TODAY - timedelta(days=31))

    assert agency_results(*MONTH) == ()


def test_an_account_sees_its_own_cases_alone():
    mine = handed_over("100.00")

    assert agency_results(*MONTH, account_id=mine.order.sales_account_id)[0].handed_over == 1
    assert agency_results(*MONTH, account_id=mine.order.sales_account_id + 1) == ()


def test_it_asks_four_times(django_assert_num_queries):
    handed_over("100.00")

    with django_assert_num_queries(4):
        agency_results(*MONTH)
