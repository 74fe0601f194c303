"""What a reminder claims, as finished rows: positions, payments, interest, sums, all adding up."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from common.rules.money import ZERO
from reminders.adapters.display import link_parts, money, unparted, wording
from reminders.adapters.wording import Wording
from reminders.rules.content import InterestRow, OrderClaim, Position, ReminderContent


@dataclass(frozen=True, slots=True)
class ShownPosition:
    """One row of the table of positions."""

    number: str
    product: str
    quantity: str
    unit_price: str
    amount: str


@dataclass(frozen=True, slots=True)
class ShownSum:
    """One row below the positions; the row to be paid is strong."""

    label: str
    amount: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class ShownRate:
    """One rate that is due and not fully paid."""

    due_on: str
    amount: str
    open_amount: str


@dataclass(frozen=True, slots=True)
class ShownInterest:
    """The calculation of default interest: its lines, what they sum up to, and how."""

    rows: list[dict[str, str]]
    sums: list[ShownSum]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """What is claimed of one order; the heading is for those among several."""

    heading: str
    facts: str
    positions: list[ShownPosition]
    rates: list[ShownRate]
    sums: list[ShownSum]
    default_sentence: str
    interest: ShownInterest | None
    payment_link: str
    link_parts: tuple[str, str]


@dataclass(frozen=True, slots=True)
class ShownOverview:
    """One row per order of a collective reminder; empty columns are left out."""

    columns: list[str]
    rows: list[list[str]]
    total: list[str]


def shown_claims(content: ReminderContent) -> list[ShownClaim]:
    """Every order with all that leads to its claim."""
    return [_shown_claim(claim, content) for claim in content.claims]


def shown_sums(claim: OrderClaim, content: ReminderContent) -> list[ShownSum]:
    """From the order's total by all bookings to the open amount, and what comes on top of it."""
    words = wording(content.language)
    extras = _extras(claim, words)
    lines = [*_lines_to_open_amount(claim, words), (words.open_amount, claim.open_amount), *extras]
    if extras:
        last = words.claim_of_order if content.is_collective else words.to_pay
        lines.append((last, claim.claim))
    strong = len(lines) - 1
    return [
        ShownSum(label, money(amount, content.currency, words), index == strong)
        for index, (label, amount) in enumerate(lines)
    ]


def shown_overview(content: ReminderContent) -> ShownOverview:
    """What a collective reminder claims of each order, and the total."""
    words, claims = wording(content.language), content.claims
    amounts = [
        (words.open_amount, [claim.open_amount for claim in claims]),
        (words.interest, [claim.interest for claim in claims]),
        (words.dunning_fee, [claim.dunning_fee + claim.lump_sum for claim in claims]),
        (words.sum, [claim.claim for claim in claims]),
    ]
    shown = [(label, column) for label, column in amounts if any(column)]

    def row(*names: str, amounts: list[Decimal]) -> list[str]:
        return [*names, *(money(amount, content.currency, words) for amount in amounts)]

    rows = [
        row(
            claim.order_number,
            words.day(claim.due_on),
            amounts=[column[index] for _, column in shown],
        )
        for index, claim in enumerate(claims)
    ]
    total = row(words.to_pay, "", amounts=[sum(column, ZERO) for _, column in shown])
    return ShownOverview([words.order, words.due_on, *(label for label, _ in shown)], rows, total)


def _shown_claim(claim: OrderClaim, content: ReminderContent) -> ShownClaim:
    words = wording(content.language)
    return ShownClaim(
        heading=words.details_of.format(claim.order_number),
        facts=_facts(claim, words),
        positions=[
            shown_position(index, position, content.currency, words)
            for index, position in enumerate(claim.positions, start=1)
        ],
        rates=[
            ShownRate(
                words.day(rate.due_on),
                money(rate.amount, content.currency, words),
                money(rate.open_amount, content.currency, words),
            )
            for rate in claim.rates
        ],
        sums=shown_sums(claim, content),
        default_sentence=_default_sentence(claim, words),
        interest=shown_interest(claim, content.currency, words) if claim.interest_rows else None,
        payment_link=claim.payment_link,
        link_parts=link_parts(claim.payment_link),
    )


def _facts(claim: OrderClaim, words: Wording) -> str:
    days = words.order_of.format(words.long_day(claim.ordered_on), words.long_day(claim.due_on))
    invoices = ", ".join(claim.invoice_numbers)
    facts = f"{words.invoice} {invoices}, {days}" if invoices else days
    return unparted(facts[:1].upper() + facts[1:])


def shown_position(index: int, position: Position, currency: str, words: Wording) -> ShownPosition:
    """One bought thing as a row; index counts from one."""
    return ShownPosition(
        number=str(index),
        product=position.product,
        quantity=f"{position.quantity.normalize():f}".replace(".", words.decimal_mark),
        unit_price=money(position.unit_price, currency, words),
        amount=money(position.amount, currency, words),
    )


def _lines_to_open_amount(claim: OrderClaim, words: Wording) -> Iterator[tuple[str, Decimal]]:
    if claim.other_amount:
        yield words.shipping if claim.other_amount > 0 else words.discount, claim.other_amount
    yield words.total, claim.total
    for line in claim.payments:
        yield words.booked_on.format(line.label, words.day(line.paid_on)), -line.amount
    if claim.not_due_amount:
        yield words.not_due, -claim.not_due_amount
    if claim.disputed_amount:
        yield words.disputed, -claim.disputed_amount


def _extras(claim: OrderClaim, words: Wording) -> list[tuple[str, Decimal]]:
    """What is claimed on top of the open amount for the first time."""
    interest = words.further_interest if claim.earlier_interest > 0 else words.interest
    extras = [
        (interest, claim.interest),
        (words.dunning_fee, claim.dunning_fee),
        (words.lump_sum, claim.lump_sum),
    ]
    return [(label, amount) for label, amount in extras if amount]


def _default_sentence(claim: OrderClaim, words: Wording) -> str:
    if claim.default_since is None:
        return ""
    ground = words.grounds.get(claim.default_ground, "")
    return unparted(words.in_default.format(words.long_day(claim.default_since), ground))


def shown_interest(claim: OrderClaim, currency: str, words: Wording) -> ShownInterest:
    """How the interest of a claim came about, line by line."""
    rows = claim.interest_rows
    sums = [
        ShownSum(
            words.interest_total, money(claim.interest + claim.earlier_interest, currency, words)
        )
    ]
    if claim.earlier_interest > 0:
        earlier = money(-claim.earlier_interest, currency, words)
        rest = money(claim.interest, currency, words)
        sums += [
            ShownSum(words.interest_earlier, earlier),
            ShownSum(words.further_interest, rest),
        ]
    surcharges = words.listed.join(dict.fromkeys(f"{row.surcharge.normalize():f}" for row in rows))
    notes = [unparted(words.interest_method.format(surcharges))]
    if any(row.is_provisional for row in rows):
        notes.append(words.interest_provisional)
    return ShownInterest([_interest_row(row, currency, words) for row in rows], sums, notes)


def _interest_row(row: InterestRow, currency: str, words: Wording) -> dict[str, str]:
    # A base rate below zero may leave less than the surcharge, never less than nothing.
    rate = max(row.base_rate + row.surcharge, ZERO)
    mark = "*" if row.is_provisional else ""
    return {
        "from_on": words.day(row.from_on),
        "to_on": words.day(row.to_on),
        "days": f"{row.days}/{row.days_in_year}",
        "principal": money(row.principal, currency, words),
        "rate": words.percent.format(words.number(rate)) + mark,
        "amount": money(row.amount, currency, words),
    }
