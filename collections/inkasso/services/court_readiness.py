"""Whether a Mahnbescheid can be asked for in a case, and what is missing."""

from datetime import date

from inkasso.models import Claimant, CollectionCase
from inkasso.rules.court_readiness import CourtFacts, CourtGap, court_gaps
from inkasso.rules.courts import CourtUnknown
from inkasso.services.court_application import applicant_of, declaration_of, defendant_of
from inkasso.services.court_days import (
    claimant_of_case,
    court_of_claimant,
    days_of,
    procedure_of,
)
from orders.models import Order
from reminders.services.default_clock import default_of

Stop = Order.StopReason
_HOME = ("", "DE")


def court_readiness(case: CollectionCase, day: date) -> tuple[CourtGap, ...]:
    """What is missing on the day, in German; warnings come last and stop nothing."""
    return court_gaps(facts_for_court(case, day))


def facts_for_court(case: CollectionCase, day: date) -> CourtFacts:
    """What the check looks at."""
    order, claimant = case.order, claimant_of_case(case)
    applicant, defendant = applicant_of(claimant), defendant_of(order.customer)
    days = days_of(order, procedure_of(case))
    return CourtFacts(
        today=day,
        court_fault=_court_fault(claimant),
        has_applicant_address=all([applicant.street, applicant.postcode, applicant.city]),
        has_applicant_representative=not applicant.is_company or bool(applicant.representatives),
        has_defendant_name=bool(
            defendant.company or (defendant.first_name and defendant.last_name)
        ),
        has_defendant_address=all([defendant.street, defendant.postcode, defendant.city]),
        is_defendant_in_germany=order.customer.country in _HOME,
        has_defendant_legal_form=not defendant.is_company or bool(defendant.legal_form),
        amount=order.open_principal,
        not_due=order.open_amount - order.due_amount(day),
        currency=order.currency,
        counter_performance=declaration_of(case),
        default_since=_default_since(order, day),
        barred_on=days.barred_on,
        is_disputed=order.stop_reason == Stop.DISPUTED and not order.is_partly_disputed,
        is_insolvent=order.stop_reason == Stop.INSOLVENCY,
        is_withdrawn=order.stop_reason == Stop.WITHDRAWAL,
        is_reseller=order.sales_account.is_reseller,
    )


def _court_fault(claimant: Claimant) -> str:
    try:
        court_of_claimant(claimant)
    except CourtUnknown as fault:
        return str(fault)
    return ""


def _default_since(order: Order, day: date) -> date | None:
    oldest = order.oldest_installment
    return default_of(order, oldest, day).since if oldest else None
