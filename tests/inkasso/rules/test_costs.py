"""What agency, court and lawyer may charge: limits, rounding, the 50-euro case."""

from datetime import date
from decimal import Decimal

import pytest

from inkasso.rules.cost_tables import CostsRefused
from inkasso.rules.costs import agreement_cost, collection_fee, court_fee, court_lines, lawyer_costs

NOW, OLD, BEFORE_SMALL = date(2026, 11, 21), date(2025, 5, 31), date(2021, 9, 30)


def agency(value: str, on: date = NOW, **options):
    return collection_fee(Decimal(value), on, **options)


@pytest.mark.parametrize(
    ("value", "on", "factor", "fee", "expenses", "net"),
    [
        pytest.param("250", NOW, "0.9", "46.35", "9.27", "55.62", id="the usual rate"),
        pytest.param("250", NOW, "0.5", "25.75", "5.15", "30.90", id="a simple case"),
        pytest.param("250", NOW, "1.3", "66.95", "13.39", "80.34", id="the most"),
        pytest.param("250", OLD, "0.9", "44.10", "8.82", "52.92", id="until 31.05.2025"),
        pytest.param("500.01", NOW, "0.9", "83.70", "16.74", "100.44", id="a cent above a step"),
        pytest.param("50", NOW, "0.9", "28.35", "5.67", "34.02", id="50 euros"),
        pytest.param("50", NOW, "0.5", "15.75", "3.15", "18.90", id="50 euros, simple"),
        pytest.param("50", OLD, "0.9", "27.00", "5.40", "32.40", id="50 euros until 31.05.2025"),
        pytest.param("50", OLD, "0.5", "15.00", "3.00", "18.00", id="the least fee"),
        pytest.param("50.01", NOW, "0.9", "46.35", "9.27", "55.62", id="50 euros and a cent"),
        pytest.param("50", BEFORE_SMALL, "0.9", "44.10", "8.82", "52.92", id="no 50-euro case yet"),
        pytest.param("1000", NOW, "1.3", "120.90", "20.00", "140.90", id="expenses capped"),
        pytest.param("1500", NOW, "0.5", "67.25", "13.45", "80.70", id="no cap yet"),
    ],
)
def test_agency_costs(value, on, factor, fee, expenses, net):
    cost = agency(value, on, factor=Decimal(factor))

    assert (str(cost.fee), str(cost.expenses), str(cost.net)) == (fee, expenses, net)
    assert cost.vat == 0
    assert cost.gross == cost.net


def test_vat_is_owed_only_where_the_creditor_cannot_deduct_it():
    cost = agency("250", is_vat_deductible=False)

    assert (str(cost.vat), str(cost.gross)) == ("10.57", "66.19")


def test_a_disputed_small_claim_costs_the_fee_of_the_table():
    cost = agency("40", is_disputed=True, factor=Decimal("1.3"))

    assert str(cost.fee) == "66.95"


@pytest.mark.parametrize(
    ("factor", "is_disputed"),
    [("0.4", False), ("1.4", False), ("0.4", True), ("2.6", True)],
)
def test_a_rate_outside_the_law_is_refused(factor, is_disputed):
    with pytest.raises(CostsRefused, match="Gebührensatz zwischen 0,5 und"):
        agency("250", factor=Decimal(factor), is_disputed=is_disputed)


def test_a_disputed_claim_may_cost_up_to_two_and_a_half_fees():
    assert str(agency("250", factor=Decimal("2.5"), is_disputed=True).fee) == "128.75"


@pytest.mark.parametrize("value", ["0.00", "-5.00"])
def test_nothing_costs_nothing_and_is_refused(value):
    with pytest.raises(CostsRefused, match="größer als 0,00"):
        agency(value)


def test_the_lines_add_up_to_what_is_owed():
    cost = agency("1234.56", is_vat_deductible=False)

    assert sum(line.amount for line in cost.lines if not line.is_basis) == cost.gross


def test_each_line_says_how_it_was_computed():
    lines = agency("1000", factor=Decimal("1.3")).lines

    assert [line.formula.replace("\u00a0", " ") for line in lines] == [
        "51,50 € + 1 × 41,50 € = 93,00 € (Wert bis 1.000,00 €)",
        "1,3 × 93,00 €",
        "20 % × 120,90 € = 24,18 €, höchstens 20,00 €",
        "keine: Gläubiger zieht Vorsteuer ab",
    ]


@pytest.mark.parametrize(
    ("value", "on", "fee"),
    [
        pytest.param("250", NOW, "38.00", id="the minimum"),
        pytest.param("250", OLD, "36.00", id="the minimum until 31.05.2025"),
        pytest.param("1000", NOW, "38.00", id="30.50 is below the minimum"),
        pytest.param("1500", NOW, "41.00", id="above the minimum"),
        pytest.param("1500", OLD, "39.00", id="above the old minimum"),
        pytest.param("10000", NOW, "141.50", id="half of 283"),
        pytest.param("2500", NOW, "62.75", id="half a cent is none"),
    ],
)
def test_the_court_takes_half_a_fee_and_its_minimum(value, on, fee):
    assert str(court_fee(Decimal(value), on)) == fee


def test_a_claim_before_court_costs_three_fees_without_that_minimum():
    assert str(court_fee(Decimal("250"), NOW, factor=Decimal("3.0"))) == "120.00"


def test_the_minimum_of_the_court_is_explained():
    formula = court_lines(Decimal("250"), NOW)[-1].formula.replace("\u00a0", " ")

    assert formula == "0,5 × 40,00 € = 20,00 €, mindestens 38,00 €"


def test_half_of_the_business_fee_is_set_off():
    cost = lawyer_costs(Decimal("250"), NOW, business_fee=Decimal("46.35"))

    assert (str(cost.order_fee), str(cost.enforcement_fee)) == ("51.50", "25.75")
    assert str(cost.set_off) == "23.18"
    assert (str(cost.expenses), str(cost.net)) == ("15.45", "69.52")


def test_no_more_than_three_quarters_of_a_fee_is_set_off():
    cost = lawyer_costs(Decimal("250"), NOW, business_fee=Decimal("128.75"))

    assert str(cost.set_off) == "38.63"


def test_without_enforcement_only_the_order_is_charged():
    cost = lawyer_costs(Decimal("250"), NOW, has_enforcement=False, is_vat_deductible=False)

    assert (str(cost.net), str(cost.vat), str(cost.gross)) == ("61.80", "11.74", "73.54")


def test_the_lawyers_lines_add_up():
    cost = lawyer_costs(
        Decimal("3000"), NOW, business_fee=Decimal("211.95"), is_vat_deductible=False
    )

    assert sum(line.amount for line in cost.lines if not line.is_basis) == cost.gross


@pytest.mark.parametrize(
    ("value", "business_fee", "fee", "expenses"),
    [
        pytest.param("250", "46.35", "36.05", "7.21", id="half the value, same step"),
        pytest.param("1000", "83.70", "36.05", "3.26", id="expenses count once"),
        pytest.param("3000", "211.95", "94.15", "0.00", id="expenses used up"),
    ],
)
def test_an_instalment_agreement_costs_on_top(value, business_fee, fee, expenses):
    cost = agreement_cost(Decimal(value), NOW, business_fee=Decimal(business_fee))

    assert (str(cost.fee), str(cost.expenses)) == (fee, expenses)
    assert cost.value == Decimal(value) / 2
