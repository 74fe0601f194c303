"""Send a short plain mail to a customer while somebody waits for the page: once, no second try."""

import uuid
from datetime import datetime

from orders.models import SalesAccount
from reminders.adapters.addresses import InvalidAddress
from reminders.adapters.plain_mail import build_plain_mail
from reminders.adapters.smtp import Ambiguous, NotAccepted, ServerUnavailable
from reminders.services.mail_road import RoadClosed, send_directly


class NotTold(Exception):
    """The mail was not sent, or nobody knows; the message says why."""


class MaybeTold(NotTold):
    """Nobody knows whether the mail was sent."""


def send_plain_mail(
    account: SalesAccount,
    address: str,
    *,
    subject: str,
    text: str,
    kind: str,
    now: datetime,
    pdf: tuple[str, bytes] | None = None,
) -> None:
    """Send a mail in the account's name, outside of any transaction. Raises NotTold, MaybeTold.

    kind: one letter that tells the mails of one purpose apart in their Message-ID;
    pdf: the name and the content of what is attached.
    """
    if not address:
        raise NotTold("Der Kunde hat keine E-Mail-Adresse.")
    sender = account.effective_sender_email
    try:
        raw = build_plain_mail(
            subject=subject,
            text=text,
            sender=sender,
            sender_name=account.effective_sender_name,
            reply_to=account.reply_to or sender,
            recipient=address,
            message_id=f"<{kind}.{uuid.uuid4().hex}@{sender.rpartition('@')[2] or 'localhost'}>",
            sent_at=now,
            pdf=pdf,
        )
        send_directly(sender, (address,), raw, sales_account_id=account.pk, now=now)
    except InvalidAddress as error:
        raise NotTold(str(error)) from error
    except RoadClosed as closed:
        raise NotTold(f"{closed}.") from closed
    except (ServerUnavailable, NotAccepted) as error:
        raise NotTold(f"Die E-Mail wurde nicht versendet. {error}") from error
    except Ambiguous as error:
        raise MaybeTold(f"Ob die E-Mail versendet wurde, ist ungewiss. {error}") from error
