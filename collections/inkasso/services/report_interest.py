"""Interest that a payment to the agency settles: booked before it, as § 367 BGB wants it."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO
from inkasso.models import CollectionCase
from inkasso.services.claim_account import claim_account
from orders.models import LedgerEntry

Kind = LedgerEntry.Kind


def interest_before(case: CollectionCase, on: date, paid: Decimal) -> list[tuple[int, Decimal]]:
    """What is to be booked of each installment's interest up to the day, included, in euros.

    paid: what the payment of the locked case settles beside the agency's costs. Who pays all that
    was told to the agency owes no interest that ran since the handover: nobody asked for it. What
    a later payment has had booked already is not booked again for an earlier one.
    """
    later = _booked_after(case, on)
    parts = [
        (part.installment_id, part.new - later[part.installment_id])
        for part in claim_account(case, on).interest_parts
    ]
    parts = [(key, amount) for key, amount in parts if amount > 0]
    new = sum((amount for _, amount in parts), ZERO)
    rest = case.order.open_amount + new - paid
    if ZERO < rest <= new and rest <= _since_handover(case, on):
        parts = _lowered(parts, by=rest)
    return parts


def _booked_after(case: CollectionCase, on: date) -> dict[int | None, Decimal]:
    """Interest that stands in the ledger for later days, in euros, by installment."""
    entries = LedgerEntry.objects.effective().filter(
        order=case.order_id, kind=Kind.INTEREST, booked_on__gt=on
    )
    booked: dict[int | None, Decimal] = defaultdict(lambda: ZERO)
    for entry in entries:
        booked[entry.installment_id] += entry.amount
    return booked


def _since_handover(case: CollectionCase, on: date) -> Decimal:
    """The interest that the agency was not told of, in euros."""
    assert case.handed_over_on is not None  # nobody else reports of it
    return _accrued(case, on) - _accrued(case, case.handed_over_on)


def _accrued(case: CollectionCase, on: date) -> Decimal:
    return sum((part.accrued for part in claim_account(case, on).interest_parts), ZERO)


def _lowered(parts: list[tuple[int, Decimal]], *, by: Decimal) -> list[tuple[int, Decimal]]:
    """The parts with that much less in sum, the last ones first."""
    kept = []
    for key, amount in reversed(parts):
        less = min(by, amount)
        by -= less
        if amount > less:
            kept.append((key, amount - less))
    return kept[::-1]
