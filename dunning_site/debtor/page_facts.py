"""All that the payment page shows of one order, as plain finished values.

Nothing of the debtor himself is among them, and nothing of his other orders.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.db.models import Q, prefetch_related_objects
from django.urls import reverse

from dunning_site.debtor.asked import asked_now
from dunning_site.debtor.pay_facts import Asked, PayFacts, pay_facts
from dunning_site.debtor.request_facts import (
    Action,
    ShownRequest,
    shown_actions,
    shown_requests,
)
from dunning_site.debtor.status import Holds, Status, status_of
from dunning_site.debtor.words import PageWords
from orders.models import Installment, Order
from reminders.models import DunningBlock, ReminderItem
from reminders.services.debtor_amounts import PayNow
from reminders.services.debtor_speech import Speech
from reminders.services.debtor_statement import (
    ShownBooking,
    ShownInterest,
    ShownPurchase,
    letter_name,
    payments_until_words,
    sent_items,
    shown_bookings,
    shown_interest_of,
    shown_purchase,
)


@dataclass(frozen=True, slots=True)
class ShownRate:
    """One rate: when, how much, what of it is open, and its state in a word."""

    due_on: str
    amount: str
    open_amount: str
    state: str


@dataclass(frozen=True, slots=True)
class OpenFacts:
    """What is open: names and amounts, the sum of them, its interest and its rates.

    left_out: what of the sum is not asked for now, with what is left; nothing where all of it is.
    """

    rows: Sequence[tuple[str, str]]
    total: str
    left_out: Sequence[tuple[str, str]]
    to_pay_label: str
    to_pay: str
    due_on: str
    interest: ShownInterest | None
    interest_lines: Sequence[str]
    rates: Sequence[ShownRate]


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter or invoice: what it is, where it can be had ("" nowhere), what to say instead."""

    label: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask; "" for what is not known."""

    name: str
    address: Sequence[str]
    phone: str
    phone_url: str
    email: str
    email_url: str


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The whole page, from top to bottom."""

    status: Status
    open: OpenFacts | None
    pay: PayFacts | None
    ordered_on: str
    total: str
    purchase: ShownPurchase
    bookings: Sequence[ShownBooking]
    credit: str
    open_amount: str
    payments_until: str
    letters: Sequence[Paper]
    invoices: Sequence[Paper]
    actions: Sequence[Action]
    requests: Sequence[ShownRequest]
    contact_intro: str
    contact: Contact


def page_facts(order: Order, words: PageWords, speech: Speech, *, today: date) -> PageFacts:
    """What the page says on the day; a fixed number of queries."""
    prefetch_related_objects([order], "lines", "installments")
    items, pay = sent_items(order), asked_now(order, today)
    holds = _holds(order, today)
    status = status_of(order, pay, holds, words, speech)
    asked = Asked(pay, _pay_by(items, holds, today), status.asks, status.may_wait)
    return PageFacts(
        status=status,
        open=_open(order, pay, items, words, speech, today=today) if order.is_open else None,
        pay=pay_facts(order, asked, words, speech) if order.is_open else None,
        ordered_on=speech.long_day(order.ordered_on),
        total=speech.money(order.total),
        purchase=shown_purchase(order, speech),
        bookings=shown_bookings(order, speech),
        credit=speech.money(order.credit_amount) if order.credit_amount else "",
        open_amount=speech.money(order.open_amount),
        payments_until=payments_until_words(order, speech, today=today),
        letters=[_letter(item, order, words, speech) for item in items],
        invoices=_invoices(order, words),
        actions=shown_actions(order, words, today=today),
        requests=shown_requests(order, words, speech),
        contact_intro=words.contact_intro.format(order.number),
        contact=_contact(order, words),
    )


def _holds(order: Order, today: date) -> Holds:
    """A running plan, and the block of the order or else of its customer."""
    of_both = Q(order=order) | Q(customer=order.customer_id)
    blocks = DunningBlock.objects.active(on=today).filter(of_both).order_by("customer_id", "pk")
    has_plan = order.instalment_plans.running().exists()
    return Holds(has_plan, blocks.first())


