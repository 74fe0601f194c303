from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminders.adapters.delivery_reports import (
    LARGEST_REPORT,
    MOST_RECIPIENTS,
    DeliveryReport,
    UnreadableReport,
    read_report,
)
from reminders.rules.delivery_kinds import DeliveryKind
from tests.reminders.adapters.bounces import (
    COMPLAINT,
    MESSAGE_ID,
    NO_REPORT,
    OTHER_RECIPIENT,
    RECIPIENT,
    RETURN_PATH,
    WITHOUT_REPORT,
    dsn,
)


def report_in(raw: bytes) -> DeliveryReport:
    report = read_report(raw)
    assert report is not None
    return report


def test_it_reads_a_delivery_report():
    report = report_in(dsn())

    (finding,) = report.findings
    assert (finding.kind, finding.addresses[0]) == (DeliveryKind.HARD_BOUNCE, RECIPIENT)
    assert finding.details.startswith("5.1.1 550 5.1.1")
    assert (report.report_id, report.message_ids) == ("<report.1@mx.example>", (MESSAGE_ID,))
    assert report.arrived_at == (RETURN_PATH,)
    assert report.sent_at == datetime(2026, 11, 22, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("delivered", "2.0.0", DeliveryKind.DELIVERED),
        ("relayed", "2.0.0", DeliveryKind.DELIVERED),
        ("delayed", "4.4.1", DeliveryKind.DELAYED),
        ("Failed", "5.1.1", DeliveryKind.HARD_BOUNCE),
        ("failed (no such user)", "5.1.1", DeliveryKind.HARD_BOUNCE),
        ("failed", "5.2.2", DeliveryKind.SOFT_BOUNCE),
        ("failed", "4.4.7", DeliveryKind.SOFT_BOUNCE),
    ],
)
def test_it_reads_what_the_server_did(action, status, kind):
    report = report_in(dsn(action=action, status=status, diagnostic="smtp; whatever"))

    assert [one.kind for one in report.findings] == [kind]


def test_it_reads_each_of_several_recipients():
    report = report_in(dsn(further=OTHER_RECIPIENT))

    assert [(one.kind, one.addresses[0]) for one in report.findings] == [
        (DeliveryKind.HARD_BOUNCE, RECIPIENT),
        (DeliveryKind.DELIVERED, "archiv@shop.example"),
    ]


def test_it_reads_reports_with_international_addresses():
    raw = dsn().replace(b"message/delivery-status", b"message/global-delivery-status")
    raw = raw.replace(b"text/rfc822-headers", b"message/global-headers")

    report = report_in(raw)

    assert [one.kind for one in report.findings] == [DeliveryKind.HARD_BOUNCE]
    assert report.message_ids == (MESSAGE_ID,)


@pytest.mark.parametrize("raw", WITHOUT_REPORT.values(), ids=WITHOUT_REPORT)
def test_it_reads_bounces_without_a_report(raw):
    report = report_in(raw)

    (finding,) = report.findings
    assert finding.kind == DeliveryKind.HARD_BOUNCE
    assert (finding.addresses[0], report.message_ids) == (RECIPIENT, (MESSAGE_ID,))
    assert "550" in finding.details


def test_it_reads_a_complaint_with_the_return_path_it_names():
    report = report_in(COMPLAINT)

    (finding,) = report.findings
    assert (finding.kind, finding.addresses) == (DeliveryKind.COMPLAINT, (RECIPIENT,))
    assert (report.arrived_at[0], report.message_ids) == (RETURN_PATH, (MESSAGE_ID,))


@pytest.mark.parametrize("raw", NO_REPORT.values(), ids=NO_REPORT)
def test_it_takes_no_other_mail_for_a_report(raw):
    assert read_report(raw) is None


def test_it_knows_a_report_without_a_name_by_its_bytes():
    first, again = (report_in(dsn(report_id="")) for _ in range(2))
    other = report_in(dsn(report_id="", status="5.1.2"))

    assert first.report_id == again.report_id != other.report_id


HOSTILE = {
    "only zeros": b"\0" * 5_000,
    "no line end": b"From: MAILER-DAEMON" + b"a" * 500_000,
    "unknown charset": WITHOUT_REPORT["in German"].replace(b"charset=utf-8", b"charset=klingon"),
    "charset with zeros": WITHOUT_REPORT["in German"].replace(b"=utf-8", b'="utf\0-8"'),
    "unknown charset in a header": dsn().replace(b"Subject: ", b"Subject: =?klingon?q?=FF?= "),
    "broken encoded words": dsn().replace(b"Date: ", b"Date: =?utf-8?b?====?="),
    "bytes beyond ASCII": dsn().replace(b"unknown mailbox", b"\xff\xfe\x00 \xe4\xf6\xfc"),
    "an impossible date": dsn().replace(b"22 Nov 2026 10:15:00 +0100", b"99 Nov 99999 99:99 +9999"),
    "a date before time": dsn().replace(b"22 Nov 2026 10:15:00 +0100", b"1 Jan 0001 00:00 +2300"),
    "no boundary": dsn().replace(b'; boundary="grenze"', b""),
    "a boundary in Chinese": dsn().replace(b'boundary="grenze"', b"boundary*=gb2312'zh'%C0%FF"),
    "the last line missing": dsn()[:-30],
    "cut in the fields": dsn()[:900],
    "broken base64": WITHOUT_REPORT["in German"].replace(b"quoted-printable", b"base64"),
    "uuencode": WITHOUT_REPORT["in German"].replace(b"quoted-printable", b"x-uuencode"),
    "an address without end": dsn(recipient="a" * 100_000 + "@kunden.example"),
    "an address of rubbish": dsn(recipient="<<@@;;,,\"\"((>>"),
    "many recipients": dsn(further=OTHER_RECIPIENT * 5_000),
    "many headers": b"To: a@b.example\r\n" * 20_000 + dsn(),
    "a report in its status": dsn().replace(b"Reporting-MTA:", b"Content-Type: multipart/x\r\nX:"),
    "too large": dsn() + b"x" * (2 * LARGEST_REPORT),
}  # fmt: skip


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_mails_do_no_harm(raw):
    report = read_report(raw)

    if report is not None:
        assert len(report.findings) <= MOST_RECIPIENTS
        assert all(len(one.details) <= 300 for one in report.findings)
        assert all(len(address) <= 254 for one in report.findings for address in one.addresses)


@pytest.mark.parametrize("kind", [b"multipart/mixed; boundary=%d", b"message/rfc822"])
def test_it_refuses_mails_nested_too_deep(kind):
    opened = [
        b"Content-Type: " + kind.replace(b"%d", b"b%d" % level) + b"\r\n\r\n--b%d\r\n" % level
        for level in range(3_000)
    ]

    with pytest.raises(UnreadableReport):
        read_report(b"".join(opened))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_no_change_of_a_report_makes_it_fail(data):
    raw = bytearray(dsn() if data.draw(st.booleans()) else COMPLAINT)
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=6))

    with suppress(UnreadableReport):
        read_report(bytes(raw))
