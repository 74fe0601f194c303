"""Mails that come back, as several kinds of servers write them."""

from textwrap import dedent

RETURN_PATH = "bounces+4711-20261122-abcdefghabcdefgh@brief.example"
MESSAGE_ID = "<r.0123456789abcdef@shop.example>"
RECIPIENT = "erika@kunden.example"


def _mail(text: str) -> bytes:
    return dedent(text).lstrip("\n").replace("\n", "\r\n").encode()


_DSN = """
    From: MAILER-DAEMON@mx.example (Mail Delivery System)
    To: {to}
    Subject: Undelivered Mail Returned to Sender
    Auto-Submitted: auto-replied
    Date: Sun, 22 Nov 2026 10:15:00 +0100
    Message-ID: {report_id}
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary="grenze"

    --grenze
    Content-Type: text/plain; charset=us-ascii

    This is the mail system at host mx.example.

    --grenze
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.example
    X-Postfix-Queue-ID: 4711
    Arrival-Date: Sun, 22 Nov 2026 10:14:58 +0100

    Final-Recipient: rfc822; {recipient}
    Original-Recipient: rfc822;{recipient}
    Action: {action}
    Status: {status}
    Diagnostic-Code: {diagnostic}
    {further}
    --grenze
    Content-Type: text/rfc822-headers

    Return-Path: <{to}>
    From: mahnung@shop.example
    To: erika@kunden.example
    Message-ID: {message_id}
    Subject: Mahnung

    --grenze--
"""


def dsn(**changes: str) -> bytes:
    """A delivery report as Postfix writes it; further: another recipient's group of fields."""
    facts = {
        "to": RETURN_PATH,
        "recipient": RECIPIENT,
        "action": "failed",
        "status": "5.1.1",
        "diagnostic": "smtp; 550 5.1.1 <erika@kunden.example>: unknown mailbox",
        "message_id": MESSAGE_ID,
        "report_id": "<report.1@mx.example>",
        "further": "",
    }
    text = dedent(_DSN).lstrip("\n").format(**{**facts, **changes})
    return text.replace("\n", "\r\n").encode()


OTHER_RECIPIENT = """
Final-Recipient: rfc822; archiv@shop.example
Action: delivered
Status: 2.0.0
"""

WITHOUT_REPORT = {
    "qmail": _mail(
        f"""
        From: MAILER-DAEMON@mx.example
        To: {RETURN_PATH}
        Subject: failure notice

        Hi. This is the qmail-send program at mx.example.
        I'm afraid I wasn't able to deliver your message to the following addresses.

        <{RECIPIENT}>:
        192.0.2.7 does not like recipient.
        Remote host said: 550 5.1.1 unknown user
        Giving up on 192.0.2.7.

        --- Below this line is a copy of the message.

        Message-ID: {MESSAGE_ID}
        To: {RECIPIENT}
        """
    ),
    "exim": _mail(
        f"""
        Return-path: <>
        From: Mail Delivery System <Mailer-Daemon@mx.example>
        To: {RETURN_PATH}
        X-Failed-Recipients: {RECIPIENT}
        Subject: Mail delivery failed: returning message to sender

        This message was created automatically by mail delivery software.

          {RECIPIENT}
            host mx.kunden.example [192.0.2.8]
            SMTP error from remote mail server after RCPT TO:<{RECIPIENT}>:
            550 No such user here

        ------ This is a copy of the message's headers. ------

        Message-Id: {MESSAGE_ID}
        """
    ),
    "in German": _mail(
        f"""
        From: =?utf-8?q?Postmaster?= <postmaster@kunden.example>
        To: {RETURN_PATH}
        Subject: =?utf-8?q?Unzustellbar=3A_Mahnung?=
        Content-Type: multipart/mixed; boundary=g

        --g
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        Ihre Nachricht an {RECIPIENT} konnte nicht zugestellt werden:
        550 5.1.10 Empf=C3=A4nger nicht gefunden
        --g
        Content-Type: message/rfc822

        Message-ID: {MESSAGE_ID}
        To: {RECIPIENT}

        Guten Tag
        --g--
        """
    ),
}

COMPLAINT = _mail(
    f"""
    From: fbl@provider.example
    To: abuse@brief.example
    Message-ID: <arf.1@provider.example>
    Date: Mon, 23 Nov 2026 08:00:00 +0000
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=feedback-report; boundary=g

    --g
    Content-Type: text/plain

    This is an email abuse report.
    --g
    Content-Type: message/feedback-report

    Feedback-Type: abuse
    User-Agent: Provider/1.0
    Version: 1
    Original-Mail-From: <{RETURN_PATH}>
    Original-Rcpt-To: <{RECIPIENT}>

    --g
    Content-Type: message/rfc822

    Message-ID: {MESSAGE_ID}
    To: {RECIPIENT}

    Guten Tag
    --g--
    """
)

NO_REPORT = {
    "a reply": _mail(
        f"""
        From: Erika <{RECIPIENT}>
        To: {RETURN_PATH}
        Subject: Re: Mahnung

        Ich habe am 5.11. bezahlt, Beleg 550 Seite 1.
        """
    ),
    "an absence note": _mail(
        f"""
        Return-Path: <>
        From: Erika <{RECIPIENT}>
        To: {RETURN_PATH}
        Auto-Submitted: auto-replied
        Subject: Abwesenheit

        Telefon: 550 Frau Muster, Version 5.1.1 unserer Ordnung
        """
    ),
    "a postmaster's newsletter": _mail(
        """
        From: postmaster@brief.example
        To: bounces@brief.example
        Subject: Ihr Speicherplatz

        Sie haben noch 450 MB frei.
        """
    ),
    "a complaint taken back": COMPLAINT.replace(
        b"Feedback-Type: abuse", b"Feedback-Type: not-spam"
    ),
    "a report of nothing known": dsn(action="vanished"),
    "nothing": b"",
}
