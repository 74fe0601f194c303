"""The filters of templates."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("amount|euro", "1.234,50\u00a0€"),
        ("count|whole", "1.024"),
        ("day|day", "21.11.2026"),
        ("day|long_day", "21. November 2026"),
        ("iban|iban", "DE02 1203 0000 0000 2020 51"),
        ("nothing|euro", ""),
        ("nothing|whole", ""),
        ("nothing|day", ""),
        ("nothing|long_day", ""),
        ("nothing|iban", ""),
    ],
)
def test_it_shows_values_as_germans_read_them(expression, text):
    values = {
        "amount": Decimal("1234.5"),
        "count": 1024,
        "day": date(2026, 11, 21),
        "iban": "DE02120300000000202051",
        "nothing": None,
    }

    shown = Template("{% load german %}{{ " + expression + " }}").render(Context(values))

    assert shown == text
