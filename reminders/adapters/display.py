"""The content of a reminder as finished strings, the same for letter, HTML mail and plain text."""

import re
from decimal import Decimal

from common.rules.countries import postal_country
from common.rules.iban import group_iban
from reminders.adapters.wording import Wording
from reminders.adapters.wording_english import ENGLISH
from reminders.adapters.wording_german import GERMAN
from reminders.rules.content import CreditorFacts, ReminderContent

# "3. November" and "§ 286 Abs. 1" keep together; German typography never ends a line within them.
_UNPARTED = re.compile(
    r"(\b\d{1,2}\.) (?=Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)|(§|Abs\.|Nr\.|no\.) (?=\d)"
)

Facts = tuple[tuple[str, str], ...]


def wording(language: str) -> Wording:
    """The words of a language; German for every language that the program does not speak."""
    return ENGLISH if language == ENGLISH.language else GERMAN


def money(amount: Decimal, currency: str, words: Wording = GERMAN) -> str:
    """The amount with its currency: "1.234,56 €", other currencies by their code."""
    if currency == "EUR":
        return words.euro(amount)
    return f"{words.number(amount)}\u00a0{currency}"


def deadline(content: ReminderContent) -> str:
    """The payment deadline as "Dienstag, 1. Dezember 2026"."""
    words = wording(content.language)
    weekday = words.weekdays[content.pay_by.weekday()]
    return f"{weekday}, {words.long_day(content.pay_by)}"


def demand(content: ReminderContent) -> str:
    """Amount and deadline on two lines, the sentence everything else explains."""
    words = wording(content.language)
    claim = money(content.claim, content.currency, words)
    return words.please_pay.format(claim, deadline(content))


def payments_sentence(content: ReminderContent) -> str:
    """Up to which day payments are taken into account; "" when nobody compares with the bank."""
    if content.payments_until is None:
        return ""
    words = wording(content.language)
    return unparted(words.payments_until.format(words.long_day(content.payments_until)))


def typeset(paragraphs: list[str]) -> list[str]:
    """The paragraphs with what belongs together kept on one line."""
    return [unparted(paragraph) for paragraph in paragraphs]


def unparted(text: str) -> str:
    """The text with day and month, and paragraphs of law, kept on one line."""
    return _UNPARTED.sub(lambda match: f"{match.group().rstrip()}\u00a0", text)


def link_parts(link: str) -> tuple[str, str]:
    """The link in two parts that a line may end between; "" and "" for none.

    Anywhere else it might end at a hyphen, and nobody who types it could tell whose that is.
    """
    head, point, tail = link.rpartition(".")
    return f"{head}{point}", tail


def bank_facts(content: ReminderContent) -> Facts:
    """Bank data to type into a transfer; empty when there is no bank account."""
    creditor, words = content.creditor, wording(content.language)
    if not creditor.iban:
        return ()
    bic = f"BIC {creditor.bic}" if creditor.bic else ""
    return _given(
        (words.account_holder, creditor.account_holder or creditor.name),
        ("IBAN", group_iban(creditor.iban)),
        (words.bank, ", ".join(part for part in (creditor.bank_name, bic) if part)),
        (words.remittance, content.remittance_text),
    )


def no_account_sentence(content: ReminderContent) -> str:
    """How to pay where the creditor has told no bank account."""
    words = wording(content.language)
    contact = words.no_account_contact.format(content.reply_to) if content.reply_to else ""
    return words.no_account.format(content.remittance_text) + contact


def has_girocode(content: ReminderContent) -> bool:
    """Whether the claim can be paid by SEPA transfer, and so by scanning a GiroCode."""
    return bool(content.creditor.iban) and content.currency == "EUR" and content.claim > 0


def reference_facts(content: ReminderContent) -> Facts:
    """What the letter's information block says; what a collective reminder claims stands below."""
    words = wording(content.language)
    return _given(
        (words.written_on, words.long_day(content.written_on)),
        *_order_facts(content, words),
        (words.reminder_number, content.number or words.reminder_number_follows),
        (words.contact, content.sender_name),
        ("E-Mail", content.reply_to or content.creditor.email),
        (words.phone, content.creditor.phone),
    )


def _order_facts(content: ReminderContent, words: Wording) -> Facts:
    if content.is_collective:
        return ((words.orders, str(len(content.claims))),)
    (claim,) = content.claims
    return (
        (words.order, claim.order_number),
        (words.ordered_on, words.day(claim.ordered_on)),
        (words.invoice, ", ".join(claim.invoice_numbers)),
        (words.due_on, words.day(claim.due_on)),
    )


def running_head(content: ReminderContent) -> str:
    """Who writes, what and when, above every page but the first."""
    words = wording(content.language)
    reminder, notice = words.reminder_names
    kind = f"{notice if content.level else reminder} {content.number}".strip()
    written = words.head.format(kind, words.long_day(content.written_on))
    return f"{content.creditor.name} · {written}"


def address_line(creditor: CreditorFacts) -> str:
    """The creditor's name and address on one line."""
    place = f"{creditor.postcode} {creditor.city}".strip()
    return " · ".join(part for part in (creditor.name, creditor.street, place) if part)


def company_columns(creditor: CreditorFacts, words: Wording = GERMAN) -> list[list[str]]:
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
            words.directors.format(directors) if directors else "",
            words.vat_id.format(creditor.vat_id) if creditor.vat_id else "",
        ],
        [
            creditor.bank_name,
            group_iban(creditor.iban),
            f"BIC {creditor.bic}" if creditor.bic else "",
        ],
    ]
    filled = ([line for line in column if line] for column in columns)
    return [column for column in filled if column]


def _given(*facts: tuple[str, str]) -> Facts:
    return tuple((label, value) for label, value in facts if value)
