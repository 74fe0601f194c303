"""What the edge must know of the road that mails take, and whether its first step is open."""

from django.conf import settings

from reminders.adapters.journal import JournalNotWritable
from reminders.adapters.smtp import ServerUnavailable, SmtpClient
from reminders.models import Channel, Reminder

__all__ = ["JournalNotWritable", "MailServerAway", "check_mail_server", "lacks_mail_server"]


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


def lacks_mail_server(run_id: int) -> bool:
    """Whether a proposed run holds mails and no mail server is set; letters need none."""
    if settings.MAIL_SERVER is not None:
        return False
    proposed = Reminder.objects.proposed().filter(run=run_id)
    return proposed.exclude(channel=Channel.LETTER).exists()
