"""What a movement of the bank does to an order, told before it is booked."""

from collections.abc import Sequence
from decimal import Decimal

from common.rules.german import euro
from common.rules.money import ZERO


def effect_words(balance: Decimal, change: Decimal) -> str:
    """What is owed before and after: "offen 79,90 € → bezahlt".

    balance: what is owed in euros, negative for a credit. change: negative for a payment,
    positive for money that went back.
    """
    return f"{_standing(balance)} → {_afterwards(balance, balance + change)}"


def split_return(
    went_out: Decimal, *, original: Decimal | None, charges: Decimal
) -> tuple[Decimal, Decimal]:
    """The returned payment and the bank's cost, both in euros, that make up what went out.

    original: the amount of the payment as far as the bank tells it; charges: zero when it tells
    none. What the bank does not tell apart is all payment.
    """
    if original is not None and ZERO < original <= went_out:
        return original, went_out - original
    if ZERO < charges < went_out:
        return went_out - charges, charges
    return went_out, ZERO


def _standing(balance: Decimal) -> str:
    if balance > 0:
        return f"offen {euro(balance)}"
    return f"Guthaben {euro(-balance)}" if balance < 0 else "nichts offen"


def _afterwards(before: Decimal, after: Decimal) -> str:
    if after > 0:
        return f"{'noch ' if after < before else ''}offen {euro(after)}"
    if before <= 0 or not after:
        return "bezahlt" if before > 0 else _standing(after)
    return f"bezahlt, {euro(-after)} Guthaben"


def fill_amounts(
    total: Decimal, amounts: Sequence[Decimal | None], open_amounts: Sequence[Decimal]
) -> list[Decimal | None]:
    """The amounts of a split in euros, with those filled in that nobody gave.

    A lone order gets the whole movement; several get what is open, as far as the rest reaches.
    What finds no rest stays None.
    """
    if len(amounts) == 1:
        return [total if amounts[0] is None else amounts[0]]
    rest = total - sum((amount for amount in amounts if amount is not None), ZERO)
    filled: list[Decimal | None] = []
    for amount, open_amount in zip(amounts, open_amounts, strict=True):
        if amount is None and (part := min(open_amount, rest)) > 0:
            filled.append(part)
            rest -= part
        else:
            filled.append(amount)
    return filled
