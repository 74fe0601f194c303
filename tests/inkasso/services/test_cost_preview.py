"""The costs of a case: its principal, the table of its day, its creditor's VAT."""

from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from inkasso.models import CollectionCase, CourtProcedure
from inkasso.rules.cost_tables import CostsRefused
from inkasso.rules.states import CaseState
from inkasso.services.cost_preview import cost_preview
from orders.services.payments import record_payment
from tests.collection_factories import case, claimant
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def pay(found: CollectionCase, amount: str) -> CollectionCase:
    record_payment(found.order_id, amount=Decimal(amount), paid_on=TODAY, actor=None, today=TODAY)
    return CollectionCase.objects.get(pk=found.pk)


def test_an_amount_is_enough():
    costs = cost_preview(Decimal("250.00"), date(2026, 11, 21))

    assert [str(one.gross) for one in costs.agencies] == ["30.90", "55.62", "80.34"]
    assert str(costs.court) == "38.00"
    assert costs.total == costs.agency.gross + costs.court + costs.lawyer.gross


def test_a_waiting_case_costs_by_what_is_owed_today():
    costs = cost_preview(case(), TODAY)

    assert costs.question.value == Decimal("79.90")
    assert costs.question.on == TODAY


def test_a_case_with_an_agency_keeps_amount_and_table_of_its_handover():
    found = case(state=CaseState.IN_PROGRESS)
    CollectionCase.objects.filter(pk=found.pk).update(handed_over_on=date(2025, 5, 30))

    costs = cost_preview(pay(found, "30.00"), TODAY)

    assert costs.question.value == Decimal("79.90")
    assert costs.table == date(2021, 1, 1)
    assert costs.question.court_value == Decimal("49.90")
    assert str(costs.court) == "38.00"


def test_the_court_counts_from_the_application():
    found = case(state=CaseState.COURT_REQUESTED)
    CourtProcedure.objects.create(case=found, court="wedding", requested_on=date(2025, 5, 31))

    assert str(cost_preview(found, TODAY).court) == "36.00"


def test_an_application_not_made_yet_is_made_on_the_day():
    found = case()
    CourtProcedure.objects.create(case=found, court="wedding")

    assert cost_preview(found, TODAY).question.court_on == TODAY


@pytest.mark.parametrize(("is_vat_deductible", "vat"), [(True, "0.00"), (False, "10.57")])
def test_the_creditor_decides_on_vat(is_vat_deductible, vat):
    found = case()
    claimant(is_vat_deductible=is_vat_deductible)

    assert str(cost_preview(found, TODAY).agency.vat) == vat


def test_nothing_owed_costs_nothing():
    found = pay(case(), "79.90")

    assert cost_preview(found, TODAY) is None
    assert "keine Hauptforderung offen" in render_to_string("collections/cost_preview.html")


def test_an_amount_on_a_day_before_the_tables_is_refused():
    with pytest.raises(CostsRefused):
        cost_preview(Decimal("250.00"), date(2020, 12, 31))


def test_a_mistyped_day_at_the_court_does_not_break_the_case():
    found = case(state=CaseState.COURT_REQUESTED)
    CourtProcedure.objects.create(case=found, court="wedding", requested_on=date(2016, 11, 21))

    assert cost_preview(found, TODAY) is None


def test_the_fragment_shows_sums_and_formulas():
    costs = cost_preview(Decimal("250.00"), date(2026, 11, 21))

    page = render_to_string("collections/cost_preview.html", {"costs": costs})

    text = page.replace("\u00a0", " ")
    assert "Inkassobüro zum Satz 0,9" in text
    assert "0,9 × 51,50 €" in text
