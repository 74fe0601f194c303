"""See what a text becomes on a real order, before anybody stores it."""

from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from orders.models import Order
from orders.services.bank_data import bank_data
from reminders.adapters.girocode import NotAGiroCode
from reminders.adapters.pdf import LogoUnreadable, letter_pdf
from reminders.models import (
    Channel,
    DunningLevel,
    DunningProcedure,
    DunningRun,
    ReminderTemplate,
)
from reminders.rules.content import ReminderContent
from reminders.rules.deadlines import pay_by
from reminders.rules.placeholders import TextTooLong
from reminders.services.claims import claim_of
from reminders.services.content import content_of_items
from reminders.services.drafting import Claimed, Draft, Terms, deadline_of, put_together
from reminders.services.trial_mails import refused_as_trial, send_as_trial, trial_address

DEFAULT_LEVEL = 1
DEFAULT_PERIOD_DAYS = 10


class PreviewRefused(Exception):
    """The text cannot be shown; the message says why and what to do."""


def letter_of(content: ReminderContent) -> bytes:
    """The letter marked as a preview. Raises PreviewRefused when it does not print."""
    try:
        return letter_pdf(content, is_preview=True)
    except (NotAGiroCode, LogoUnreadable) as error:
        raise PreviewRefused(str(error)) from error


def preview_content(
    template: ReminderTemplate, *, order_number: str, today: date
) -> ReminderContent:
    """What mail and letter would say by texts that are not stored.

    order_number: the open order to show, "" for one that fits. Raises PreviewRefused without an
    open order and for texts that become too long, and UnknownPlaceholder.
    """
    drafted = _draft(template, _order(order_number, today=today), today=today)
    return content_of_items(drafted.reminder, drafted.items, is_sample=True)


def send_trial_text(
    template: ReminderTemplate, *, order_number: str, actor: AbstractBaseUser, now: datetime
) -> str:
    """Send what a text says of an order to the actor's own address; returns it.

    Raises PreviewRefused and TrialMailNotSent.
    """
    address = trial_address(actor)
    today = timezone.localdate(now)
    drafted = _draft(template, _order(order_number, today=today), today=today)
    with refused_as_trial():
        content = content_of_items(drafted.reminder, drafted.items, is_sample=True)
    send_as_trial(drafted.reminder, content, address=address, now=now)
    return address


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


def _draft(template: ReminderTemplate, order: Order, *, today: date) -> Draft:
    """An unsaved reminder by just this text, whatever variant would fit the order better."""
    step = _step(template)
    level = step.level if step else DEFAULT_LEVEL
    creditor_id = order.sales_account.creditor_id
    terms = Terms(
        procedure=step.procedure if step else DunningProcedure(),
        template=template,
        channel=Channel.BOTH,
        pay_by=deadline_of(order, step, today)
        if step
        else pay_by(today, period_days=DEFAULT_PERIOD_DAYS, state=order.customer.state),
        payments_until=bank_data(on=today, creditor_ids=[creditor_id])[creditor_id].newest_on,
        is_just_this_text=True,
    )
    claim = claim_of(order, step, channel=terms.channel, written_on=today)
    run = DunningRun(run_on=today, written_on=today)
    try:
        return put_together(run, [Claimed(order, level, 0, claim)], terms)
    except TextTooLong as error:
        raise PreviewRefused(str(error)) from error


def _step(template: ReminderTemplate) -> DunningLevel | None:
    """The lowest step that the text, or the one it is a variant of, is used at."""
    used = [pk for pk in (template.pk, template.base_id) if pk]
    steps = DunningLevel.objects.filter(template__in=used).select_related("procedure")
    return steps.order_by("level").first()
