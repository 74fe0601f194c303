"""Returned debits and reversed bookings, by the several signals that banks give."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from common.rules.money import ZERO
from orders.adapters.bank.values import BadValue, tidy, to_amount

# The return reasons of the German banks (Textschlüsselergänzung) and of ISO 20022.
GERMAN_REASONS: Mapping[str, str] = {
    "901": "AC01",
    "902": "AC04",
    "903": "AC06",
    "904": "AG01",
    "906": "AM04",
    "907": "AM05",
    "908": "BE04",
    "909": "MD01",
    "910": "MD02",
    "912": "MD06",
    "913": "MD07",
    "914": "MS03",
    "915": "RC01",
}
# Core and B2B debits returned, a transfer returned, re-credits, and the older bank code.
RETURN_CODES = {"108", "109", "159", "181", "184", "009"}
_RETURN_WORDS = re.compile(
    r"RETOURE|R(?:UE|Ü)CKLASTSCHRIFT|R(?:UE|Ü)CKBEL(?:ASTUNG|\b)|LASTSCHRIFTR(?:UE|Ü)CKGABE"
    r"|(?:LASTSCHRIFT|LS)[- ]?R(?:UE|Ü)CKG|RETURNED DIRECT DEBIT",
    re.IGNORECASE,
)
_ISO_REASON = re.compile(r"[A-Z]{2}[A-Z0-9]{2}")
# "ORG BT000000098,5 PLUS ENTG.10,50", however the fields break it.
_IN_WORDS = re.compile(
    r"ORG\.?\s*BT\.?\s*0*(?P<original>[0-9]+(?:,[0-9]{0,2})?)"
    r"(?:\s*PLU\s*S\s*ENTG\.?\s*0*(?P<charges>[0-9]+(?:,[0-9]{0,2})?))?"
)


@dataclass(frozen=True, slots=True)
class Signals:
    """What a bank says of one movement; "" and None where it says nothing."""

    amount: Decimal
    gvc: str
    booking_text: str
    text: str
    reason: str = ""
    is_marked: bool = False
    original: Decimal | None = None
    charges: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """Whether the movement takes back another one, why, and what the bank charged for it."""

    is_return: bool
    reason: str
    original: Decimal | None
    charges: Decimal


NO_RETURN = Return(False, "", None, ZERO)


def read_return(signals: Signals) -> Return:
    """What the signals say together; a payer's own words never make a payment a return."""
    if not _is_return(signals):
        return NO_RETURN
    original, charges = _in_words(signals)
    return Return(True, to_iso_reason(signals.reason), original, charges)


def _is_return(signals: Signals) -> bool:
    if signals.is_marked or signals.gvc in RETURN_CODES:
        return True
    if _RETURN_WORDS.search(signals.booking_text):
        return True
    is_debit = signals.amount < 0
    has_reason = signals.reason in GERMAN_REASONS
    return is_debit and (has_reason or bool(_RETURN_WORDS.search(signals.text)))


def to_iso_reason(text: str) -> str:
    """The ISO code of a German or an ISO return reason, "" for anything else."""
    code = tidy(text).upper()
    if code in GERMAN_REASONS:
        return GERMAN_REASONS[code]
    return code if _ISO_REASON.fullmatch(code) else ""


def _in_words(signals: Signals) -> tuple[Decimal | None, Decimal]:
    """The original amount and the charges, told by the bank or the one from the other."""
    original, charges = signals.original, signals.charges
    if original is None and (match := _IN_WORDS.search(signals.text)):
        original = to_amount(match["original"], ",")
        charges = to_amount(match["charges"], ",") if match["charges"] else charges
    total = abs(signals.amount)
    if original is not None and charges is None:
        charges = max(total - original, ZERO)
    if original is None and charges is not None and charges < total:
        original = total - charges
    # Charges above the booking itself are a misreading.
    return original, charges if charges and charges <= total else ZERO


def amount_or_none(text: str, decimal_mark: str) -> Decimal | None:
    """An amount that a bank may give beside the booking; None when it does not or unreadably."""
    # A tag's amount may carry its currency: "50,00EUR".
    try:
        return to_amount(re.sub(r"[^0-9.,]", "", text), decimal_mark) if text else None
    except BadValue:
        return None
