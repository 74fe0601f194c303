"""What an adapter read from a bank's file: statements and their entries as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from common.rules.money import ZERO


class BankFormat(StrEnum):
    """The formats of banks, by the names that commands report."""

    CAMT052 = "camt052"
    CAMT053 = "camt053"
    MT940 = "mt940"
    CSV = "csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDraft:
    """One movement on an account: positive amounts came in, negative ones went out.

    Texts are "" when the bank does not say. The booking text is the bank's word for the kind of
    movement; GVC its three digits (Geschäftsvorfallcode). The return reason is an ISO code such
    as "AM04", however the bank writes it. Of a returned debit the original amount and the bank's
    charges are told as far as the bank tells them, in euros, never negative. `line` is the line
    of the file, None where lines mean nothing.
    """

    booked_on: date
    value_on: date
    amount: Decimal
    currency: str
    name: str = ""
    iban: str = ""
    remittance_text: str = ""
    structured_reference: str = ""
    end_to_end_id: str = ""
    mandate_id: str = ""
    bank_reference: str = ""
    entry_reference: str = ""
    booking_text: str = ""
    gvc: str = ""
    return_reason: str = ""
    is_return: bool = False
    original_amount: Decimal | None = None
    charges: Decimal = ZERO
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementDraft:
    """One statement of one account; the balances are None where the format has none.

    account: the IBAN without blanks, or the bank's own spelling when there is no IBAN. The days
    are the first and last that the statement speaks of. Warnings are German sentences.
    """

    account: str
    currency: str
    number: str
    from_on: date | None
    to_on: date | None
    opening_balance: Decimal | None
    closing_balance: Decimal | None
    entries: tuple[EntryDraft, ...]
    warnings: tuple[str, ...] = ()

    @property
    def difference(self) -> Decimal:
        """Closing minus opening minus all entries, in euros: zero when the statement reconciles."""
        if self.opening_balance is None or self.closing_balance is None:
            return ZERO
        moved = sum((entry.amount for entry in self.entries), ZERO)
        return self.closing_balance - self.opening_balance - moved

    @property
    def is_reconciled(self) -> bool:
        """Whether the entries explain the balances; without balances nothing contradicts them."""
        return self.difference == 0


@dataclass(frozen=True, slots=True)
class StatementFile:
    """All statements of a file. Problems are German sentences about entries left out."""

    format: BankFormat
    statements: Sequence[StatementDraft]
    problems: Sequence[str] = ()


class StatementRefused(Exception):
    """The file as a whole cannot be read; the text is a German sentence that says what to do."""
