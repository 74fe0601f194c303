"""Send the mail of a reminder to the clerk who is checking it; nothing of the reminder changes."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser

from reminders.adapters.girocode import NotAGiroCode
from reminders.adapters.mail import BuiltMail, InvalidAddress, build_mail
from reminders.adapters.pdf import LogoUnreadable, letter_pdf
from reminders.adapters.smtp import Ambiguous, NotAccepted, ServerUnavailable
from reminders.models import Reminder
from reminders.rules.content import ReminderContent
from reminders.services.content import content_of
from reminders.services.mail_road import RoadClosed, send_directly


class TrialMailNotSent(Exception):
    """The trial mail was not sent, or nobody knows; the message tells the clerk why."""


def send_trial_mail(reminder_id: int, *, actor: AbstractBaseUser, now: datetime) -> str:
    """Send a reminder's mail with its letter, marked as a preview, to the actor's own address.

    Returns that address. Raises TrialMailNotSent without an address or a mail server, and when the
    server does not take the mail.
    """
    address = trial_address(actor)
    reminder = Reminder.objects.select_related(
        "creditor", "sales_account__creditor", "customer"
    ).get(pk=reminder_id)
    with refused_as_trial():
        content = content_of(reminder, is_sample=True)
    send_as_trial(reminder, content, address=address, now=now)
    return address


@contextmanager
def refused_as_trial() -> Iterator[None]:
    """Raise TrialMailNotSent for what only a person can mend: address, logo, bank account."""
    try:
        yield
    except (InvalidAddress, LogoUnreadable, NotAGiroCode) as error:
        raise TrialMailNotSent(f"Die Testmail wurde nicht versendet. {error}") from error


def trial_address(actor: AbstractBaseUser) -> str:
    """Where the actor's trial mails go. Raises TrialMailNotSent without one or a mail server."""
    if settings.MAIL_SERVER is None:
        raise TrialMailNotSent("Es ist kein Mailserver eingerichtet. Setzen Sie EMAIL_URL.")
    address: str = getattr(actor, "email", "")
    if not address:
        raise TrialMailNotSent(
            "In Ihrem Benutzerkonto steht keine E-Mail-Adresse. Wer in Ihrem Haus Benutzer "
            "verwaltet, kann sie eintragen."
        )
    return address


def send_as_trial(
    reminder: Reminder, content: ReminderContent, *, address: str, now: datetime
) -> None:
    """Send what a reminder, stored or not, says to an address. Raises TrialMailNotSent."""
    with refused_as_trial():
        mail = _trial_mail(reminder, content, address, now)
        _send(mail, sales_account_id=reminder.sales_account.pk, now=now)


def _trial_mail(
    reminder: Reminder, content: ReminderContent, address: str, now: datetime
) -> BuiltMail:
    sender = reminder.sales_account.effective_sender_email
    return build_mail(
        replace(content, subject=f"[Test] {content.subject}"),
        sender=sender,
        recipient=address,
        copy_to="",
        # An id of its own: the reminder's belongs to the one mail that the customer gets.
        message_id=f"<t.{uuid.uuid4().hex}@{sender.rpartition('@')[2] or 'localhost'}>",
        pdf=letter_pdf(content, is_preview=True),
        sent_at=now,
    )


def _send(mail: BuiltMail, *, sales_account_id: int, now: datetime) -> None:
    try:
        send_directly(
            mail.envelope_from,
            mail.recipients,
            mail.raw,
            sales_account_id=sales_account_id,
            now=now,
        )
    except RoadClosed as closed:
        raise TrialMailNotSent(f"Die Testmail wurde nicht versendet. {closed}.") from closed
    except ServerUnavailable as error:
        raise TrialMailNotSent(
            f"Der Mailserver antwortet nicht. Die Testmail wurde nicht versendet. ({error})"
        ) from error
    except NotAccepted as refusal:
        raise TrialMailNotSent(f"Die Testmail wurde nicht versendet. {refusal}") from refusal
    except Ambiguous as error:
        raise TrialMailNotSent(
            f"Ob die Testmail versendet wurde, ist ungewiss; sehen Sie in Ihr Postfach. ({error})"
        ) from error
