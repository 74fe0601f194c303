"""Fill the placeholders of a template with the facts of one reminder."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.rules.iban import group_iban
from common.rules.money import ZERO
from orders.models import Installment, Order
from reminders.adapters.display import wording
from reminders.adapters.wording import Wording
from reminders.models import DunningProcedure, ReminderTemplate
from reminders.rules.content import LINK_MARKER, NUMBER_MARKER, POSITIONS_MARKER, TOKEN_MARKER
from reminders.rules.next_step import next_step_sentence
from reminders.rules.placeholders import defused, fill
from reminders.rules.text_words import TextWords, enumerated, text_words
from reminders.services.claims import ItemClaim
from reminders.services.debtor_page import link_for
from reminders.services.dunning_settings import settings_of

BODIES = ("mail_body", "letter_body")
SUBJECTS = ("mail_subject", "letter_subject")
TEXTS = ("mail_subject", "mail_body", "letter_subject", "letter_body")

# What a clerk who edits a reminder sees as placeholders.
STILL_OPEN = (
    "FRIST",
    "GESAMTFORDERUNG",
    "MAHNGEBUEHR",
    "MAHNNUMMER",
    "PAUSCHALE",
    "POSITIONEN",
    "TOKEN",
    "ZAHLUNGSLINK",
    "ZINSEN",
)

_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
# A long product name may make a subject longer than the template.
MAX_SUBJECT_LENGTH = 300


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What the texts of one reminder are filled with; claims are those of the orders, in order.

    The first order leads: its customer and its account are named. level is 0 for a payment
    reminder; payments_until is the newest day that a bank statement covers, None without any.
    """

    orders: Sequence[Order]
    claims: Sequence[ItemClaim]
    level: int
    written_on: date
    pay_by: date
    payments_until: date | None
    procedure: DunningProcedure | None = None

    def sum_of(self, *names: str) -> Decimal:
        """The sum of some parts of all claims, in euros."""
        return sum((getattr(claim, name) for claim in self.claims for name in names), ZERO)


def filled_texts(template: ReminderTemplate, facts: TextFacts) -> dict[str, str]:
    """Subject and texts of mail and letter with all placeholders filled, by field name."""
    texts = {name: getattr(template, name) for name in TEXTS}
    return filled(texts, placeholder_values(facts, template.language))


