"""Sums of money by the database, right to the cent on every database."""

from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, ExpressionWrapper, F, FloatField, Q, Sum
from django.db.models.functions import Cast, Round

_EURO = Decimal("0.01")


def cents(amount: Any, *, only: Q | None = None) -> Sum:
    """The sum of a field or expression in euros as whole cents; euros() makes it euros again.

    SQLite adds decimals as floats, which over many rows is a cent too much or too little.
    """
    expression = F(amount) if isinstance(amount, str) else amount
    times_hundred = ExpressionWrapper(expression * 100, output_field=FloatField())
    return Sum(Cast(Round(times_hundred), BigIntegerField()), filter=only)


def euros(cent_sum: int | None) -> Decimal:
    """What cents() answered, in euros; nothing to add up is 0.00."""
    return Decimal(cent_sum or 0) * _EURO
