"""Which part of an order is settled by what was paid."""

from collections.abc import Sequence
from decimal import Decimal

from common.rules.money import ZERO


def open_per_installment(amounts: Sequence[Decimal], settled: Decimal) -> list[Decimal]:
    """What is left of each installment, oldest first (§ 366 Abs. 2 BGB).

    amounts: euros, in the order of their due days. settled: euros paid or credited so far; what
    exceeds the sum of the installments is a credit and leaves no installment open.
    """
    left = max(settled, ZERO)
    open_amounts = []
    for amount in amounts:
        paid = min(amount, left)
        left -= paid
        open_amounts.append(amount - paid)
    return open_amounts
