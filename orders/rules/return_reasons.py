"""Why a bank gave a direct debit back, and what follows for the dunning."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from orders.rules.drafts import UnpaidReason


class Stop(StrEnum):
    """What stops all dunning until a clerk has looked."""

    NONE = ""
    DISPUTED = "disputed"
    DECEASED = "deceased"
    TO_CLARIFY = "to_clarify"


@dataclass(frozen=True, slots=True)
class ReturnReason:
    """A reason in German words, what it says of the money, and whether it stops the dunning."""

    label: str
    unpaid_reason: UnpaidReason
    stop: Stop = Stop.NONE


_BANK = UnpaidReason.BANK_RETURNED
_REJECTED = UnpaidReason.REJECTED
# ISO 20022 codes, as German banks use them for returned direct debits.
RETURN_REASONS: Mapping[str, ReturnReason] = {
    "AC01": ReturnReason("IBAN falsch", _BANK),
    "AC04": ReturnReason("Konto aufgelöst", _BANK),
    "AC06": ReturnReason("Konto gesperrt", _BANK),
    "AG01": ReturnReason("Lastschrift auf diesem Konto nicht erlaubt", _BANK),
    "AM04": ReturnReason("Konto nicht gedeckt", UnpaidReason.INSUFFICIENT_FUNDS),
    "AM05": ReturnReason("doppelt eingezogen", _BANK, Stop.TO_CLARIFY),
    "BE04": ReturnReason("Anschrift fehlt oder ist falsch", _BANK),
    "MD01": ReturnReason("kein gültiges Mandat", _REJECTED, Stop.DISPUTED),
    "MD02": ReturnReason("Mandatsdaten falsch", _BANK, Stop.TO_CLARIFY),
    "MD06": ReturnReason("Kunde hat Erstattung verlangt", _REJECTED, Stop.TO_CLARIFY),
    "MD07": ReturnReason("Kunde verstorben", _BANK, Stop.DECEASED),
    "MS02": ReturnReason("vom Kunden zurückgewiesen", _REJECTED, Stop.TO_CLARIFY),
    "MS03": ReturnReason("Grund nicht genannt", _BANK),
    "RC01": ReturnReason("BIC falsch", _BANK),
}


def return_reason(code: str) -> ReturnReason:
    """The reason of an ISO code; of an unknown one only the code is known."""
    known = RETURN_REASONS.get(code.upper())
    return known or ReturnReason(f"Code {code}" if code else "Grund nicht genannt", _BANK)
