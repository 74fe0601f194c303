"""The reminder as e-mail: plain text, HTML and the letter as PDF, ready for the wire."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.utils import format_datetime, formataddr

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from reminders.adapters import display, statement
from reminders.adapters.addresses import InvalidAddress, sendable_address
from reminders.adapters.wording import Wording
from reminders.rules.content import ReminderContent, split_at_positions

__all__ = ["BuiltMail", "InvalidAddress", "build_mail", "mail_html", "mail_text"]

_MAX_SUBJECT = 200
_SUBJECT_LINE = 66
# Control characters, and those that turn the direction of writing: they can disguise a text.
_UNFIT_FOR_HEADER = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_UNFIT_FOR_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class BuiltMail:
    """A finished mail: bytes with CRLF (7-bit), its envelope, and both its texts."""

    raw: bytes
    envelope_from: str
    recipients: tuple[str, ...]
    text: str
    html: str


def build_mail(
    content: ReminderContent,
    *,
    sender: str,
    recipient: str,
    copy_to: str,
    message_id: str,
    pdf: bytes,
    sent_at: datetime,
    enclosures: Sequence[tuple[str, bytes]] = (),
    envelope_from: str = "",
    headers: Mapping[str, str] | None = None,
) -> BuiltMail:
    """The mail to one recipient; `copy_to` ("" for none) gets the same mail unseen.

    `enclosures` are further PDFs with their names, such as the invoice. `envelope_from` is where
    bounces go, "" for the sender; `headers` are those that a mail provider asks for.

    `sender` is a bare address, shown under the sender's name; `message_id` comes with its angle
    brackets; `sent_at` must know its time zone. Raises InvalidAddress.
    """
    sender, recipient = sendable_address(sender), sendable_address(recipient)
    recipients = (recipient, sendable_address(copy_to)) if copy_to else (recipient,)
    text, html = mail_text(content), mail_html(content)
    message = EmailMultiAlternatives(
        subject=_encoded(_header(content.subject)[:_MAX_SUBJECT]),
        body=text,
        from_email=formataddr((_header(content.sender_name), sender), "utf-8"),
        to=[recipient],
        reply_to=[sendable_address(content.reply_to)] if content.reply_to else None,
        headers={**(headers or {}), **_headers(message_id, sent_at)},
    )
    message.encoding = _quoted_printable()
    message.attach_alternative(html, "text/html")
    message.attach(file_name(content), pdf, "application/pdf")
    for name, enclosed in enclosures:
        message.attach(_file_name(name), enclosed, "application/pdf")
    raw = message.message().as_bytes(linesep="\r\n")
    recipients = tuple(dict.fromkeys(recipients))
    return BuiltMail(raw, envelope_from or sender, recipients, text, html)


def mail_text(content: ReminderContent) -> str:
    """The mail for those who read plain text; amounts stand after their labels, not in columns."""
    before, after = split_at_positions(content.mail_body)
    blocks = [*before, *_text_statement(content), *after, *_text_company(content)]
    return "\n\n".join(blocks) + "\n"


def mail_html(content: ReminderContent) -> str:
    """The mail as HTML with inline styles; every value in it is escaped."""
    before, after = split_at_positions(content.mail_body)
    words = display.wording(content.language)
    context = {
        "content": content,
        "words": words,
        "before": display.typeset(before),
        "after": display.typeset(after),
        "claims": statement.shown_claims(content),
        "demand": display.demand(content),
        "bank_facts": display.bank_facts(content),
        "no_account": display.no_account_sentence(content),
        "has_girocode": display.has_girocode(content),
        "payments_sentence": display.payments_sentence(content),
        "columns": display.company_columns(content.creditor, words),
    }
    return render_to_string("reminders/mails/reminder.html", context)


def file_name(content: ReminderContent) -> str:
    """The attachment's name, safe on every system: "Mahnung-EF-2026-104792.pdf"."""
    about = content.number if content.is_collective else content.claims[0].order_number
    safe = _UNFIT_FOR_FILE_NAME.sub("-", about).strip("-.")[:80]
    kind = display.wording(content.language).file_name
    return f"{kind}-{safe}.pdf" if safe else f"{kind}.pdf"


def _file_name(name: str) -> str:
    """An enclosure's name, safe on every system, always ending in ".pdf"."""
    safe = _UNFIT_FOR_FILE_NAME.sub("-", name.removesuffix(".pdf")).strip("-.")[:80]
    return f"{safe or 'Anlage'}.pdf"


def _text_statement(content: ReminderContent) -> list[str]:
    words = display.wording(content.language)
    claims = statement.shown_claims(content)
    blocks = [
        *(block for claim in claims for block in _text_claim(claim, words, content)),
        display.demand(content),
        _labelled(display.bank_facts(content)) or display.no_account_sentence(content),
        words.code_hint if display.has_girocode(content) else "",
        f"{words.pay_online}\n{content.payment_link}" if content.payment_link else "",
        display.payments_sentence(content),
    ]
    return [block for block in blocks if block]


def _text_claim(claim: statement.ShownClaim, words: Wording, content: ReminderContent) -> list[str]:
    positions = [f"{one.quantity} × {one.product}: {one.amount}" for one in claim.positions]
    rates = [f"{words.rate} {one.due_on}: {one.open_amount}" for one in claim.rates]
    blocks = [
        f"{claim.heading}\n{claim.facts}" if content.is_collective else "",
        "\n".join(positions),
        _labelled((row.label, row.amount) for row in claim.sums),
        "\n".join(rates),
        claim.default_sentence,
    ]
    link = f"{words.pay_order_online}\n{claim.payment_link}" if claim.payment_link else ""
    return [*blocks, *(_text_interest(claim.interest, words) if claim.interest else []), link]


def _text_interest(interest: statement.ShownInterest, words: Wording) -> list[str]:
    rows = [words.interest_line.format(**row) for row in interest.rows]
    sums = _labelled((row.label, row.amount) for row in interest.sums)
    return ["\n".join([f"{words.interest_heading}:", *rows, sums]), *interest.notes]


def _labelled(facts: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{label}: {value}" for label, value in facts)


def _text_company(content: ReminderContent) -> list[str]:
    words = display.wording(content.language)
    columns = display.company_columns(content.creditor, words)
    return ["-- \n" + "\n".join(", ".join(column) for column in columns)]


def _headers(message_id: str, sent_at: datetime) -> Mapping[str, str]:
    if sent_at.tzinfo is None:
        raise ValueError("sent_at has no time zone")
    return {
        "Message-ID": message_id,
        "Date": format_datetime(sent_at),
        # No out-of-office reply is wanted (RFC 3834).
        "Auto-Submitted": "auto-generated",
    }


def _quoted_printable() -> Charset:
    # Django would send 8-bit text, which not every server takes.
    charset = Charset("utf-8")
    charset.body_encoding = QP
    return charset


def _encoded(subject: str) -> str:
    """The subject in encoded words that fit behind "Subject: ".

    Longer ones, as Django makes them, leave the header's first line empty; not every program
    takes that as one subject.
    """
    if subject.isascii():
        return subject
    return Header(subject, "utf-8", maxlinelen=_SUBJECT_LINE).encode().replace("\n", "")


def _header(text: str) -> str:
    return " ".join(_UNFIT_FOR_HEADER.sub(" ", text).split())
