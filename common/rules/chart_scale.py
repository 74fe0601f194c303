"""The scale of a chart: round steps that enclose all values, and the unit they are written in."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from common.rules.german import whole

_STEPS_AIMED_AT = 4
_ROUND = (1, 2, 5, 10)
# From here on the numbers of an axis stand in thousands or millions, or they take up the chart.
_UNITS = ((Decimal(10_000_000), 1_000_000, "Mio."), (Decimal(10_000), 1_000, "Tsd."))


@dataclass(frozen=True)
class Scale:
    """From low to high (both included, low <= 0 < high) in equal whole steps."""

    low: Decimal
    high: Decimal
    step: Decimal

    @property
    def ticks(self) -> list[Decimal]:
        """Every number that the axis names, lowest first."""
        count = int((self.high - self.low) / self.step)
        return [self.low + self.step * index for index in range(count + 1)]

    @property
    def unit(self) -> str:
        """What the axis counts in: "", "Tsd." or "Mio."."""
        return self._divisor_and_unit()[1]

    def share(self, value: Decimal) -> float:
        """How far up the value lies, 0 at low and 1 at high."""
        return float((value - self.low) / (self.high - self.low))

    def short(self, value: Decimal) -> str:
        """The value in the unit of the axis, "1.250" or "4,5": a decimal only below ten."""
        divisor, _ = self._divisor_and_unit()
        scaled = value / divisor
        if divisor > 1 and abs(scaled) < 10 and scaled != scaled.to_integral_value():
            tenths = scaled.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
            return f"{tenths}".replace("-", "\N{MINUS SIGN}").replace(".", ",")
        return whole(int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP)))

    def _divisor_and_unit(self) -> tuple[int, str]:
        size = max(self.high, -self.low)
        for floor, divisor, unit in _UNITS:
            if size >= floor:
                return divisor, unit
        return 1, ""


def scale_for(values: Sequence[Decimal]) -> Scale:
    """The scale that encloses zero and all values; without any, from 0 to 1."""
    lowest, highest = min([Decimal(0), *values]), max([Decimal(0), *values])
    step = _round_step(highest - lowest)
    low = (lowest / step).to_integral_value(rounding=ROUND_FLOOR) * step
    high = (highest / step).to_integral_value(rounding=ROUND_CEILING) * step
    return Scale(low=low, high=max(high, low + step) if low < 0 else max(high, step), step=step)


def _round_step(span: Decimal) -> Decimal:
    """1, 2, 5, 10, 20 …: the smallest that needs about four steps for the span."""
    wanted = span / _STEPS_AIMED_AT
    power = Decimal(1)
    while power * 10 < wanted:
        power *= 10
    return next(power * factor for factor in _ROUND if power * factor >= wanted)
