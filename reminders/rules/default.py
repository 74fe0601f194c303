"""Since when a debtor is in default (§ 286 BGB), and why."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from common.rules.holidays import next_working_day

_DAY = timedelta(days=1)
_THIRTY_DAYS = timedelta(days=30)


class Ground(StrEnum):
    """What put the debtor in default."""

    AGREED_DAY = "agreed_day"  # § 286 II 1, 2: a day, or an event with a period, by contract
    REFUSAL = "refusal"  # § 286 II 3, 4
    NOTICE_30_DAYS = "notice_30_days"  # § 286 III
    REMINDER = "reminder"  # § 286 I
    NONE = "none"


@dataclass(frozen=True)
class DefaultFacts:
    """What is known of one claim; days on which something happened or is to happen.

    due_on: the last day to pay as told; without it the claim is due at once (§ 271 BGB).
    day_is_agreed: due_on stands in the contract; a day the seller alone printed creates no
    default (BGH III ZR 91/07). has_invoice: an invoice or an equal statement went out at all.
    notice_received_on, notice_pay_by: the first dunning notice and the last day it grants.
    refused_on: a serious and final refusal, or a special reason such as the debtor's own announced
    day gone by. state: the debtor's federal state, "" when unknown.
    """

    due_on: date | None
    is_consumer: bool
    state: str = ""
    day_is_agreed: bool = False
    has_invoice: bool = True
    invoice_received_on: date | None = None
    has_consumer_notice: bool = False
    notice_received_on: date | None = None
    notice_pay_by: date | None = None
    refused_on: date | None = None


@dataclass(frozen=True)
class DefaultStart:
    """since: the first day that bears interest; last_day_to_pay: the last day in good time."""

    last_day_to_pay: date | None
    since: date | None
    ground: Ground


def default_start(facts: DefaultFacts) -> DefaultStart:
    """The earliest default that any of the five ways creates, moved by § 193 BGB.

    Without default: since is None, ground NONE, and last_day_to_pay the working day to pay on.
    """
    ways = {
        Ground.AGREED_DAY: _agreed_last_day(facts),
        Ground.REFUSAL: _refusal_last_day(facts),
        Ground.NOTICE_30_DAYS: _thirtieth_day(facts),
        Ground.REMINDER: _notice_last_day(facts),
    }
    last_days = [(last, ground) for ground, last in ways.items() if last is not None]
    if not last_days:
        return DefaultStart(_payment_day(facts), None, Ground.NONE)
    # Of two ways to the same day the one listed first is the stronger ground.
    last, ground = min(last_days, key=lambda way: way[0])
    return DefaultStart(last, last + _DAY, ground)


def _payment_day(facts: DefaultFacts) -> date | None:
    """The due day, moved to a working day at the debtor's place (§ 193 BGB)."""
    return next_working_day(facts.due_on, facts.state) if facts.due_on else None


def _agreed_last_day(facts: DefaultFacts) -> date | None:
    """§ 286 II 1, 2: the day fixed by contract needs no notice."""
    return _payment_day(facts) if facts.day_is_agreed else None


def _refusal_last_day(facts: DefaultFacts) -> date | None:
    """§ 286 II 3, 4: at once, but not before the claim is due; interest from the next day."""
    if facts.refused_on is None:
        return None
    return max(facts.refused_on, _payment_day(facts) or facts.refused_on)


def _thirtieth_day(facts: DefaultFacts) -> date | None:
    """§ 286 III: 30 days after due day and invoice, whichever is later; consumers need the notice.

    Where a business's invoice came on an unknown day, the due day alone counts (sentence 2). The
    last day moves to a working day (BGH III ZR 159/06).
    """
    if not facts.has_invoice:
        return None
    if facts.is_consumer and not (facts.has_consumer_notice and facts.invoice_received_on):
        return None
    known = [day for day in (facts.due_on, facts.invoice_received_on) if day]
    return next_working_day(max(known) + _THIRTY_DAYS, facts.state) if known else None


def _notice_last_day(facts: DefaultFacts) -> date | None:
    """§ 286 I: the end of the notice's period, moved to a working day, else the day of receipt.

    A notice received while the debtor may still pay in time has no effect.
    """
    received, payment_day = facts.notice_received_on, _payment_day(facts)
    if received is None or (payment_day and received <= payment_day):
        return None
    if facts.notice_pay_by is None:
        return received
    return max(received, next_working_day(facts.notice_pay_by, facts.state))
