"""The balances of a CAMT statement: which of many are the first and the last."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from orders.adapters.bank.camt_elements import currency_of, signed_amount, text_at
from orders.adapters.bank.mt940 import NO_CLOSING, NO_OPENING
from orders.adapters.bank.values import BadValue, to_day

# Old versions give the last closing balance instead of the opening one.
_OPENING = ("OPBD", "PRCD")
_CLOSING = ("CLBD",)
_INTERIM = "ITBD"
_NOT_CHECKED = (
    "Die Umsatzabfrage nennt keine Salden, mit denen ihre Umsätze zu prüfen wären; das tut der "
    "Kontoauszug."
)


@dataclass(frozen=True, slots=True)
class Balances:
    """The balances in the account's currency, and the days they are of; None if not told."""

    currency: str
    opening: Decimal | None
    closing: Decimal | None
    from_on: date | None
    to_on: date | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Balance:
    code: str
    amount: Decimal
    currency: str
    on: date | None


def read_balances(
    statement: Element, currency: str, moved: Decimal, *, is_report: bool
) -> Balances:
    """The first and the last balance of a statement, or of a report within the day.

    A report's interim balances count only when the sum of its entries, moved, explains them:
    some banks report the whole day, others only what is new.
    """
    warnings: list[str] = []
    found = list(_balances(statement, warnings))
    currency = currency or next((one.currency for one in found), "")
    opening = _pick(found, _OPENING, currency, warnings, "Anfangssaldo")
    closing = _pick(found[::-1], _CLOSING, currency, warnings, "Schlusssaldo")
    if is_report:
        opening, closing = _of_report(found, currency, moved, opening, closing)
        if opening is None or closing is None:
            warnings.append(_NOT_CHECKED)
    elif not warnings:
        # A balance that is there and does not help has been told of.
        warnings += [NO_OPENING] if opening is None else []
        warnings += [NO_CLOSING] if closing is None else []
    return Balances(
        currency,
        opening.amount if opening else None,
        closing.amount if closing else None,
        opening.on if opening else None,
        closing.on if closing else None,
        tuple(warnings),
    )


def _balances(statement: Element, warnings: list[str]) -> Iterator[_Balance]:
    for element in statement.iterfind("Bal"):
        code = text_at(element, "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry")
        if code not in (*_OPENING, *_CLOSING, _INTERIM):
            continue
        day = text_at(element, "Dt/Dt", "Dt/DtTm")
        try:
            amount = signed_amount(element)
            yield _Balance(code, amount, currency_of(element), to_day(day) if day else None)
        except BadValue as problem:
            warnings.append(f"Saldo {code}: {problem}.")


def _pick(
    found: list[_Balance],
    codes: tuple[str, ...],
    currency: str,
    warnings: list[str],
    name: str,
) -> _Balance | None:
    """The first balance of the first code that is there in the account's currency."""
    of_code = [one for code in codes for one in found if one.code == code]
    fitting = [one for one in of_code if one.currency == currency]
    if of_code and not fitting:
        warnings.append(
            f"Der {name} steht in {of_code[0].currency or 'keiner Währung'}, das Konto wird in "
            f"{currency} geführt: Ob alle Umsätze da sind, ist nicht zu prüfen."
        )
    return fitting[0] if fitting else None


def _of_report(
    found: list[_Balance],
    currency: str,
    moved: Decimal,
    opening: _Balance | None,
    closing: _Balance | None,
) -> tuple[_Balance | None, _Balance | None]:
    if opening and closing:
        return opening, closing
    interim = [one for one in found if one.code == _INTERIM and one.currency == currency]
    first = opening or (interim[0] if len(interim) > 1 else None)
    last = closing or (interim[-1] if interim else None)
    if first and last and last.amount - first.amount == moved:
        return first, last
    return None, None