def _pay_by(items: Sequence[ReminderItem], holds: Holds, today: date) -> date | None:
    """The newest letter's deadline as long as it lies ahead; the days of a plan replace it."""
    if not items or holds.has_plan:
        return None
    deadline = items[0].reminder.pay_by
    return deadline if deadline >= today else None


def _open(
    order: Order,
    pay: PayNow,
    items: Sequence[ReminderItem],
    words: PageWords,
    speech: Speech,
    *,
    today: date,
) -> OpenFacts:
    rates = [one for one in order.installments.all() if one.amount]
    parts = (
        (words.goods, order.open_principal),
        (words.costs, order.open_costs),
        (speech.words.interest, order.open_interest),
    )
    is_simple = not order.open_ancillary
    due_on = order.oldest_due_on
    interest = shown_interest_of(order, items, speech, open_label=words.interest_open)
    return OpenFacts(
        rows=[] if is_simple else [(name, speech.money(it)) for name, it in parts if it],
        total=speech.money(order.open_amount),
        left_out=_left_out(pay, words, speech),
        to_pay_label=_to_pay_label(pay, words, speech),
        to_pay=speech.money(pay.amount),
        due_on=speech.long_day(due_on) if due_on and len(rates) < 2 else "",
        interest=interest,
        interest_lines=[speech.words.interest_line.format(**one) for one in interest.rows]
        if interest
        else [],
        rates=[_rate(one, words, speech, today) for one in rates] if len(rates) > 1 else [],
    )


def _to_pay_label(pay: PayNow, words: PageWords, speech: Speech) -> str:
    """What the asked amount is called; of rates that all lie ahead it is only the next."""
    return words.next_payment if pay.not_due and not pay.is_late else speech.words.to_pay


def _left_out(pay: PayNow, words: PageWords, speech: Speech) -> Sequence[tuple[str, str]]:
    """Why less is to be paid now than is open."""
    parts = (
        (speech.words.not_due if pay.is_late else words.later_rates, pay.not_due),
        (speech.words.disputed, pay.disputed),
        (words.coming, pay.on_its_way),
    )
    return [(name, speech.money(-amount)) for name, amount in parts if amount]


def _rate(one: Installment, words: PageWords, speech: Speech, today: date) -> ShownRate:
    state = words.rate_due if one.due_on < today else words.rate_later
    return ShownRate(
        speech.day(one.due_on),
        speech.money(one.amount),
        speech.money(one.open_amount),
        state if one.open_amount else words.rate_paid,
    )


def _letter(item: ReminderItem, order: Order, words: PageWords, speech: Speech) -> Paper:
    """The reminder as it was sent; one that names other orders too is only in the debtor's hand."""
    reminder = item.reminder
    assert reminder.sent_on is not None  # a constraint of its table
    name = letter_name(reminder, speech)
    label = words.reminder.format(name, speech.day(reminder.sent_on))
    if item.order_count > 1:  # type: ignore[attr-defined]
        return Paper(label, note=words.collective)
    if not item.has_papers:  # type: ignore[attr-defined]
        return Paper(label)
    return Paper(label, reverse("debtor-reminder", args=[order.public_id, reminder.pk]))


def _invoices(order: Order, words: PageWords) -> Sequence[Paper]:
    """The order's invoices, to be had where a PDF is stored."""
    invoices = order.invoices.select_related("file").defer("file__pdf")
    return [
        Paper(
            words.invoice.format(one.number),
            reverse("debtor-invoice", args=[order.public_id, one.pk])
            if hasattr(one, "file")
            else "",
        )
        for one in invoices
    ]


def _contact(order: Order, words: PageWords) -> Contact:
    """Who answers questions: the sales account's address, the creditor's telephone."""
    account, creditor = order.sales_account, order.sales_account.creditor
    email = account.reply_to or account.effective_sender_email
    subject = quote(words.mail_subject.format(order.number))
    digits = "".join(one for one in creditor.phone if one.isdigit() or one == "+")
    return Contact(
        name=creditor.name,
        address=[creditor.street, f"{creditor.postcode} {creditor.city}".strip()],
        phone=creditor.phone,
        phone_url=f"tel:{digits}" if digits else "",
        email=email,
        email_url=f"mailto:{email}?subject={subject}" if email else "",
    )
