"""What a debtor may ask for on the payment page, and what that does until a clerk has looked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

# Nobody writes more in earnest; each one costs a clerk a look.
MOST_PER_DAY = 20
MOST_LETTERS = 1000
MOST_DAYS_OF_DEFERRAL = 180
# "Paid" a year ago is a question for the clerk, not for a form.
MOST_DAYS_SINCE_PAID = 366
# A proof that came along: a picture is kept as JPEG, whatever it was, or the PDF as it came.
PROOF_PICTURE, PROOF_PDF = "image/jpeg", "application/pdf"
MOST_PROOF_BYTES = 5_000_000


class RequestKind(StrEnum):
    """What the debtor wants."""

    ALREADY_PAID = "already_paid"
    DEFERRAL = "deferral"
    INSTALMENTS = "instalments"
    DISPUTE = "dispute"
    ADDRESS = "address"
    PAYMENT_METHOD = "payment_method"


class DisputeReason(StrEnum):
    """Why the debtor does not mean to pay."""

    NOT_RECEIVED = "not_received"
    DEFECTIVE = "defective"
    RETURNED = "returned"
    NOT_ORDERED = "not_ordered"
    WRONG_AMOUNT = "wrong_amount"
    OTHER = "other"


class Refusal(StrEnum):
    """Why something cannot be asked for now."""

    SETTLED = "settled"
    WITH_AGENCY = "with_agency"
    WAITING = "waiting"
    TOO_MANY = "too_many"
    PLAN_RUNS = "plan_runs"
    NOT_DUNNED = "not_dunned"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class PageStanding:
    """How an order stands when its debtor asks for something.

    waiting: what was asked for and not answered yet. told_today: requests of all kinds on the day.
    """

    is_open: bool
    is_in_collection: bool = False
    has_plan: bool = False
    is_stopped: bool = False
    waiting: Collection[str] = ()
    told_today: int = 0


@dataclass(frozen=True, slots=True)
class Grants:
    """What an account grants by itself; 0 days or rates: nothing. Amounts in euros."""

    deferral_days: int = 0
    max_rates: int = 0
    min_rate: Decimal = Decimal(20)
    max_plan_amount: Decimal | None = None


def refusal(kind: RequestKind, standing: PageStanding) -> Refusal | None:
    """Why this cannot be asked for now; None when it can."""
    if not standing.is_open:
        return Refusal.SETTLED
    if standing.is_in_collection:
        return Refusal.WITH_AGENCY
    if kind in standing.waiting:
        return Refusal.WAITING
    if standing.told_today >= MOST_PER_DAY:
        return Refusal.TOO_MANY
    if kind in (RequestKind.DEFERRAL, RequestKind.INSTALMENTS) and standing.is_stopped:
        return Refusal.NOT_DUNNED
    if kind == RequestKind.INSTALMENTS and standing.has_plan:
        return Refusal.PLAN_RUNS
    return None


def possible(standing: PageStanding) -> list[RequestKind]:
    """All that can be asked for now."""
    return [kind for kind in RequestKind if refusal(kind, standing) is None]


def grants_deferral(
    grants: Grants, until_on: date, *, today: date, was_deferred: bool, has_plan: bool
) -> bool:
    """Whether a delay up to and including a day is granted at once: once for each order.

    Not while rates are agreed: their days hold.
    """
    last = today + timedelta(days=grants.deferral_days)
    return not was_deferred and not has_plan and today < until_on <= last


def pauses(
    kind: RequestKind, *, was_declined: bool, stops: bool = False, is_queued: bool = False
) -> bool:
    """Whether dunning pauses until a clerk has looked.

    What a clerk declined once pauses nothing when it is said again, else nobody would ever be
    dunned. A dispute that stops all of the order (stops) needs no pause beside that. Another
    payment method only keeps a reminder back that is already waiting (is_queued).
    """
    if was_declined:
        return False
    if kind == RequestKind.DISPUTE:
        return not stops
    return is_queued or kind != RequestKind.PAYMENT_METHOD


def pause_until(today: date, days: int) -> date:
    """The last day of the pause."""
    return today + timedelta(days=days)


def is_part(amount: Decimal | None, open_principal: Decimal) -> bool:
    """Whether only a part of the goods is disputed, in euros; None means all of them."""
    return amount is not None and amount < open_principal
