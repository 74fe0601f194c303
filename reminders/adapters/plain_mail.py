"""A short mail of plain text, ready for the wire."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from reminders.adapters.addresses import sendable_address

# One line each, whatever stands in a name.
POLICY = SMTP.clone(max_line_length=76)


def build_plain_mail(
    *,
    subject: str,
    text: str,
    sender: str,
    sender_name: str,
    reply_to: str,
    recipient: str,
    message_id: str,
    sent_at: datetime,
    pdf: tuple[str, bytes] | None = None,
) -> bytes:
    """The mail as bytes with CRLF, 7-bit; `sent_at` knows its time zone. Raises InvalidAddress.

    pdf: the name and the content of what is attached.
    """
    message = EmailMessage(policy=POLICY)
    message["Subject"] = _one_line(subject)
    message["From"] = formataddr((_one_line(sender_name), sendable_address(sender)), "utf-8")
    message["To"] = sendable_address(recipient)
    if reply_to:
        message["Reply-To"] = sendable_address(reply_to)
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="quoted-printable")
    if pdf is not None:
        name, content = pdf
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return message.as_bytes()


def _one_line(text: str) -> str:
    return " ".join(text.split())
