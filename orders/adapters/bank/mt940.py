"""MT940 as German banks write it: messages of fields, each a tag and its lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from common.rules.iban import compact_iban, german_iban, is_valid_iban
from orders.adapters.bank.limits import MAX_ENTRIES, too_many_entries
from orders.adapters.bank.mt940_entries import read_entry
from orders.adapters.bank.values import BadValue, shown, tidy, to_amount, to_short_day
from orders.rules.statements import (
    BankFormat,
    EntryDraft,
    StatementDraft,
    StatementFile,
    StatementRefused,
)

_TAG = re.compile(r":(?P<tag>[0-9]{2}[A-Z]?|NS):")
_START = re.compile(r"^\s*(?:\{[^\n]*\n\s*)?:20:", re.ASCII)
_ANYWHERE = re.compile(r"^:(?:20|61):", re.MULTILINE)
_BALANCE = re.compile(r"(?P<mark>[CD])(?P<day>[0-9]{6})(?P<currency>[A-Z]{3})(?P<amount>[0-9.,]+)")
_GERMAN_ACCOUNT = re.compile(r"(?P<bank>[0-9]{8})/0*(?P<number>[0-9]{1,10})")
_WITH_CURRENCY = re.compile(r"(?P<account>.*[0-9])[A-Z]{3}")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_LONGEST_ACCOUNT = 40
NO_OPENING = "Der Anfangssaldo fehlt: Ob alle Umsätze da sind, ist nicht zu prüfen."
NO_CLOSING = (
    "Der Schlusssaldo fehlt: Der Auszug ist vielleicht abgeschnitten, und ob alle Umsätze da sind, "
    "ist nicht zu prüfen."
)


@dataclass(slots=True)
class Field:
    """One field of a message: its tag, the line it begins in, and its lines."""

    tag: str
    line: int
    lines: list[str]

    @property
    def text(self) -> str:
        """The first line without blanks around it; most fields have no other."""
        return self.lines[0].strip()


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance in the account's currency, negative when overdrawn."""

    on: date
    currency: str
    amount: Decimal


@dataclass(slots=True)
class _Message:
    """A message while it is read."""

    account: str = ""
    number: str = ""
    opening: Balance | None = None
    closing: Balance | None = None
    movements: list[tuple[Field, Field | None]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def is_mt940(text: str) -> bool:
    """Whether the text begins like MT940, or is a part of such a file."""
    return bool(_START.match(text)) or bool(_ANYWHERE.search(text[:4000]))


def read_mt940(text: str) -> StatementFile:
    """All statements of a file. Movements that cannot be read are left out and told as problems.

    Raises StatementRefused when there is no statement, or more than 100,000 movements.
    """
    problems: list[str] = []
    statements = []
    count = 0
    for message in _messages(text):
        count += len(message.movements)
        if count > MAX_ENTRIES:
            raise too_many_entries()
        statements.append(_statement(message, problems))
    if not statements:
        raise StatementRefused(
            "Die Datei enthält keinen Kontoauszug. Laden Sie den Kontoauszug bei der Bank erneut "
            "herunter."
        )
    return StatementFile(BankFormat.MT940, tuple(statements), tuple(problems))


def _messages(text: str) -> Iterator[_Message]:
    message: _Message | None = None
    last = ""
    for one in _fields(text):
        if one.tag == "20" or message is None:
            if message is not None and _says_something(message):
                yield message
            message = _Message()
        _take(message, one, after=last)
        last = one.tag
    if message is not None and _says_something(message):
        yield message


def _says_something(message: _Message) -> bool:
    return bool(message.account or message.movements)


def _fields(text: str) -> Iterator[Field]:
    current: Field | None = None
    for number, line in enumerate(_LINE_BREAK.split(text), start=1):
        match = _TAG.match(line)
        if match:
            if current is not None:
                yield current
            current = Field(match["tag"], number, [line[match.end() :]])
        elif line.strip() in ("-", "-}") or line.startswith("{"):
            # A single dash ends a message; braces hold the envelope of the SWIFT network.
            if current is not None:
                yield current
            current = None
        elif current is not None:
            current.lines.append(line)
    if current is not None:
        yield current


def _take(message: _Message, one: Field, *, after: str) -> None:
    """Put one field where it belongs; fields that say nothing of money are passed over."""
    match one.tag:
        case "25":
            message.account = to_account(one.text)
        case "28" | "28C":
            message.number = shown(one.text)
        case "60F" | "60M":
            message.opening = message.opening or _balance(message, one)
        case "62F" | "62M":
            message.closing = _balance(message, one)
        case "61":
            message.movements.append((one, None))
        case "86" if after == "61":
            message.movements[-1] = (message.movements[-1][0], one)


def to_account(text: str) -> str:
    """The IBAN of an account, also for BLZ/Kontonummer; else the bank's own spelling."""
    account = compact_iban(text).lstrip("/")
    with_currency = _WITH_CURRENCY.fullmatch(account)
    bare = with_currency["account"] if with_currency else account
    if is_valid_iban(bare):
        return bare
    if german := _GERMAN_ACCOUNT.fullmatch(bare):
        return german_iban(german["bank"], german["number"])
    return tidy(account)[:_LONGEST_ACCOUNT]


def _balance(message: _Message, one: Field) -> Balance | None:
    match = _BALANCE.fullmatch(one.text)
    try:
        if match is None:
            raise BadValue(f"Der Saldo „{shown(one.text)}“ ist nicht lesbar")
        amount = to_amount(match["amount"], ",")
        on = to_short_day(match["day"])
    except BadValue as problem:
        message.warnings.append(f"Zeile {one.line}: {problem}.")
        return None
    return Balance(on, match["currency"], amount if match["mark"] == "C" else -amount)


def _statement(message: _Message, problems: list[str]) -> StatementDraft:
    opening, closing = message.opening, message.closing
    known = opening or closing
    currency = known.currency if known else "EUR"
    if opening and closing and opening.currency != closing.currency:
        message.warnings.append(
            f"Der Anfangssaldo ist in {opening.currency}, der Schlusssaldo in {closing.currency}: "
            "Ob alle Umsätze da sind, ist nicht zu prüfen."
        )
        closing = None
    elif not message.warnings:
        message.warnings += [NO_OPENING] if opening is None else []
        message.warnings += [NO_CLOSING] if closing is None else []
    entries = tuple(_entries(message, currency, problems))
    days = [entry.booked_on for entry in entries]
    return StatementDraft(
        account=message.account,
        currency=currency,
        number=message.number,
        from_on=opening.on if opening else min(days, default=None),
        to_on=closing.on if closing else max(days, default=None),
        opening_balance=opening.amount if opening else None,
        closing_balance=closing.amount if closing else None,
        entries=entries,
        warnings=tuple(message.warnings),
    )


def _entries(message: _Message, currency: str, problems: list[str]) -> Iterator[EntryDraft]:
    for movement, details in message.movements:
        lines = details.lines if details else []
        try:
            entry = read_entry(movement.lines, lines, currency=currency, line=movement.line)
        except BadValue as problem:
            problems.append(f"Zeile {movement.line}: {problem}. Der Umsatz wurde ausgelassen.")
            continue
        # A movement of nothing is a bank's notice, not money.
        if entry.amount:
            yield entry
