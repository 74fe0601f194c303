"""The content of a reminder as finished strings, the same for letter, HTML mail and plain text."""

import re
from dataclasses import dataclass
from decimal import Decimal

from common.rules.countries import postal_country
from common.rules.german import day, euro, long_day, number
from common.rules.iban import group_iban
from reminders.rules.content import CreditorFacts, Position, ReminderContent, other_label

# "3. November" keeps together; German typography never ends a line with the day.
_DAY_OF_MONTH = re.compile(r"(\b\d{1,2}\.) (?=(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez))")
_WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


@dataclass(frozen=True, slots=True)
class ShownPosition:
    """One row of the table of positions."""

    number: str
    product: str
    quantity: str
    unit_price: str
    amount: str


@dataclass(frozen=True, slots=True)
class ShownSum:
    """One row below the positions; the row to be paid is strong."""

    label: str
    amount: str
    is_strong: bool = False


Facts = tuple[tuple[str, str], ...]


def money(amount: Decimal, currency: str) -> str:
    """The amount with its currency: "1.234,56 €", other currencies by their code."""
    return euro(amount) if currency == "EUR" else f"{number(amount)}\u00a0{currency}"


def day_with_weekday(content: ReminderContent) -> str:
    """The payment deadline as "Dienstag, 1. Dezember 2026"."""
    return f"{_WEEKDAYS[content.pay_by.weekday()]}, {long_day(content.pay_by)}"


def payments_sentence(content: ReminderContent) -> str:
    """Up to which day payments are taken into account; "" when nobody compares with the bank."""
    if content.payments_until is None:
        return ""
    (sentence,) = typeset(
        [f"Zahlungen sind bis zum {long_day(content.payments_until)} berücksichtigt."]
    )
    return sentence


def typeset(paragraphs: list[str]) -> list[str]:
    """The paragraphs with day and month kept on one line."""
    return [_DAY_OF_MONTH.sub("\\1\u00a0", paragraph) for paragraph in paragraphs]


def shown_positions(content: ReminderContent) -> list[ShownPosition]:
    """The bought things, numbered from 1."""
    return [
        _shown_position(index, position, content.currency)
        for index, position in enumerate(content.positions, start=1)
    ]


def shown_sums(content: ReminderContent) -> list[ShownSum]:
    """Shipping or discount, total, payments so far, open amount, and what comes on top of it."""

    def row(label: str, amount: Decimal, *, is_strong: bool = False) -> ShownSum:
        return ShownSum(label, money(amount, content.currency), is_strong)

    extras = (("Verzugszinsen", content.interest), ("Mahnkosten", content.dunning_fee))
    claimed_extras = [row(label, amount) for label, amount in extras if amount]
    return [
        *(
            [row(other_label(content.other_amount), content.other_amount)]
            if content.other_amount
            else []
        ),
        row("Gesamtbetrag", content.total),
        *(row(f"{p.label} vom {day(p.paid_on)}", -p.amount) for p in content.payments),
        *([row("Noch nicht fällig", -content.not_due_amount)] if content.not_due_amount else []),
        row("Offener Betrag", content.open_amount, is_strong=not claimed_extras),
        *claimed_extras,
        *([row("Zu zahlen", content.claim, is_strong=True)] if claimed_extras else []),
    ]


def bank_facts(content: ReminderContent) -> Facts:
    """Bank data to type into a transfer; empty when there is no bank account."""
    creditor = content.creditor
    if not creditor.iban:
        return ()
    bic = f"BIC {creditor.bic}" if creditor.bic else ""
    return _given(
        ("Kontoinhaber", creditor.account_holder or creditor.name),
        ("IBAN", group_iban(creditor.iban)),
        ("Bank", ", ".join(part for part in (creditor.bank_name, bic) if part)),
        ("Verwendungszweck", content.remittance_text),
    )


def has_girocode(content: ReminderContent) -> bool:
    """Whether the claim can be paid by SEPA transfer, and so by scanning a GiroCode."""
    return bool(content.creditor.iban) and content.currency == "EUR" and content.claim > 0


def reference_facts(content: ReminderContent) -> Facts:
    """What the letter's information block says."""
    return _given(
        ("Datum", long_day(content.written_on)),
        ("Bestellung", content.order_number),
        ("Bestellt am", day(content.ordered_on)),
        ("Fällig am", day(content.due_on)),
        ("Mahnung Nr.", content.number or "folgt beim Versand"),
        ("Kontakt", content.sender_name),
        ("E-Mail", content.reply_to or content.creditor.email),
        ("Telefon", content.creditor.phone),
    )


def address_line(creditor: CreditorFacts) -> str:
    """The creditor's name and address on one line."""
    place = f"{creditor.postcode} {creditor.city}".strip()
    return " · ".join(part for part in (creditor.name, creditor.street, place) if part)


def company_columns(creditor: CreditorFacts) -> list[list[str]]:
    """The company details every business letter must name (§ 35a GmbHG, § 37a HGB), by column."""
    directors = creditor.managing_directors
    register = " ".join(
        part for part in (creditor.register_court, creditor.register_number) if part
    )
    columns = [
        [
            creditor.name,
            creditor.street,
            f"{creditor.postcode} {creditor.city}".strip(),
            "" if creditor.country == "DE" else postal_country(creditor.country),
        ],
        [creditor.phone, creditor.email, creditor.website],
        [
            register,
            f"Geschäftsführung: {directors}" if directors else "",
            f"USt-IdNr. {creditor.vat_id}" if creditor.vat_id else "",
        ],
        [
            creditor.bank_name,
            group_iban(creditor.iban),
            f"BIC {creditor.bic}" if creditor.bic else "",
        ],
    ]
    filled = ([line for line in column if line] for column in columns)
    return [column for column in filled if column]


def _shown_position(index: int, position: Position, currency: str) -> ShownPosition:
    return ShownPosition(
        number=str(index),
        product=position.product,
        quantity=f"{position.quantity.normalize():f}".replace(".", ","),
        unit_price=money(position.unit_price, currency),
        amount=money(position.amount, currency),
    )


def _given(*facts: tuple[str, str]) -> Facts:
    return tuple((label, value) for label, value in facts if value)
