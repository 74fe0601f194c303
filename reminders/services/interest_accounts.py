"""The interest of each installment of an order: accrued since default, booked, and new."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO
from orders.models import Installment, LedgerEntry, Order
from orders.rules.allocation import DebtKind
from orders.services.ledger import figures_of
from reminders.rules.interest import InterestLine, as_json, interest_lines, total
from reminders.rules.principal import Settlement, principal_changes
from reminders.services.claim_facts import ClaimFacts, disputed_part
from reminders.services.default_clock import default_of, is_in_default

Kind = LedgerEntry.Kind


@dataclass(frozen=True, slots=True)
class InterestAccount:
    """One installment in default: the lines since then, and what of them was booked before."""

    installment: Installment
    since: date
    lines: tuple[InterestLine, ...]
    booked: Decimal

    @property
    def accrued(self) -> Decimal:
        """All interest since default, in euros."""
        return total(self.lines)

    @property
    def new(self) -> Decimal:
        """What of it is not booked yet, in euros; 0 where too much was booked."""
        return max(self.accrued - self.booked, ZERO)

    def as_json(self) -> list[dict[str, str | int | bool]]:
        """The lines as a reminder freezes them; the first one carries what is new."""
        frozen: list[dict[str, str | int | bool]] = [
            {
                **as_json(line),
                "is_provisional": line.is_provisional,
                "installment": self.installment.pk,
            }
            for line in self.lines
        ]
        if frozen:
            frozen[0]["new"] = str(self.new)
        return frozen


def interest_accounts(order: Order, until: date, facts: ClaimFacts) -> tuple[InterestAccount, ...]:
    """The installments that are in default on the day and still owed, with their interest.

    until: the last day that bears interest. What was paid late without ever being claimed is
    not asked for afterwards.
    """
    accounts = []
    for installment in order.installments.all():
        if not _is_owed(order, installment):
            continue
        start = default_of(order, installment, until, facts=facts)
        if start.since is not None and is_in_default(start, until):
            lines = lines_of(order, installment, start.since, until, facts)
            booked = booked_interest(facts.entries, installment, since=start.since)
            accounts.append(InterestAccount(installment, start.since, lines, booked))
    return tuple(accounts)


def lines_of(
    order: Order, installment: Installment, since: date, until: date, facts: ClaimFacts
) -> tuple[InterestLine, ...]:
    """The interest on what was owed of an installment, both days included (§ 288 BGB).

    Days before the first known base rate, of 2002, bear none: a day mistyped by a shop must not
    keep everybody else from being dunned.
    """
    disputed = _disputed_of(order, until).get(installment.pk, ZERO)
    settlements = _settlements(order, facts.entries).get(installment.pk, [])
    moved = _moved(facts.entries).get(installment.pk, [])
    amount = installment.amount + sum((one.amount for one in moved), ZERO)
    return tuple(
        interest_lines(
            principal_changes(amount, [*settlements, *moved], disputed=disputed),
            from_on=max(since, facts.rates[0][0]),
            to_on=until,
            rates=facts.rates,
            is_business=order.customer.is_business,
            claim_arose_on=order.ordered_on,
            pauses=facts.pauses(until),
        )
    )


def booked_interest(
    entries: Sequence[LedgerEntry], installment: Installment, *, since: date
) -> Decimal:
    """The interest that was booked for this default of the installment, in euros."""
    return sum(
        (
            entry.amount
            for entry in entries
            if entry.kind == Kind.INTEREST
            and entry.installment_id == installment.pk
            and entry.booked_on >= since
        ),
        ZERO,
    )


def _is_owed(order: Order, installment: Installment) -> bool:
    return installment.open_amount > 0 or installment.pk == order.oldest_installment_id


def _settlements(order: Order, entries: Sequence[LedgerEntry]) -> Mapping[int, list[Settlement]]:
    """What settled the principal of each installment, as the ledger allocates it (§ 367 BGB)."""
    by_key = {entry.pk: entry for entry in entries}
    settled: dict[int, list[Settlement]] = defaultdict(list)
    for step in figures_of(list(order.installments.all()), entries).allocation.log:
        if step.kind == DebtKind.PRINCIPAL and step.installment is not None:
            entry = by_key[step.movement]
            is_credit = entry.kind == Kind.CREDIT_NOTE
            settled[step.installment].append(
                Settlement(entry.booked_on, step.amount, lowers_price=is_credit)
            )
    return settled


def _moved(entries: Sequence[LedgerEntry]) -> Mapping[int, list[Settlement]]:
    """What other installments took over, as a payment plan does: owed up to that day.

    A lower price is no such thing: nobody took it over, so that it was never owed.
    """
    charges: dict[date, list[LedgerEntry]] = defaultdict(list)
    for entry in entries:
        if entry.kind == Kind.CHARGE:
            charges[entry.booked_on].append(entry)
    moved: dict[int, list[Settlement]] = defaultdict(list)
    for day, of_day in charges.items():
        taken_over = sum((one.amount for one in of_day if one.amount > 0), ZERO)
        for one in of_day:
            part = min(-one.amount, taken_over)
            if part > 0 and one.installment_id is not None:
                moved[one.installment_id].append(Settlement(day, part))
                taken_over -= part
    return moved


def _disputed_of(order: Order, until: date) -> dict[int, Decimal]:
    """How much of each due installment is disputed: what fell due last first."""
    left = disputed_part(order)
    parts = {}
    for installment in reversed(list(order.installments.all())):
        if installment.due_on < until:
            part = min(left, installment.open_amount)
            parts[installment.pk], left = part, left - part
    return parts
