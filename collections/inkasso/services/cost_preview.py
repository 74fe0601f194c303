"""What agency, court and lawyer would cost: of any amount, or of a case."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO
from inkasso.models import Claimant, CollectionCase
from inkasso.rules.cost_tables import FIRST_DAY
from inkasso.rules.costs import (
    LARGEST_UNDISPUTED_FACTOR,
    SIMPLE_FACTOR,
    USUAL_FACTOR,
    AgencyCost,
    CostLine,
    LawyerCost,
    agreement_cost,
    collection_fee,
    court_lines,
    lawyer_costs,
)
from orders.models import Order

FACTORS = (SIMPLE_FACTOR, USUAL_FACTOR, LARGEST_UNDISPUTED_FACTOR)


@dataclass(frozen=True)
class CostQuestion:
    """What costs are asked for; on: day of the order to the agency (§ 60 RVG).

    Amount and day of the application to the court may differ from those of the agency.
    """

    value: Decimal
    on: date
    factor: Decimal = USUAL_FACTOR
    is_disputed: bool = False
    is_vat_deductible: bool = True
    court_value: Decimal | None = None
    court_on: date | None = None


@dataclass(frozen=True)
class CostPreview:
    """The costs as the debtor owes them; agencies: at the rates 0.5, 0.9 and 1.3."""

    question: CostQuestion
    table: date
    agency: AgencyCost
    agencies: tuple[AgencyCost, ...]
    agreement: AgencyCost
    court: Decimal
    court_lines: tuple[CostLine, ...]
    lawyer: LawyerCost
    total: Decimal


def cost_preview(case_or_value: CollectionCase | Decimal, on: date) -> CostPreview | None:
    """The costs of an amount or a case on the day; a case with an agency keeps that day's table.

    None where a case has no open principal, or where one of its days lies before the tables;
    an amount on such a day raises CostsRefused.
    """
    if isinstance(case_or_value, Decimal):
        return preview(CostQuestion(case_or_value, on))
    if case_or_value.order.open_principal <= ZERO:
        return None
    question = _question_of(case_or_value, on)
    if min(question.on, question.court_on or on) < FIRST_DAY:
        return None
    return preview(question)


def preview(question: CostQuestion) -> CostPreview:
    """All costs of a question. Raises CostsRefused for a value, rate or day outside the law."""
    agency = _agency(question, question.factor)
    value, on = question.court_value or question.value, question.court_on or question.on
    court = court_lines(value, on)
    lawyer = lawyer_costs(
        value, on, business_fee=agency.fee, is_vat_deductible=question.is_vat_deductible
    )
    return CostPreview(
        question=question,
        table=agency.table,
        agency=agency,
        agencies=tuple(_agency(question, factor) for factor in FACTORS),
        agreement=agreement_cost(
            question.value,
            question.on,
            business_fee=agency.fee,
            is_vat_deductible=question.is_vat_deductible,
        ),
        court=court[-1].amount,
        court_lines=court,
        lawyer=lawyer,
        total=agency.gross + court[-1].amount + lawyer.gross,
    )


def _agency(question: CostQuestion, factor: Decimal) -> AgencyCost:
    return collection_fee(
        question.value,
        question.on,
        factor=factor,
        is_disputed=question.is_disputed,
        is_vat_deductible=question.is_vat_deductible,
    )


def _question_of(case: CollectionCase, on: date) -> CostQuestion:
    open_principal = case.order.open_principal
    was_handed_over = case.handed_over_on is not None and case.principal > ZERO
    court = getattr(case, "court", None)
    claimant = Claimant.objects.filter(creditor__sales_accounts=case.order.sales_account).first()
    return CostQuestion(
        value=case.principal if was_handed_over else open_principal,
        on=case.handed_over_on or on if was_handed_over else on,
        is_disputed=case.order.stop_reason == Order.StopReason.DISPUTED,
        is_vat_deductible=claimant is None or claimant.is_vat_deductible,
        court_value=open_principal,
        court_on=(court and court.requested_on) or on,
    )
