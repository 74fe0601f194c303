"""Template filters: rates of interest as Germans read them."""

from decimal import Decimal

from django import template

from common.rules import german

register = template.Library()


@register.filter
def percent(rate: Decimal) -> str:
    """The rate as "6,52 %", with a blank that never breaks the line."""
    return f"{german.number(rate)}\N{NO-BREAK SPACE}%"


@register.filter
def points(surcharge: Decimal) -> str:
    """Percentage points without needless decimals: "5", "9"."""
    return german.number(surcharge).removesuffix(",00")
