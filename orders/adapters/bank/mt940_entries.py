"""One movement of MT940: the fields :61: and :86:."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from common.rules.iban import compact_iban
from orders.adapters.bank.limits import MAX_TEXT
from orders.adapters.bank.purpose import given, join_fields, read_purpose, with_other_payer
from orders.adapters.bank.returns import Signals, amount_or_none, read_return
from orders.adapters.bank.values import (
    BadValue,
    nearest_day,
    shown,
    tidy,
    to_amount,
    to_short_day,
)
from orders.rules.statements import EntryDraft

# "CR300," is a credit with the funds code R; "RC300," is a credit taken back.
_MOVEMENT = re.compile(
    r"(?P<value>[0-9]{6})(?P<booked>[0-9]{4})?(?P<mark>RC|RD|C|D)(?P<funds>[A-Z])?"
    r"(?P<amount>[0-9.,]+)(?P<kind>[A-Z][A-Z0-9]{3})?(?P<references>.*)"
)
_INCREASING = {"C", "RD"}
_REVERSED = {"RC", "RD"}
# A wrapped line of this length continues the word; a shorter one of free text ends it.
_WRAPPED_AT = 65
_STRUCTURED = re.compile(r"\s*(?P<gvc>[0-9]{3})(?P<mark>[^0-9A-Za-z\s])(?=[0-9]{2})")
_SUBFIELDS = "00|10|2[0-9]|3[0-4]|38|6[0-3]|7[0-9]"
_PURPOSE = {str(number) for number in (*range(20, 30), *range(60, 64))}
_NAME = {"32", "33"}
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


@dataclass(frozen=True, slots=True)
class _Details:
    """What a field :86: says: its subfields, or nothing but free text."""

    gvc: str
    booking_text: str
    name: str
    iban: str
    reason: str
    purpose: str


def read_entry(
    movement: Sequence[str], details: Sequence[str], *, currency: str, line: int
) -> EntryDraft:
    """The movement of a field :61: with the lines of its :86:; raises BadValue."""
    match = _MOVEMENT.fullmatch(movement[0].strip())
    if match is None:
        raise BadValue(f"Der Umsatz „{shown(movement[0])}“ ist nicht lesbar")
    value_on = to_short_day(match["value"])
    amount = to_amount(match["amount"], ",")
    amount = amount if match["mark"] in _INCREASING else -amount
    own_reference, _, bank_reference = match["references"].partition("//")
    told = _details(details)
    purpose = read_purpose(told.purpose)
    text = purpose.text or tidy(" ".join(movement[1:]))[:MAX_TEXT]
    returned = read_return(
        Signals(
            amount,
            told.gvc,
            told.booking_text,
            text,
            reason=told.reason,
            is_marked=match["mark"] in _REVERSED,
            original=amount_or_none(purpose.tags.get("OAMT", ""), ","),
            charges=amount_or_none(purpose.tags.get("COAM", ""), ","),
        )
    )
    other_payer = purpose.tags.get("ABWA", "")
    return EntryDraft(
        booked_on=nearest_day(match["booked"], value_on) if match["booked"] else value_on,
        value_on=value_on,
        amount=amount,
        currency=currency,
        name=told.name or other_payer,
        iban=told.iban or _iban(purpose.tags.get("IBAN", "")),
        remittance_text=with_other_payer(text, other_payer, told.name or other_payer),
        end_to_end_id=purpose.tags.get("EREF", ""),
        mandate_id=purpose.tags.get("MREF", ""),
        bank_reference=given(bank_reference),
        entry_reference=given(own_reference.removeprefix("KREF+")),
        booking_text=told.booking_text,
        gvc=told.gvc,
        return_reason=returned.reason,
        is_return=returned.is_return,
        original_amount=returned.original,
        charges=returned.charges,
        line=line,
    )


def _details(lines: Sequence[str]) -> _Details:
    # The bank wraps the field wherever a line is full, in the middle of a word or of a mark.
    joined = "".join(lines)[:MAX_TEXT]
    match = _STRUCTURED.match(joined)
    if match is None:
        return _Details("", "", "", "", "", _free_text(lines)[:MAX_TEXT])
    subfields = _subfields(joined[match.end("gvc") :], match["mark"])
    return _Details(
        gvc=match["gvc"],
        booking_text=tidy(_of(subfields, {"00"})),
        name=tidy(_of(subfields, _NAME)),
        iban=_iban(_of(subfields, {"31"})),
        reason=tidy(_of(subfields, {"34"})),
        purpose=_of(subfields, _PURPOSE),
    )


def _free_text(lines: Sequence[str]) -> str:
    parts: list[str] = []
    for line in lines:
        if parts and len(parts[-1]) < _WRAPPED_AT:
            parts.append(" ")
        parts.append(line)
    return "".join(parts)


def _subfields(text: str, mark: str) -> list[tuple[str, str]]:
    """The numbers and texts; a question mark before anything else is a part of the text."""
    pieces = re.split(rf"{re.escape(mark)}({_SUBFIELDS})", text)
    return list(zip(pieces[1::2], pieces[2::2], strict=True))


def _of(subfields: Sequence[tuple[str, str]], numbers: set[str]) -> str:
    return join_fields(text for number, text in subfields if number in numbers)


def _iban(text: str) -> str:
    """The IBAN; an account number of the old kind is none."""
    compact = compact_iban(text)
    return compact if _IBAN.fullmatch(compact) else ""
