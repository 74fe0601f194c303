"""What the edge must know of the road that mails take, and whether its first step is open."""

from django.conf import settings

from reminders.adapters.journal import JournalNotWritable
from reminders.adapters.smtp import ServerUnavailable, SmtpClient

__all__ = ["JournalNotWritable", "MailServerAway", "check_mail_server"]


class MailServerAway(Exception):
    """The mail server does not answer; the message tells why, without a full stop."""


def check_mail_server() -> None:
    """Connect once to the mail server of EMAIL_URL, sending nothing. Raises MailServerAway."""
    if settings.MAIL_SERVER is None:
        raise MailServerAway("Es ist kein Mailserver eingerichtet")
    try:
        with SmtpClient(settings.MAIL_SERVER) as client:
            client.connect()
    except ServerUnavailable as error:
        raise MailServerAway(str(error)) from error
