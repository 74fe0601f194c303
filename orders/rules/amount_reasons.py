"""What a proposal says of the amount: told anew whenever it is shown, since bookings change it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from common.rules.german import euro
from orders.rules.match_hits import OF_PAYMENTS

_BEGINNINGS = ("Betrag ", "Teilzahlung", "weniger als die Zahlung", "mehr als die Zahlung")
_ENDINGS = (f" ist {OF_PAYMENTS.closed}", " ist nicht bezahlt")


def is_about_amount(reason: str) -> bool:
    """Whether a reason says nothing but how the amount and the order's standing compare."""
    return reason.startswith(_BEGINNINGS) or reason.endswith(_ENDINGS)


def is_by_amount_alone(why: Iterable[str]) -> bool:
    """Whether neither a number, a name nor an account speaks for the proposal."""
    return all(is_about_amount(reason) for reason in why)


def reasons_now(why: Sequence[str], of_amount: str) -> tuple[str, ...]:
    """The reasons with what they said of the amount told anew, in its place; "" drops it."""
    place = next((i for i, reason in enumerate(why) if is_about_amount(reason)), None)
    if place is None:
        return tuple(why)
    lasting = [reason for reason in why[place:] if not is_about_amount(reason)]
    return (*why[:place], *([of_amount] if of_amount else []), *lasting)


def amount_reason(
    number: str, amount: Decimal, open_amount: Decimal, *, further_amounts: Iterable[Decimal] = ()
) -> str:
    """How a payment in euros compares to what is open of an order now, or to its rate."""
    if open_amount <= 0:
        return f"Auftrag {number} ist {OF_PAYMENTS.closed}"
    if amount == open_amount:
        return OF_PAYMENTS.same
    if amount in further_amounts:
        return OF_PAYMENTS.same_rate
    words = OF_PAYMENTS.less if amount < open_amount else OF_PAYMENTS.more
    return words.format(euro(open_amount))
