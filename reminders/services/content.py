"""Put together what a reminder says, for preview and dispatch alike."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from orders.models import Creditor, Order
from orders.services.access import token_of
from reminders.adapters.girocode import MAX_TEXT
from reminders.adapters.mail import mail_html, mail_text
from reminders.adapters.pdf import FilesAway, LogoUnreadable, letter_pdf
from reminders.models import Reminder, ReminderItem
from reminders.rules.content import (
    NUMBER_MARKER,
    CreditorFacts,
    OrderClaim,
    ReminderContent,
    joined_references,
    with_link,
)
from reminders.services.claim_content import claim_content
from reminders.services.debtor_page import link_for
from reminders.services.kept_mails import shown

CREDITOR_TEXTS = tuple(name for name in CreditorFacts.__dataclass_fields__ if name != "logo")
# Stands in what clerks send to themselves: a trial mail opens nobody's page.
SAMPLE_TOKEN = "Muster"
NUMBER_PREVIEW = {"de": "(Nummer folgt)", "en": "(number follows)"}


def content_of(reminder: Reminder, *, is_sample: bool = False) -> ReminderContent:
    """What letter and mail say: frozen texts and amounts, each order's positions and payments.

    is_sample: with a link that opens nothing.
    """
    return content_of_items(reminder, items_of(reminder), is_sample=is_sample)


def items_of(reminder: Reminder) -> list[ReminderItem]:
    """The rows of a reminder, oldest first, with what its content names; one query."""
    items = reminder.items.select_related("installment", "order__sales_account__debtor_page")
    return list(items.order_by("pk"))


def content_of_item(reminder: Reminder, item: ReminderItem) -> ReminderContent:
    """The same for rows that need not be stored, as the preview of a template makes them."""
    return content_of_items(reminder, [item])


def content_of_items(
    reminder: Reminder, items: Sequence[ReminderItem], *, is_sample: bool = False
) -> ReminderContent:
    """The same for several rows, stored or not: a collective reminder has one per order."""
    account = reminder.sales_account
    number = reminder.display_number
    shown_number = number or NUMBER_PREVIEW.get(reminder.language, NUMBER_PREVIEW["de"])
    links = [_link(item.order, is_sample=is_sample) for item in items]
    token = SAMPLE_TOKEN if is_sample else token_of(items[0].order)

    def text(value: str) -> str:
        return with_link(value, token=token, link=links[0]).replace(NUMBER_MARKER, shown_number)

    return ReminderContent(
        creditor=creditor_facts(reminder.creditor),
        sender_name=account.effective_sender_name,
        reply_to=account.reply_to or account.effective_sender_email,
        recipient_lines=reminder.customer.address_lines,
        number=number,
        level=reminder.level,
        written_on=reminder.written_on,
        pay_by=reminder.pay_by,
        subject=text(reminder.mail_subject),
        letter_subject=text(reminder.letter_subject),
        mail_body=text(reminder.mail_body),
        letter_body=text(reminder.letter_body),
        claims=_claims(reminder, items, links),
        currency=items[0].order.currency,
        remittance_text=joined_references(
            tuple(item.order.number for item in items),
            fallback=number or items[0].order.number,
            longest=MAX_TEXT,
        ),
        payment_link=links[0] if len(links) == 1 else "",
        payments_until=reminder.payments_until,
        language=reminder.language,
    )


def _claims(
    reminder: Reminder, items: Sequence[ReminderItem], links: Sequence[str]
) -> tuple[OrderClaim, ...]:
    """What is claimed of each order; among several each tells its own link."""
    claims = [claim_content(reminder, item) for item in items]
    if len(claims) == 1:
        return tuple(claims)
    return tuple(
        replace(claim, payment_link=link) for claim, link in zip(claims, links, strict=True)
    )


def _link(order: Order, *, is_sample: bool) -> str:
    link = link_for(order)
    return f"{settings.PUBLIC_URL}/z/{SAMPLE_TOKEN}" if link and is_sample else link


def preview_pdf(reminder: Reminder) -> bytes:
    """The letter as sent, or as it would be sent, then marked as a preview."""
    document = getattr(reminder, "document", None)
    if document is not None:
        return bytes(document.pdf)
    return letter_pdf(content_of(reminder), is_preview=True)


def preview_mail_html(reminder: Reminder) -> str:
    """The mail's HTML part as sent, or as it would be sent."""
    document = getattr(reminder, "document", None)
    return shown(document.mail_html) if document is not None else mail_html(content_of(reminder))


def preview_mail_text(reminder: Reminder) -> str:
    """The mail's plain text as sent, or as it would be sent."""
    document = getattr(reminder, "document", None)
    return shown(document.mail_text) if document is not None else mail_text(content_of(reminder))


def creditor_facts(creditor: Creditor) -> CreditorFacts:
    """The creditor as letterhead and footer want it."""
    logo = None
    if creditor.logo:
        try:
            with creditor.logo.open("rb") as file:
                logo = file.read()
        except OSError as error:
            folder = Path(creditor.logo.path).parent
            if not isinstance(error, FileNotFoundError) or not folder.is_dir():
                raise FilesAway(f"Die Ablage der Logos ist nicht lesbar: {error}") from error
            raise LogoUnreadable(
                f"Das Logo von {creditor} fehlt. Laden Sie es beim Gläubiger neu hoch."
            ) from error
    return CreditorFacts(**{name: getattr(creditor, name) for name in CREDITOR_TEXTS}, logo=logo)
