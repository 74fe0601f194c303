"""How the order can be paid: the amount, the transfer to type or scan, and ways to pay online."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from common.rules.iban import group_iban
from dunning_site.debtor.words import PageWords
from orders.models import Order
from orders.services.online_payments import offered_providers
from orders.services.payment_links import links_of
from reminders.services.debtor_amounts import PayNow
from reminders.services.debtor_pictures import girocode_text
from reminders.services.debtor_speech import Speech
from reminders.services.debtor_statement import no_account_words


@dataclass(frozen=True, slots=True)
class CopyField:
    """A value to copy; its parts stand apart without a blank between them."""

    label: str
    parts: Sequence[str]


@dataclass(frozen=True, slots=True)
class PayWay:
    """A button: its words and where it leads."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class PayFacts:
    """All of the section "Jetzt bezahlen"; "" or nothing where there is no such thing."""

    amount: str
    sentence: str
    everything: str
    fields: Sequence[CopyField]
    no_account: str
    example: str
    code_url: str
    online_amount: str
    providers: Sequence[PayWay]
    links: Sequence[PayWay]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the amounts, until when letters ask for it, whether to pay now at all."""

    pay: PayNow
    pay_by: date | None
    asks: bool
    may_wait: bool


def pay_facts(order: Order, asked: Asked, words: PageWords, speech: Speech) -> PayFacts | None:
    """The section; None where nothing is to be paid."""
    if asked.pay.amount <= 0:
        return None
    account = order.sales_account
    reply_to = account.reply_to or account.effective_sender_email
    has_account = bool(account.creditor.iban)
    has_code = bool(girocode_text(order, asked.pay.amount))
    return PayFacts(
        amount=speech.money(asked.pay.amount),
        sentence=_sentence(order, asked, words, speech),
        everything=_everything(order, asked, words, speech),
        fields=_transfer(order, asked.pay, words, speech) if has_account else (),
        no_account="" if has_account else no_account_words(order, speech, reply_to),
        example=words.example if account.creditor.is_example else "",
        code_url=reverse("debtor-girocode", args=[order.public_id]) if has_code else "",
        online_amount=speech.words.number(asked.pay.amount),
        providers=_providers(order, words),
        links=[
            PayWay(words.pay_with.format(one.label), one.url)
            for one in links_of(order, amount=asked.pay.amount)
        ],
    )


def _sentence(order: Order, asked: Asked, words: PageWords, speech: Speech) -> str:
    """Until when."""
    pay = asked.pay
    if not asked.asks:
        return words.pay_anyway if asked.may_wait else words.pay_how
    if asked.pay_by is not None:
        return words.pay_by.format(speech.weekday(asked.pay_by))
    if pay.is_late or pay.due_on is None:
        return words.pay_now
    if pay.is_part:
        return words.pay_next.format(speech.weekday(pay.due_on))
    return words.pay_by.format(speech.weekday(pay.due_on))


def _everything(order: Order, asked: Asked, words: PageWords, speech: Speech) -> str:
    """That all rates may be paid at once; not where the rest is disputed or some on its way."""
    if not asked.pay.not_due or asked.pay.disputed or asked.pay.on_its_way:
        return ""
    return words.pay_all.format(speech.money(order.open_amount))


def _transfer(order: Order, pay: PayNow, words: PageWords, speech: Speech) -> Sequence[CopyField]:
    """What is typed into a transfer, in the order of its form."""
    creditor = order.sales_account.creditor
    amount = f"{words.amount} ({order.currency})"
    fields = (
        CopyField(speech.words.account_holder, [creditor.account_holder or creditor.name]),
        CopyField("IBAN", group_iban(creditor.iban).split()),
        CopyField("BIC", [creditor.bic]),
        CopyField(amount, [speech.words.number(pay.amount)]),
        CopyField(speech.words.remittance, [order.number]),
    )
    return [field for field in fields if any(field.parts)]


def _providers(order: Order, words: PageWords) -> Sequence[PayWay]:
    """The providers' buttons; each is a form that leads to the provider's own page."""
    return [
        PayWay(
            words.pay_with.format(one.label), reverse("debtor-pay", args=[order.public_id, one.pk])
        )
        for one in offered_providers(order)
    ]
