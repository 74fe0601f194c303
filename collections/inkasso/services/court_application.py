"""The application for a Mahnbescheid of a case, read from order, ledger and master data."""

from datetime import date
from decimal import Decimal

from common.rules.countries import postal_country
from common.rules.money import ZERO, cents
from inkasso.models import CaseEvent, Claimant, CollectionCase, CourtProcedure
from inkasso.rules.court_application import (
    Claim,
    ComputedInterest,
    CounterPerformance,
    CourtApplication,
    Party,
    Representative,
    RunningInterest,
    SideClaim,
    SideClaimKind,
    catalogue_number,
    legal_form_of,
)
from inkasso.rules.court_interest import Stretch, after, running_lines
from inkasso.services.court_days import claimant_of_case, court_of, procedure_of
from orders.models import Customer, LedgerEntry, Order
from reminders.services.claim_facts import ClaimFacts, facts_of
from reminders.services.interest_accounts import InterestAccount, interest_accounts

Kind = LedgerEntry.Kind
DECLARATION = "counter_performance"
_HOME = ("", "DE")
_SIDE_KINDS = {
    Kind.DUNNING_FEE: SideClaimKind.REMINDERS,
    Kind.RETURNED_DEBIT_COST: SideClaimKind.RETURNED_DEBIT,
    Kind.COLLECTION_COST: SideClaimKind.COLLECTION,
    Kind.LUMP_SUM: SideClaimKind.OTHER,
    Kind.CANCELLATION_COST: SideClaimKind.OTHER,
}
_REASONS = {
    Kind.LUMP_SUM: "Verzugspauschale § 288 V BGB",
    Kind.CANCELLATION_COST: "Stornokosten",
}
# The court adds its own costs itself.
_COSTS = (*_SIDE_KINDS, Kind.COURT_COST)


def application_of(case: CollectionCase, day: date) -> CourtApplication:
    """The application as it would be filed on the day, interest running on from then."""
    order, procedure = case.order, procedure_of(case)
    facts = facts_of(order)
    running, computed = _interest(order, facts, day)
    return CourtApplication(
        reference=case.reference,
        court=court_of(case, procedure),
        applicant=applicant_of(claimant_of_case(case)),
        defendant=defendant_of(order.customer),
        claim=_claim(order, procedure, facts),
        running=running,
        computed=computed,
        side_claims=side_claims(facts, order.open_costs),
        counter_performance=declaration_of(case),
        is_contested_wanted=procedure.is_contested_wanted if procedure else True,
    )


def applicant_of(claimant: Claimant) -> Party:
    """Who asks the court: the creditor, as a company or, without a legal form, as a person."""
    creditor = claimant.creditor
    form = claimant.legal_form or legal_form_of(creditor.name)
    first, _, last = creditor.name.rpartition(" ")
    people = (
        (Representative(claimant.representative_role, claimant.representative_name),)
        if form and claimant.representative_name
        else ()
    )
    return Party(
        company=creditor.name if form else "",
        legal_form=form,
        first_name="" if form else first,
        last_name="" if form else last,
        street=creditor.street,
        postcode=creditor.postcode,
        city=creditor.city,
        court_number=claimant.court_number,
        representatives=people,
    )


def defendant_of(customer: Customer) -> Party:
    """Whom the claim is against."""
    country = "" if customer.country in _HOME else postal_country(customer.country)
    return Party(
        company=customer.company,
        legal_form=legal_form_of(customer.company),
        first_name=customer.first_name,
        last_name=customer.last_name,
        street=customer.street,
        postcode=customer.postcode,
        city=customer.city,
        country=country,
    )


def declaration_of(case: CollectionCase) -> CounterPerformance:
    """What a clerk declared last of the counter-performance."""
    told = case.events.filter(kind=CaseEvent.Kind.COURT, details__has_key=DECLARATION)
    newest = told.order_by("-pk").first()
    return CounterPerformance(newest.details[DECLARATION] if newest else "")


def proposed_number(order: Order) -> int:
    """The catalogue number by what was sold."""
    lines = order.lines.all()
    return catalogue_number([(line.kind, line.quantity * line.unit_price) for line in lines])


def side_claims(facts: ClaimFacts, open_costs: Decimal) -> tuple[SideClaim, ...]:
    """The costs that are still owed, by kind, in euros; payments settle the oldest first (§ 366).

    open_costs: what the ledger says is left of them. Court costs are left out.
    """
    entries = [entry for entry in facts.entries if entry.kind in _COSTS]
    paid = sum((entry.amount for entry in entries), ZERO) - open_costs
    left: dict[str, Decimal] = {}
    for entry in entries:
        settled = min(max(paid, ZERO), entry.amount)
        paid -= settled
        left[entry.kind] = left.get(entry.kind, ZERO) + entry.amount - settled
    return tuple(
        SideClaim(_SIDE_KINDS[Kind(kind)], cents(amount), _REASONS.get(Kind(kind), ""))
        for kind, amount in left.items()
        if amount > 0 and kind != Kind.COURT_COST
    )


def _claim(order: Order, procedure: CourtProcedure | None, facts: ClaimFacts) -> Claim:
    numbers = [invoice.number for invoice in facts.invoices]
    issued = [invoice.issued_on for invoice in facts.invoices if invoice.issued_on]
    return Claim(
        catalogue_number=procedure.claim_number if procedure else proposed_number(order),
        ground="Rechnung" if numbers else "Vertrag",
        number=", ".join(numbers) or order.number,
        from_on=min(issued, default=order.ordered_on),
        to_on=None,
        amount=order.open_principal,
    )


def _interest(
    order: Order, facts: ClaimFacts, day: date
) -> tuple[tuple[RunningInterest, ...], ComputedInterest | None]:
    """Running interest; and, as a sum, what is left of it before a payment or credit (§ 367)."""
    accounts = interest_accounts(order, day, facts)
    stretches = _stretches(accounts)
    cut = _cut(accounts, facts)
    if cut is None:
        return running_lines(stretches, day), None
    computed = _computed(order, accounts, interest_accounts(order, cut, facts), cut)
    return running_lines(after(stretches, cut), day), computed


def _stretches(accounts: tuple[InterestAccount, ...]) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(line.from_on, line.to_on, line.surcharge, line.principal)
        for account in accounts
        for line in account.lines
    )


def _cut(accounts: tuple[InterestAccount, ...], facts: ClaimFacts) -> date | None:
    """The last day to tell as a sum: of the newest payment, credit or booked interest.

    None when nothing was settled since default: then all interest is still running.
    """
    if not accounts:
        return None
    since = min(account.since for account in accounts)
    later = [entry for entry in facts.entries if entry.booked_on >= since]
    settled = [entry.booked_on for entry in later if entry.amount < 0]
    booked = [entry.booked_on for entry in later if entry.kind == Kind.INTEREST]
    return max([*settled, *booked]) if settled else None


def _computed(
    order: Order,
    accounts: tuple[InterestAccount, ...],
    until_cut: tuple[InterestAccount, ...],
    cut: date,
) -> ComputedInterest | None:
    """What is left of the interest up to the cut: booked and unpaid, and not booked yet."""
    amount = order.open_interest + sum((one.new for one in until_cut), ZERO)
    if amount <= 0:
        return None
    return ComputedInterest(min(one.since for one in accounts), cut, cents(amount))
