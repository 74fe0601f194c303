"""Change a text, and see what it becomes on a real order before anybody stores it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from orders.models import Order
from orders.services.bank_data import bank_data
from reminders.adapters.girocode import NotAGiroCode
from reminders.adapters.mail import mail_html, mail_text
from reminders.adapters.pdf import LogoUnreadable, letter_pdf
from reminders.models import Reminder, ReminderItem, ReminderTemplate
from reminders.rules.content import ReminderContent
from reminders.rules.deadlines import pay_by
from reminders.rules.placeholders import TextTooLong
from reminders.services.claims import principal_of
from reminders.services.content import content_of_item
from reminders.services.texts import filled_texts

DEFAULT_LEVEL = 1
DEFAULT_PERIOD_DAYS = 10


class PreviewRefused(Exception):
    """The text cannot be shown; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class MailPreview:
    """What a mail would say, and both its parts."""

    content: ReminderContent
    text: str
    html: str


@transaction.atomic
def revise_template(template: ReminderTemplate) -> None:
    """Store changed texts as the template's next version."""
    stored = ReminderTemplate.objects.select_for_update(no_key=True).get(pk=template.pk)
    template.version = stored.version + 1
    template.save()


def preview_mail(template: ReminderTemplate, *, order_number: str, today: date) -> MailPreview:
    """The mail by texts that are not stored, on the open order of that number or a fitting one.

    Raises PreviewRefused without an open order and for texts that become too long, and
    UnknownPlaceholder.
    """
    content = _content(template, order_number, today=today)
    return MailPreview(content, mail_text(content), mail_html(content))


def preview_letter(template: ReminderTemplate, *, order_number: str, today: date) -> bytes:
    """The letter as PDF, likewise; also refused when logo or bank account do not print."""
    content = _content(template, order_number, today=today)
    try:
        return letter_pdf(content, is_preview=True)
    except (NotAGiroCode, LogoUnreadable) as error:
        raise PreviewRefused(str(error)) from error


def _order(number: str, *, today: date) -> Order:
    """The open order of that number, without one the newest, if possible an overdue one.

    Raises PreviewRefused.
    """
    orders = Order.objects.open().select_related("customer", "sales_account__creditor")
    if number:
        found = orders.filter(number=number).order_by("-pk").first()
        if found is None:
            raise PreviewRefused(
                f"Es gibt keinen offenen Auftrag „{number}“. Prüfen Sie die Nummer."
            )
        return found
    newest = orders.overdue(on=today).order_by("-oldest_due_on", "-pk").first()
    newest = newest or orders.order_by("-ordered_on", "-pk").first()
    if newest is None:
        raise PreviewRefused("Die Vorschau braucht einen offenen Auftrag; noch gibt es keinen.")
    return newest


def _content(template: ReminderTemplate, order_number: str, *, today: date) -> ReminderContent:
    """What mail and letter would say of the order today."""
    order = _order(order_number, today=today)
    reminder = _unsaved_reminder(template, order, today=today)
    item = ReminderItem(order=order, installment=order.oldest_installment, level=reminder.level)
    return content_of_item(reminder, item)


def _unsaved_reminder(template: ReminderTemplate, order: Order, *, today: date) -> Reminder:
    used_at = template.levels.order_by("level").first() if template.pk else None
    level = used_at.level if used_at else DEFAULT_LEVEL
    deadline = pay_by(
        today,
        period_days=used_at.payment_period_days if used_at else DEFAULT_PERIOD_DAYS,
        state=order.customer.state,
    )
    creditor = order.sales_account.creditor
    payments_until = bank_data(on=today, creditor_ids=[creditor.pk])[creditor.pk].newest_on
    try:
        texts = filled_texts(
            template,
            order,
            level=level,
            written_on=today,
            pay_by=deadline,
            payments_until=payments_until,
        )
    except TextTooLong as error:
        raise PreviewRefused(str(error)) from error
    return Reminder(
        creditor=creditor,
        sales_account=order.sales_account,
        customer=order.customer,
        level=level,
        written_on=today,
        pay_by=deadline,
        payments_until=payments_until,
        principal=principal_of(order, today),
        **texts,
    )
