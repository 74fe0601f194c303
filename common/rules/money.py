"""Money arithmetic: amounts are Decimal, and they are rounded here and nowhere else."""

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")
_CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """The amount rounded half up (away from zero) to whole cents, always with two decimals."""
    rounded = amount.quantize(_CENT, rounding=ROUND_HALF_UP)
    # A rounded away minus would print as "−0,00".
    return rounded if rounded else ZERO
