"""Template filters: amounts, numbers, days and IBANs as Germans read them. Nothing becomes ""."""

from datetime import date
from decimal import Decimal

from django import template

from common.rules import german
from common.rules.iban import group_iban

register = template.Library()


@register.filter
def euro(amount: Decimal | None) -> str:
    """The amount as "1.234,56 €"."""
    return "" if amount is None else german.euro(amount)


@register.filter
def whole(count: int | None) -> str:
    """The whole number as "1.024"."""
    return "" if count is None else german.whole(count)


@register.filter
def day(value: date | None) -> str:
    """The day as "21.11.2026"."""
    return "" if value is None else german.day(value)


@register.filter
def long_day(value: date | None) -> str:
    """The day as "21. November 2026"."""
    return "" if value is None else german.long_day(value)


@register.filter
def iban(text: str | None) -> str:
    """The IBAN in groups of four."""
    return "" if text is None else group_iban(text)
