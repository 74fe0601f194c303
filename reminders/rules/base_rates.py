"""The base rates of § 247 BGB as they are shipped; later half-years are entered by a clerk.

Every half-year stands here, the unchanged ones too, so that a gap is seen at once. § 247 II BGB:
the Bundesbank announces the rate; it changes ON 1 January and ON 1 July. The 3.62 % printed in
§ 247 I 1 itself never applied; that of 2024 is a coincidence.
"""

from datetime import date
from decimal import Decimal

BASE_RATE_SOURCE = "Deutsche Bundesbank (§\N{NO-BREAK SPACE}247\N{NO-BREAK SPACE}BGB)"

_FIRST_YEAR = 2002
# Per year: the rate from 1 January, the rate from 1 July. The last year may have only the first.
_PER_YEAR: tuple[tuple[str, ...], ...] = (
    ("2.57", "2.47"),  # 2002
    ("1.97", "1.22"),
    ("1.14", "1.13"),
    ("1.21", "1.17"),  # 2005
    ("1.37", "1.95"),
    ("2.70", "3.19"),
    ("3.32", "3.19"),
    ("1.62", "0.12"),
    ("0.12", "0.12"),  # 2010
    ("0.12", "0.37"),
    ("0.12", "0.12"),
    ("-0.13", "-0.38"),
    ("-0.63", "-0.73"),
    ("-0.83", "-0.83"),  # 2015
    ("-0.83", "-0.88"),
    ("-0.88", "-0.88"),
    ("-0.88", "-0.88"),
    ("-0.88", "-0.88"),
    ("-0.88", "-0.88"),  # 2020
    ("-0.88", "-0.88"),
    ("-0.88", "-0.88"),
    ("1.62", "3.12"),
    ("3.62", "3.37"),
    ("2.27", "1.27"),  # 2025
    ("1.27", "1.52"),
)

BASE_RATES: tuple[tuple[date, Decimal], ...] = tuple(
    (date(_FIRST_YEAR + offset, month, 1), Decimal(percent))
    for offset, halves in enumerate(_PER_YEAR)
    for month, percent in zip((1, 7), halves, strict=False)
)
