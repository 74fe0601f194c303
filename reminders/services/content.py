"""Put together what a reminder says, for preview and dispatch alike."""

from collections.abc import Sequence

from orders.models import Creditor
from reminders.adapters.girocode import MAX_TEXT
from reminders.adapters.mail import mail_html, mail_text
from reminders.adapters.pdf import LogoUnreadable, letter_pdf
from reminders.models import Reminder, ReminderItem
from reminders.rules.content import CreditorFacts, ReminderContent, joined_references
from reminders.services.claim_content import claim_content
from reminders.services.texts import NUMBER_MARKER

CREDITOR_TEXTS = tuple(name for name in CreditorFacts.__dataclass_fields__ if name != "logo")
NUMBER_PREVIEW = {"de": "(Nummer folgt)", "en": "(number follows)"}


def content_of(reminder: Reminder) -> ReminderContent:
    """What letter and mail say: frozen texts and amounts, each order's positions and payments."""
    items = reminder.items.select_related("installment", "order").order_by("pk")
    return content_of_items(reminder, list(items))


def content_of_item(reminder: Reminder, item: ReminderItem) -> ReminderContent:
    """The same for rows that need not be stored, as the preview of a template makes them."""
    return content_of_items(reminder, [item])


def content_of_items(reminder: Reminder, items: Sequence[ReminderItem]) -> ReminderContent:
    """The same for several rows, stored or not: a collective reminder has one per order."""
    account = reminder.sales_account
    number = reminder.display_number
    shown_number = number or NUMBER_PREVIEW.get(reminder.language, NUMBER_PREVIEW["de"])

    def text(value: str) -> str:
        return value.replace(NUMBER_MARKER, shown_number)

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
        claims=tuple(claim_content(reminder, item) for item in items),
        currency=items[0].order.currency,
        remittance_text=joined_references(
            tuple(item.order.number for item in items),
            fallback=number or items[0].order.number,
            longest=MAX_TEXT,
        ),
        payments_until=reminder.payments_until,
        language=reminder.language,
    )


def preview_pdf(reminder: Reminder) -> bytes:
    """The letter as sent, or as it would be sent, then marked as a preview."""
    document = getattr(reminder, "document", None)
    if document is not None:
        return bytes(document.pdf)
    return letter_pdf(content_of(reminder), is_preview=True)


def preview_mail_html(reminder: Reminder) -> str:
    """The mail's HTML part as sent, or as it would be sent."""
    document = getattr(reminder, "document", None)
    return document.mail_html if document is not None else mail_html(content_of(reminder))


def preview_mail_text(reminder: Reminder) -> str:
    """The mail's plain text as sent, or as it would be sent."""
    document = getattr(reminder, "document", None)
    return document.mail_text if document is not None else mail_text(content_of(reminder))


def creditor_facts(creditor: Creditor) -> CreditorFacts:
    """The creditor as letterhead and footer want it."""
    logo = None
    if creditor.logo:
        try:
            with creditor.logo.open("rb") as file:
                logo = file.read()
        except OSError as error:
            raise LogoUnreadable(
                f"Das Logo von {creditor} fehlt. Laden Sie es beim Gläubiger neu hoch."
            ) from error
    return CreditorFacts(**{name: getattr(creditor, name) for name in CREDITOR_TEXTS}, logo=logo)
