"""How many days after a reminder a payment came, in bands."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Band:
    """From one day to another, both included; to_days None: and more."""

    from_days: int
    to_days: int | None
    label: str


BANDS = (
    Band(0, 0, "am selben Tag"),
    Band(1, 3, "1–3 Tage"),
    Band(4, 7, "4–7 Tage"),
    Band(8, 14, "8–14 Tage"),
    Band(15, 30, "15–30 Tage"),
    Band(31, None, "über 30 Tage"),
)


def average_days(days: int, payments: int) -> Decimal | None:
    """The days of all payments shared among them, to one place; None without a payment."""
    return (Decimal(days) / payments).quantize(_TENTH) if payments else None


def median_band(payments: Sequence[int]) -> Band | None:
    """The band in which half of the payments had come; payments: how many in each band."""
    half, before = sum(payments), 0
    for band, count in zip(BANDS, payments, strict=True):
        before += count
        if before and 2 * before >= half:
            return band
    return None