def filled(texts: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """The texts by field name with all placeholders filled, the subjects cut to what fits.

    Raises UnknownPlaceholder and TextTooLong.
    """
    bodies = {name: fill(texts[name], values) for name in BODIES}
    subjects = {name: fill(texts[name], values)[:MAX_SUBJECT_LENGTH] for name in SUBJECTS}
    return {**bodies, **subjects}


def editable_texts(template: ReminderTemplate, facts: TextFacts) -> dict[str, str]:
    """The template's texts filled for a clerk who goes on writing.

    What still depends on his choices, and what is no text, stays a placeholder.
    """
    values = placeholder_values(facts, template.language)
    shown = {name: defused(value) for name, value in values.items()}
    # The clerk may choose another deadline than the one that the sentence was made with.
    announced = shown["NAECHSTER_SCHRITT"].replace(values["FRIST"], "((FRIST))")
    shown["NAECHSTER_SCHRITT"] = announced
    texts = {name: getattr(template, name) for name in TEXTS}
    return filled(texts, shown | {name: f"(({name}))" for name in STILL_OPEN})


def placeholder_values(facts: TextFacts, language: str = "de") -> dict[str, str]:
    """Every placeholder with its finished string in the language."""
    words, phrases = wording(language), text_words(language)
    order = facts.orders[0]
    values = {
        **_customer_values(order, phrases),
        **_order_values(facts, words, phrases),
        **_amount_values(facts, words),
        **_day_values(facts, words, phrases),
        **_creditor_values(order),
        **_announcements(facts, words, phrases, language),
    }
    return {
        # Our own markers are characters that no name and no product may bring in.
        **{name: _PRIVATE_USE.sub("", text) for name, text in values.items()},
        "MAHNSTUFE": str(facts.level) if facts.level else "",
        "MAHNNUMMER": NUMBER_MARKER,
        "POSITIONEN": POSITIONS_MARKER,
        "TOKEN": TOKEN_MARKER,
        "ZAHLUNGSLINK": LINK_MARKER if link_for(order) else "",
    }


def _customer_values(order: Order, phrases: TextWords) -> dict[str, str]:
    customer = order.customer
    name = customer.full_name or customer.company
    return {
        "ANREDE": f"{phrases.salutation} {name}" if name else phrases.salutation_to_nobody,
        "NAME": name,
        "VORNAME": customer.first_name,
        "NACHNAME": customer.last_name or name,
        "FIRMA": customer.company,
    }


def _order_values(facts: TextFacts, words: Wording, phrases: TextWords) -> dict[str, str]:
    order, orders = facts.orders[0], facts.orders
    numbers = [one.number for one in orders]
    invoices = [invoice.number for one in orders for invoice in one.invoices.all()]
    products = [line.product for one in orders for line in one.lines.all()]
    more = phrases.more_products.format(len(products) - 1) if len(products) > 1 else ""
    return {
        "BESTELLUNG": phrases.order.format(order.number, words.day(order.ordered_on))
        if len(orders) == 1
        else phrases.orders.format(enumerated(numbers, phrases)),
        "BESTELLNUMMER": ", ".join(numbers),
        "BESTELLDATUM": ", ".join(words.day(one.ordered_on) for one in orders),
        "RECHNUNGSNUMMER": ", ".join(invoices),
        "PRODUKTNAME": f"{products[0]}{more}" if products else "",
        "RATE": _rate(order, facts.written_on, phrases) if len(orders) == 1 else "",
        "VERWENDUNGSZWECK": ", ".join(numbers),
    }


def _rate(order: Order, written_on: date, phrases: TextWords) -> str:
    """Which rates are asked for, by their place among all: "Rate 2 von 6"; "" without rates."""
    rates = sorted(
        (rate for rate in order.installments.all() if rate.amount and _is_agreed(order, rate)),
        key=lambda rate: (rate.due_on, rate.position),
    )
    if len(rates) < 2:
        return ""
    due = [
        place
        for place, rate in enumerate(rates, start=1)
        if rate.open_amount and (rate.due_on < written_on or rate.pk == order.oldest_installment_id)
    ]
    if not due:
        return ""
    if len(due) == 1:
        return phrases.rate.format(due[0], len(rates))
    return phrases.rates.format(due[0], due[-1], len(rates))


def _is_agreed(order: Order, rate: Installment) -> bool:
    """Whether the rate counts: of an order with a payment plan only those agreed there."""
    return order.rates_agreed_on is None or rate.due_on >= order.rates_agreed_on


def _amount_values(facts: TextFacts, words: Wording) -> dict[str, str]:
    orders = facts.orders
    settled = sum((max(one.total - one.open_principal, ZERO) for one in orders), ZERO)
    amounts = {
        "GESAMTBETRAG": sum((one.total for one in orders), ZERO),
        "BEZAHLTER_BETRAG": settled,
        "OFFENER_BETRAG": facts.sum_of("principal", "other_costs"),
        "HAUPTFORDERUNG": facts.sum_of("principal"),
        "ZINSEN": facts.sum_of("interest"),
        "MAHNGEBUEHR": facts.sum_of("dunning_fee"),
        "PAUSCHALE": facts.sum_of("lump_sum"),
        "GESAMTFORDERUNG": facts.sum_of(
            "principal", "other_costs", "interest", "dunning_fee", "lump_sum"
        ),
    }
    return {name: words.euro(amount) for name, amount in amounts.items()}


def _day_values(facts: TextFacts, words: Wording, phrases: TextWords) -> dict[str, str]:
    due_days = sorted(day for one in facts.orders for day in _due_days(one, facts.written_on))
    due_day = words.day(due_days[0]) if due_days else ""
    since = min((one.default_since for one in facts.claims if one.default_since), default=None)
    return {
        "FAELLIGKEIT": _due_phrase(due_days, facts.written_on, phrases).format(due_day),
        "FAELLIGKEITSDATUM": due_day,
        "TAGE_UEBERFAELLIG": str(max(one.days_overdue(facts.written_on) for one in facts.orders)),
        "VERZUG_SEIT": words.day(since) if since else "",
        "FRIST": words.day(facts.pay_by),
        "ZAHLUNGEN_BIS": words.day(facts.payments_until) if facts.payments_until else "",
    }


def _due_days(order: Order, written_on: date) -> set[date]:
    """When what is asked for fell due: the oldest unpaid rate and all others gone by."""
    gone_by = {rate.due_on for rate in order.installments.all() if rate.open_amount}
    gone_by = {day for day in gone_by if day < written_on}
    return gone_by | ({order.oldest_due_on} if order.oldest_due_on else set())


def _due_phrase(due_days: Sequence[date], written_on: date, phrases: TextWords) -> str:
    if not due_days or due_days[0] >= written_on:
        return phrases.is_due
    return phrases.was_due if due_days[0] == due_days[-1] else phrases.partly_due


def _creditor_values(order: Order) -> dict[str, str]:
    account = order.sales_account
    creditor = account.creditor
    return {
        "VERKAUFSACCOUNT": account.name,
        "ABSENDER": account.effective_sender_name,
        "GLAEUBIGER": creditor.name,
        "KONTAKT_EMAIL": account.reply_to or account.effective_sender_email,
        "KONTAKT_TELEFON": creditor.phone,
        "KONTOINHABER": creditor.account_holder or creditor.name,
        "IBAN": group_iban(creditor.iban),
        "BIC": creditor.bic,
    }


def _announcements(
    facts: TextFacts, words: Wording, phrases: TextWords, language: str
) -> dict[str, str]:
    agency = settings_of(facts.orders[0].sales_account).names_agency
    # The preview of a text that no procedure uses has none.
    is_known = facts.procedure is not None and facts.procedure.pk is not None
    levels = [one.level for one in facts.procedure.levels.all()] if is_known else []
    is_last = facts.level >= max(levels, default=3)
    return {
        "NAECHSTER_SCHRITT": next_step_sentence(
            facts.level,
            deadline=words.day(facts.pay_by),
            is_last=is_last,
            agency_name=agency,
            language=language,
        ),
        "INKASSO": agency or phrases.agency,
    }
