"""What a reminder claims of an order, to the cent: goods, costs, interest, fee and lump sum."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO
from orders.models import Order
from reminders.models import Channel, DunningLevel, ReminderItem
from reminders.rules.default import DefaultStart, Ground
from reminders.rules.fees import Charges, charges
from reminders.services.claim_facts import ClaimFacts, disputed_part, facts_of
from reminders.services.default_clock import default_of, is_in_default
from reminders.services.interest_accounts import InterestAccount, interest_accounts

LETTERS = (Channel.LETTER, Channel.BOTH)
NO_CHARGES = Charges(ZERO, ZERO, "")


@dataclass(frozen=True, slots=True)
class ItemClaim:
    """What a reminder claims of one order, in euros; interest, fee and lump sum are new with it.

    principal: the goods that are due; other_costs: costs and interest booked before.
    interest_lines: the whole calculation since default, as ReminderItem keeps it.
    why: the sentence that says what is charged, or why nothing is.
    """

    principal: Decimal
    other_costs: Decimal
    interest: Decimal = ZERO
    dunning_fee: Decimal = ZERO
    lump_sum: Decimal = ZERO
    interest_lines: tuple[dict[str, str | int | bool], ...] = ()
    is_provisional: bool = False
    default_since: date | None = None
    default_ground: str = ""
    why: str = ""

    @property
    def total(self) -> Decimal:
        """All that is claimed, in euros."""
        new = self.interest + self.dunning_fee + self.lump_sum
        return self.principal + self.other_costs + new


def claim_of(
    order: Order,
    step: DunningLevel | None,
    *,
    channel: Channel,
    written_on: date,
    leads: bool = True,
    facts: ClaimFacts | None = None,
) -> ItemClaim:
    """What a reminder written on the day claims of the order; step None: a free reminder.

    leads: whether the reminder's fee stands with this order, of several only with one. facts: as
    claim_facts read them for many orders. Interest runs up to the day, included (§ 288 BGB).
    """
    facts = facts or facts_of(order)
    oldest = order.oldest_installment
    start = default_of(order, oldest, written_on, facts=facts) if oldest else _no_default()
    has_interest = step is not None and step.charges_interest
    accounts = interest_accounts(order, written_on, facts) if has_interest else ()
    new = _new_charges(order, step, channel, start, written_on, facts)
    other_costs = order.open_ancillary
    return ItemClaim(
        principal=principal_of(order, written_on) - other_costs,
        other_costs=other_costs,
        interest=sum((one.new for one in accounts), ZERO),
        dunning_fee=new.dunning_fee if leads else ZERO,
        lump_sum=new.lump_sum,
        interest_lines=_frozen(accounts),
        is_provisional=any(line.is_provisional for one in accounts for line in one.lines),
        default_since=start.since if is_in_default(start, written_on) else None,
        default_ground=start.ground.value if is_in_default(start, written_on) else "",
        why=new.why,
    )


def principal_of(order: Order, written_on: date) -> Decimal:
    """What of the open amount is claimed on the day, in euros: of rates those due, and costs.

    What the customer disputes is left out. Of an order that is not due yet, as an early reminder
    or a preview may show it, its next rate.
    """
    if due := order.due_amount(written_on):
        return max(due - disputed_part(order), order.open_ancillary)
    rate = order.oldest_installment
    return rate.open_amount if rate else order.open_amount


def _new_charges(
    order: Order,
    step: DunningLevel | None,
    channel: Channel,
    start: DefaultStart,
    written_on: date,
    facts: ClaimFacts,
) -> Charges:
    """Fee and lump sum; payment reminders and what is written by hand cost nothing."""
    if step is None or not step.level:
        return NO_CHARGES
    before = _charged_before(order, facts)
    return charges(
        letter_cost=step.fee,
        is_letter=channel in LETTERS,
        is_business=order.customer.is_business,
        is_in_default=is_in_default(start, written_on),
        has_lump_sum=any(one.lump_sum for one in before),
        charged_letters=sum(1 for one in before if one.dunning_fee),
    )


def _charged_before(order: Order, facts: ClaimFacts) -> list[ReminderItem]:
    """What was claimed of the same claim before; agreed rates are the claim of their order.

    What a clerk reversed or waived counts as well: he did not mean it to come again. Rates of the
    purchase itself are a claim each (§ 288 Abs. 5 Satz 2 BGB).
    """
    before = [*facts.notices, *facts.withdrawn]
    if order.rates_agreed_on:
        return before
    return [one for one in before if one.installment_id == order.oldest_installment_id]


def _no_default() -> DefaultStart:
    return DefaultStart(None, None, Ground.NONE)


def _frozen(accounts: tuple[InterestAccount, ...]) -> tuple[dict[str, str | int | bool], ...]:
    """The lines of all installments as ReminderItem keeps them."""
    return tuple(line for account in accounts for line in account.as_json())
