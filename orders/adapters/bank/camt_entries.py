"""One entry of CAMT: a movement, or several that the bank booked in one sum."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from common.rules.money import ZERO
from orders.adapters.bank.camt_details import (
    Details,
    charges_of,
    joined,
    read_code,
    read_details,
    return_reason,
)
from orders.adapters.bank.camt_elements import currency_of, signed_amount, text_at
from orders.adapters.bank.purpose import given
from orders.adapters.bank.returns import (
    RETURN_CODES,
    Signals,
    amount_or_none,
    read_return,
)
from orders.adapters.bank.values import BadValue, to_day
from orders.rules.statements import EntryDraft

_BOOKED = "BOOK"
_LONGEST_BOOKING_TEXT = 80


@dataclass(frozen=True, slots=True)
class Account:
    """The statement's account as the bank writes it, and its currency, "" if not told."""

    name: str
    currency: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """What an entry says for all of its parts."""

    element: Element
    amount: Decimal
    currency: str
    booked_on: date
    value_on: date
    own_account: str


def read_entries(element: Element, account: Account) -> Iterator[EntryDraft]:
    """The movements of a booked entry, none of one that is only noted. Raises BadValue.

    The parts of a collective entry are told one by one when their amounts add up to it.
    """
    # Version 2 writes the status as text, later ones as a code; without any it is booked.
    if (text_at(element, "Sts/Cd", "Sts") or _BOOKED) != _BOOKED:
        return
    frame = _frame(element, account)
    parts = element.findall("NtryDtls/TxDtls")
    amounts = _amounts(parts, frame)
    if amounts is None:
        yield _draft(frame, frame.amount, parts)
        return
    for part, amount in zip(parts, amounts, strict=True):
        yield _draft(frame, amount, [part])


def _frame(element: Element, account: Account) -> _Frame:
    booked = text_at(element, "BookgDt/Dt", "BookgDt/DtTm")
    value = text_at(element, "ValDt/Dt", "ValDt/DtTm")
    if not booked and not value:
        raise BadValue("Der Buchungstag fehlt")
    return _Frame(
        element,
        amount=signed_amount(element),
        currency=currency_of(element) or account.currency,
        booked_on=to_day(booked or value),
        value_on=to_day(value or booked),
        own_account=account.name,
    )


def _amounts(parts: Sequence[Element], frame: _Frame) -> list[Decimal] | None:
    """The amounts of several parts, if all are told and they add up to the entry."""
    if len(parts) < 2:
        return None
    direction = "CRDT" if frame.amount > 0 else "DBIT"
    try:
        amounts = [signed_amount(part, direction) for part in parts]
    except BadValue:
        return None
    is_one_currency = {currency_of(part) for part in parts} == {frame.currency}
    return amounts if is_one_currency and sum(amounts, ZERO) == frame.amount else None


def _draft(frame: _Frame, amount: Decimal, parts: Sequence[Element]) -> EntryDraft:
    element = frame.element
    code = read_code(*parts[:1], element)
    is_marked = _is_marked(element, parts) or code.is_return
    # What came back names the parties of the original movement, which went the other way.
    is_from_debtor = (amount > 0) != (is_marked or code.gvc in RETURN_CODES)
    details = _details(frame, parts, is_from_debtor)
    booking_text = text_at(element, "AddtlNtryInf")[:_LONGEST_BOOKING_TEXT]
    original, charges = _told_amounts(element, parts)
    returned = read_return(
        Signals(
            amount,
            code.gvc,
            booking_text,
            details.text,
            reason=_reason(parts) or code.reason,
            is_marked=is_marked,
            original=original,
            charges=charges,
        )
    )
    return EntryDraft(
        booked_on=frame.booked_on,
        value_on=frame.value_on,
        amount=amount,
        currency=frame.currency,
        name=details.name,
        iban=details.iban,
        remittance_text=details.text,
        structured_reference=details.structured_reference,
        end_to_end_id=details.end_to_end_id,
        mandate_id=details.mandate_id,
        bank_reference=details.bank_reference or given(text_at(element, "AcctSvcrRef")),
        entry_reference=given(text_at(element, "NtryRef")),
        booking_text=booking_text,
        gvc=code.gvc,
        return_reason=returned.reason,
        is_return=returned.is_return,
        original_amount=returned.original,
        charges=returned.charges,
    )


def _is_marked(element: Element, parts: Sequence[Element]) -> bool:
    """Whether the bank marks the entry as a reversal, or gives a reason for a return."""
    return text_at(element, "RvslInd").lower() in ("true", "1") or bool(_reason(parts))


def _reason(parts: Sequence[Element]) -> str:
    return next((reason for part in parts if (reason := return_reason(part))), "")


def _details(frame: _Frame, parts: Sequence[Element], is_from_debtor: bool) -> Details:
    if not parts:
        # Some banks put all they know into the additional information.
        return Details(text=text_at(frame.element, "AddtlNtryInf"))
    own = frame.own_account
    return joined(
        [read_details(part, is_from_debtor=is_from_debtor, own_account=own) for part in parts]
    )


def _told_amounts(
    element: Element, parts: Sequence[Element]
) -> tuple[Decimal | None, Decimal | None]:
    """The original amount and the bank's charges, from the part or else from the entry."""
    sources = (*parts[:1], element)
    originals = [amount_or_none(text_at(one, "AmtDtls/InstdAmt/Amt"), ".") for one in sources]
    charges = [charges_of(one) for one in sources]
    return (
        next((one for one in originals if one is not None), None),
        next((one for one in charges if one is not None), None),
    )
