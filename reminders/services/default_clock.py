"""Since when a debtor is in default with an installment, from what is known of its order."""

from dataclasses import replace
from datetime import date

from common.rules.holidays import FEDERAL_STATES, next_working_day
from orders.models import Installment, Order
from reminders.models import InstalmentPlan
from reminders.rules.default import DefaultFacts, DefaultStart, Ground, default_start
from reminders.services.claim_facts import ClaimFacts, facts_of

_HOME = ("", "DE")


def default_of(
    order: Order, installment: Installment, day: date, *, facts: ClaimFacts | None = None
) -> DefaultStart:
    """Since when default holds with the installment, as far as the day knows (§ 286 BGB).

    since may lie after the day: then default begins unless payment comes before. Where the
    debtor's federal state is unknown, the state with the latest day counts (§ 193 BGB).
    """
    facts = facts or facts_of(order)
    told = _told(order, installment, facts)
    starts = [_start(told, state, order, facts, day) for state in _states(order)]
    return max(starts, key=lambda start: start.since or date.max)


def is_in_default(start: DefaultStart, day: date) -> bool:
    """Whether default has begun on the day, its first day included."""
    return start.since is not None and start.since <= day


def _states(order: Order) -> tuple[str, ...]:
    """The federal states whose holidays may count."""
    customer = order.customer
    is_known = customer.country in _HOME and customer.state in FEDERAL_STATES
    return (customer.state,) if is_known else FEDERAL_STATES


def _told(order: Order, installment: Installment, facts: ClaimFacts) -> DefaultFacts:
    """All but the notices and the state."""
    account = order.sales_account
    return DefaultFacts(
        due_on=installment.due_on,
        is_consumer=not order.customer.is_business,
        day_is_agreed=account.due_day_agreed or _is_rate_of_plan(installment, facts),
        has_invoice=bool(facts.invoices),
        invoice_received_on=_received_on(facts),
        has_consumer_notice=account.consumer_notice,
    )


def _received_on(facts: ClaimFacts) -> date | None:
    """When the last invoice was received; None if that is not known of each."""
    days = [invoice.received_on for invoice in facts.invoices]
    known = [day for day in days if day]
    return max(known) if known and len(known) == len(days) else None


def _is_rate_of_plan(installment: Installment, facts: ClaimFacts) -> bool:
    """Whether the debtor agreed to the day himself, in a payment plan (§ 286 II 1 BGB)."""
    agreed = {rate["due_on"] for plan in facts.plans for rate in plan.rates}
    return installment.due_on.isoformat() in agreed and any(
        plan.state != InstalmentPlan.State.ENDED for plan in facts.plans
    )


def _start(
    told: DefaultFacts, state: str, order: Order, facts: ClaimFacts, day: date
) -> DefaultStart:
    """The default if the debtor lived in that state."""
    assert told.due_on is not None  # every installment has a day
    payment_day = next_working_day(told.due_on, state)
    for item in facts.notices:
        notice = item.reminder
        is_claimed = told.due_on < notice.written_on or item.installment.due_on == told.due_on
        # A notice before the debtor was late has no effect; the first one after it counts.
        if is_claimed and notice.sent_on is not None and payment_day < notice.sent_on <= day:
            told = replace(told, notice_received_on=notice.sent_on, notice_pay_by=notice.pay_by)
            break
    return default_start(replace(told, state=state))


GROUND_WORDS = {
    Ground.AGREED_DAY: "vereinbarter Zahlungstag (§ 286 Abs. 2 Nr. 1 BGB)",
    Ground.REFUSAL: "Zahlung endgültig verweigert (§ 286 Abs. 2 Nr. 3 BGB)",
    Ground.NOTICE_30_DAYS: "30 Tage nach Fälligkeit und Rechnung (§ 286 Abs. 3 BGB)",
    Ground.REMINDER: "Mahnung (§ 286 Abs. 1 BGB)",
}
