"""What a debtor owes of an order on a day, to the cent, by § 367 BGB (Forderungsaufstellung)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO
from inkasso.models import CollectionCase
from inkasso.rules.claim import (
    BookingLine,
    ClaimAccount,
    InterestPart,
    Part,
    PartKind,
    new_interest,
)
from orders.models import Installment, LedgerEntry, Order
from orders.rules.allocation import DebtKind, Step
from orders.services.ledger import Figures, figures_of, keep_figures
from reminders.rules.default import Ground
from reminders.services.claim_facts import CHUNK_SIZE, ClaimFacts, claim_facts
from reminders.services.default_clock import GROUND_WORDS, default_of, is_in_default
from reminders.services.interest_accounts import interest_accounts

Kind = LedgerEntry.Kind
_COST_PARTS = {
    PartKind.DUNNING_FEE: Kind.DUNNING_FEE,
    PartKind.LUMP_SUM: Kind.LUMP_SUM,
    PartKind.RETURNED_DEBIT_COST: Kind.RETURNED_DEBIT_COST,
    PartKind.CANCELLATION_COST: Kind.CANCELLATION_COST,
    PartKind.COLLECTION_COST: Kind.COLLECTION_COST,
    PartKind.COURT_COST: Kind.COURT_COST,
}
_NO_DEFAULT: tuple[date | None, str] = (None, "")


def claim_account(case: CollectionCase, day: date) -> ClaimAccount:
    """What is owed of a case's order on the day: interest up to it, included; bookings up to it.

    Writes nothing and changes no row in memory; what was taken back later never counted.
    """
    return claim_accounts([case], day)[case.pk]


def claim_accounts(cases: Sequence[CollectionCase], day: date) -> dict[int, ClaimAccount]:
    """The account of each case by its id; a fixed number of queries for some hundred cases."""
    accounts = {}
    for start in range(0, len(cases), CHUNK_SIZE):
        chunk = cases[start : start + CHUNK_SIZE]
        orders = _orders(chunk)
        facts = claim_facts(list(orders.values()))
        for case in chunk:
            order = orders[case.order_id]
            accounts[case.pk] = _account(case, order, facts[order.pk], day)
    return accounts


def _orders(cases: Sequence[CollectionCase]) -> dict[int, Order]:
    """The orders, read anew: their figures are set to the day asked for and never saved."""
    orders = Order.objects.filter(pk__in=[case.order_id for case in cases])
    rows = orders.select_related("customer", "sales_account").prefetch_related("installments")
    return {order.pk: order for order in rows}


def _account(case: CollectionCase, order: Order, facts: ClaimFacts, day: date) -> ClaimAccount:
    facts.entries = [entry for entry in facts.entries if entry.booked_on <= day]
    installments = _as_of(order, facts.entries)
    figures = figures_of(installments, facts.entries)
    keep_figures(order, installments, figures)
    interest = _interest_parts(order, day, facts)
    since, ground = _default(case, order, day, facts)
    sums = _sums(facts.entries)
    return ClaimAccount(
        day=day,
        parts=_parts(order, facts.entries, figures, interest, day),
        not_due=order.open_amount - order.due_amount(day),
        paid=figures.paid_amount,
        credited=-sums[Kind.CREDIT_NOTE],
        waived=-sums[Kind.WAIVER],
        written_off=figures.written_off,
        overpaid=figures.credit_amount,
        default_since=since,
        default_ground=ground,
        default_ground_words=GROUND_WORDS[Ground(ground)] if ground else "",
        bookings=_bookings(facts.entries, figures.allocation.log),
        interest_parts=interest,
    )


def _as_of(order: Order, entries: Iterable[LedgerEntry]) -> list[Installment]:
    """The installments with what these entries charge, as if the later ones were not there."""
    installments = list(order.installments.all())
    charged: dict[int | None, Decimal] = defaultdict(lambda: ZERO)
    for entry in entries:
        if entry.kind == Kind.CHARGE:
            charged[entry.installment_id] += entry.amount
    for installment in installments:
        installment.amount = charged[installment.pk]
    return installments


def _interest_parts(order: Order, day: date, facts: ClaimFacts) -> tuple[InterestPart, ...]:
    return tuple(
        InterestPart(
            installment_id=one.installment.pk,
            due_on=one.installment.due_on,
            since=one.since,
            lines=one.lines,
            accrued=one.accrued,
            booked=one.booked,
            new=one.new,
        )
        for one in interest_accounts(order, day, facts)
    )


def _default(
    case: CollectionCase, order: Order, day: date, facts: ClaimFacts
) -> tuple[date | None, str]:
    """Since when default holds and why; once all is paid, as it was told with the handover."""
    if order.oldest_installment is None:
        kept = (case.default_since, case.default_ground)
        return kept if case.default_since and case.default_since <= day else _NO_DEFAULT
    start = default_of(order, order.oldest_installment, day, facts=facts)
    return (start.since, start.ground.value) if is_in_default(start, day) else _NO_DEFAULT


def _parts(
    order: Order,
    entries: Sequence[LedgerEntry],
    figures: Figures,
    interest: tuple[InterestPart, ...],
    day: date,
) -> tuple[Part, ...]:
    """All kinds; their open parts add up to what is due, and the interest not booked yet."""
    sums = _sums(entries)
    left: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for entry in entries:
        left[entry.kind] += figures.allocation.open_ancillary.get(entry.pk, ZERO)
    new = new_interest(interest)
    ancillary = [
        Part(PartKind.INTEREST, sums[Kind.INTEREST], left[Kind.INTEREST]),
        Part(PartKind.INTEREST_TO_DAY, new, new),
        *(Part(part, sums[kind], left[kind]) for part, kind in _COST_PARTS.items()),
    ]
    due = order.due_amount(day) - sum((part.open for part in ancillary), ZERO) + new
    not_due = order.open_amount - order.due_amount(day)
    return (Part(PartKind.PRINCIPAL, sums[Kind.CHARGE] - not_due, due), *ancillary)


def _sums(entries: Iterable[LedgerEntry]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for entry in entries:
        sums[entry.kind] += entry.amount
    return sums


def _bookings(entries: Sequence[LedgerEntry], log: Sequence[Step]) -> tuple[BookingLine, ...]:
    """The entries by their day, each with what it settled and the balance after it."""
    settled: dict[tuple[int, DebtKind], Decimal] = defaultdict(lambda: ZERO)
    for step in log:
        settled[step.movement, step.kind] += step.amount
    lines, balance = [], ZERO
    for entry in entries:
        balance += entry.amount
        lines.append(
            BookingLine(
                entry_id=entry.pk,
                booked_on=entry.booked_on,
                kind=entry.kind,
                label=Kind(entry.kind).label,
                source=entry.source,
                source_label=LedgerEntry.Source(entry.source).label,
                reference=entry.reference,
                amount=entry.amount,
                balance=balance,
                costs=settled[entry.pk, DebtKind.COST],
                interest=settled[entry.pk, DebtKind.INTEREST],
                principal=settled[entry.pk, DebtKind.PRINCIPAL],
                is_principal_first=entry.principal_first,
            )
        )
    return tuple(lines)
