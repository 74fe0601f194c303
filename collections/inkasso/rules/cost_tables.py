"""Fees by value: § 13 RVG (annex 2) and § 34 GKG (annex 2), as the steps of the statutes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from common.rules.german import day as german_day
from common.rules.german import euro
from common.rules.money import ZERO, cents

# §§ 22 Abs. 2 RVG, 39 Abs. 2 GKG: a higher value costs no more.
LARGEST_VALUE = Decimal(30_000_000)
_FIRST_VALUE = Decimal(500)
# Where the width of a step changes, the same in both statutes and in all versions.
_BORDERS = (2_000, 10_000, 25_000, 50_000, 200_000, 500_000, None)
_WIDTHS = (500, 1_000, 3_000, 5_000, 15_000, 30_000, 50_000)


class CostsRefused(Exception):
    """Costs cannot be computed for what was asked; the message tells the clerk why."""


@dataclass(frozen=True)
class Band:
    """Values up to a border, cut into steps of one width; each started step adds to the fee."""

    up_to: Decimal | None
    width: Decimal
    per_step: Decimal


@dataclass(frozen=True)
class FullFee:
    """A fee at the rate of 1.0, the value up to which it stays the same, and how it comes about."""

    amount: Decimal
    up_to: Decimal
    formula: str


@dataclass(frozen=True)
class Scale:
    """The 1.0 fees of one statute: what costs up to 500 euros, and the bands above."""

    first_fee: Decimal
    bands: tuple[Band, ...]

    def fee(self, value: Decimal) -> FullFee:
        """The 1.0 fee of a value in euros; the border of a step still belongs to it."""
        amount, reached, words = self.first_fee, _FIRST_VALUE, [euro(self.first_fee)]
        for band, steps in self._started(min(value, LARGEST_VALUE)):
            amount += steps * band.per_step
            reached += steps * band.width
            words.append(f"{steps} × {euro(band.per_step)}")
        formula = " + ".join(words)
        if len(words) > 1:
            formula = f"{formula} = {euro(amount)}"
        return FullFee(cents(amount), reached, formula)

    def _started(self, value: Decimal) -> Iterator[tuple[Band, int]]:
        """The bands that the value reaches, each with how many of its steps are started."""
        below = _FIRST_VALUE
        for band in self.bands:
            if value <= below:
                return
            end = value if band.up_to is None else min(value, band.up_to)
            started = ((end - below) / band.width).to_integral_value(rounding=ROUND_CEILING)
            yield band, int(started)
            below = band.up_to if band.up_to is not None else value


@dataclass(frozen=True)
class CostTable:
    """What holds for orders given since a day (§ 60 RVG, § 71 GKG)."""

    valid_from: date
    lawyer: Scale
    court: Scale
    # § 13 Abs. 2 RVG: business fee of an undisputed claim up to 50 euros.
    small_claim_fee: Decimal
    # Nr. 1100 KV GKG: least fee of the Mahnverfahren.
    least_order_fee: Decimal


def cost_table(on: date) -> CostTable:
    """The table for an order given on the day; CostsRefused before 01.01.2021."""
    for table in COST_TABLES:
        if on >= table.valid_from:
            return table
    raise CostsRefused(
        f"Für Aufträge vor dem {german_day(FIRST_DAY)} sind keine Gebührentabellen hinterlegt. "
        "Ältere Kosten rechnen Sie bitte nach der damaligen Tabelle aus."
    )


def _scale(first_fee: str, *per_step: str) -> Scale:
    bands = (
        Band(Decimal(up_to) if up_to else None, Decimal(width), Decimal(fee))
        for up_to, width, fee in zip(_BORDERS, _WIDTHS, per_step, strict=True)
    )
    return Scale(Decimal(first_fee) + ZERO, tuple(bands))


# The newest first.
COST_TABLES = (
    CostTable(
        valid_from=date(2025, 6, 1),
        lawyer=_scale("51.50", "41.50", "59.50", "55", "86", "99.50", "140", "175"),
        court=_scale("40", "21", "22.50", "30.50", "40.50", "140", "210", "210"),
        small_claim_fee=Decimal("31.50"),
        least_order_fee=Decimal("38.00"),
    ),
    CostTable(
        valid_from=date(2021, 1, 1),
        lawyer=_scale("49", "39", "56", "52", "81", "94", "132", "165"),
        court=_scale("38", "20", "21", "29", "38", "132", "198", "198"),
        small_claim_fee=Decimal("30.00"),
        least_order_fee=Decimal("36.00"),
    ),
)
FIRST_DAY = COST_TABLES[-1].valid_from
