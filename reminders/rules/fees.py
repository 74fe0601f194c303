"""What a reminder may add to the claim: the letter's actual cost, or a business's 40 €."""

from dataclasses import dataclass
from decimal import Decimal

from common.rules.money import ZERO, cents

LUMP_SUM = Decimal("40.00")
DEFAULT_LETTER_COST = Decimal("1.20")
# Courts pass about this much per letter without asking; more must be shown (BGH VIII ZR 95/18).
WARN_ABOVE = Decimal("2.50")
MOST_CHARGED_LETTERS = 2

_NOT_IN_DEFAULT = (
    "Noch nicht in Verzug: Die Mahnung, die den Verzug erst begründet, kostet nichts (§ 286 BGB)."
)
_EMAIL = "Eine E-Mail verursacht keine Kosten."
_NO_COST = "Für diese Stufe sind keine Kosten vorgesehen."
_ENOUGH = "Es wurden schon zwei Briefe berechnet."
_LETTER = "Tatsächliche Kosten des Briefs nach Verzugsbeginn (§§ 280, 286 BGB)."
_LUMP_SUM = "Pauschale für Unternehmen, einmal je Forderung (§ 288 Abs. 5 BGB)."
_LUMP_SUM_KNOWN = (
    "Die Pauschale nach § 288 Abs. 5 BGB ist schon berechnet und deckt die Mahnkosten."
)


@dataclass(frozen=True)
class Charges:
    """What this reminder newly claims in euros, and the German sentence that says why."""

    dunning_fee: Decimal
    lump_sum: Decimal
    why: str


def charges(
    *,
    letter_cost: Decimal,
    is_letter: bool,
    is_business: bool,
    is_in_default: bool,
    has_lump_sum: bool = False,
    charged_letters: int = 0,
) -> Charges:
    """The charges of one reminder for one claim (§§ 280, 286, 288 V BGB).

    letter_cost: the step's actual cost of a letter in euros. is_in_default: on the day the
    reminder is written. has_lump_sum: the 40 € were claimed for this claim before.
    charged_letters: how many letters of this claim were charged before.
    """
    if not is_in_default:
        return Charges(ZERO, ZERO, _NOT_IN_DEFAULT)
    if is_business:
        return _business_charges(has_lump_sum=has_lump_sum)
    if not is_letter:
        return Charges(ZERO, ZERO, _EMAIL)
    if letter_cost <= 0:
        return Charges(ZERO, ZERO, _NO_COST)
    if charged_letters >= MOST_CHARGED_LETTERS:
        return Charges(ZERO, ZERO, _ENOUGH)
    return Charges(cents(letter_cost), ZERO, _LETTER)


def _business_charges(*, has_lump_sum: bool) -> Charges:
    """40 € once per claim; it covers the cost of dunning, so no letter is charged beside it."""
    if has_lump_sum:
        return Charges(ZERO, ZERO, _LUMP_SUM_KNOWN)
    return Charges(ZERO, LUMP_SUM, _LUMP_SUM)


def fee_warning(letter_cost: Decimal) -> str:
    """The sentence for a step that charges more than courts take as usual; "" else."""
    if letter_cost <= WARN_ABOVE:
        return ""
    return (
        "Mehr als 2,50 € je Brief müssen Sie im Streit belegen. Ersatzfähig sind nur Druck, "
        "Umschlag und Porto (BGH, 26.06.2019, VIII ZR 95/18)."
    )
