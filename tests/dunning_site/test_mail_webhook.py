"""What mail providers report by web; the calls are made here in their formats."""

import base64
import hashlib
import hmac
import json
from datetime import datetime

import pytest
from django.utils import timezone

from reminders.adapters.provider_reports import reference_headers
from reminders.models import DeliveryEvent
from reminders.rules.delivery_kinds import DeliveryKind
from reminders.services.ways_back import way_back
from tests.factories import TODAY, order
from tests.sent_reminders import sent_reminder

pytestmark = pytest.mark.django_db
KEY, LOGIN = "schluessel", "post:geheim"


@pytest.fixture(autouse=True)
def day(monkeypatch):
    now = timezone.make_aware(datetime(TODAY.year, TODAY.month, TODAY.day, 12))
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def reminder():
    bought = order()
    return sent_reminder(bought, sent_on=TODAY, recipient=bought.customer.email)


@pytest.fixture
def mailgun(client, settings, reminder):
    """Calls in the format of Mailgun."""
    settings.MAIL_PROVIDER, settings.ANYMAIL = "mailgun", {"MAILGUN_WEBHOOK_SIGNING_KEY": KEY}

    def call(event: str = "failed", *, key: str = KEY, token: str = "t1", **data: object):
        told = {"timestamp": "1795341600", "token": token}
        signed = hmac.new(key.encode(), "".join(told.values()).encode(), hashlib.sha256)
        body = {
            "signature": {**told, "signature": signed.hexdigest()},
            "event-data": {
                "event": event,
                "severity": "permanent",
                "reason": "bounce",
                "timestamp": 1795341600.5,
                "recipient": reminder.recipient,
                "message": {"headers": {"message-id": reminder.message_id.strip("<>")}},
                "delivery-status": {"code": 550, "message": "5.1.1 unknown mailbox"},
                **data,
            },
        }
        return client.post("/mail/rueckmeldungen/mailgun/", body, "application/json")

    return call


@pytest.fixture
def postmark(client, settings, reminder):
    """Calls in the format of Postmark."""
    settings.MAIL_PROVIDER, settings.ANYMAIL = "postmark", {"WEBHOOK_SECRET": LOGIN}
    headers = way_back(reminder, "", today=TODAY).headers

    def call(*, login: str = LOGIN, **data: object):
        body = {
            "RecordType": "Bounce",
            "ID": 4711,
            "Type": "HardBounce",
            "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
            "Metadata": {"mahnwerk": headers["X-PM-Metadata-mahnwerk"]},
            "Email": reminder.recipient,
            "Description": "The server was unable to deliver your message.",
            "Details": "smtp;550 5.1.1 unknown",
            "BouncedAt": "2026-11-21T08:00:00Z",
            **data,
        }
        return client.post(
            "/mail/rueckmeldungen/postmark/",
            json.dumps(body),
            "application/json",
            headers={"Authorization": f"Basic {base64.b64encode(login.encode()).decode()}"},
        )

    return call


def kinds() -> list[str]:
    return list(DeliveryEvent.objects.values_list("kind", flat=True))


def test_a_hard_bounce_blocks_the_address(mailgun, reminder):
    assert mailgun().status_code == 200

    event = DeliveryEvent.objects.get()
    assert (event.source, event.kind) == ("mailgun", DeliveryKind.HARD_BOUNCE)
    assert "5.1.1 unknown mailbox" in event.details
    reminder.customer.refresh_from_db()
    assert reminder.customer.email_failed_on == TODAY


def test_the_same_call_five_times_counts_once(mailgun):
    assert {mailgun().status_code for _ in range(5)} == {200}
    assert len(kinds()) == 1


@pytest.mark.parametrize(
    ("event", "data", "kind"),
    [
        ("delivered", {}, DeliveryKind.DELIVERED),
        ("failed", {"severity": "temporary"}, DeliveryKind.DELAYED),
        ("failed", {"reason": "generic"}, DeliveryKind.SOFT_BOUNCE),
        (
            "failed",
            {"delivery-status": {"message": "5.7.1 looks like spam"}},
            DeliveryKind.SOFT_BOUNCE,
        ),
        ("complained", {}, DeliveryKind.COMPLAINT),
    ],
)
def test_it_tells_the_kinds_apart(mailgun, event, data, kind):
    mailgun(event, **data)

    assert kinds() == [kind]


@pytest.mark.parametrize("event", ["opened", "clicked", "something new"])
def test_it_keeps_nothing_of_what_people_do_with_a_mail(mailgun, event):
    assert mailgun(event).status_code == 200
    assert kinds() == []


def test_a_wrong_signature_is_refused(mailgun):
    assert mailgun(key="falsch").status_code == 400
    assert kinds() == []


def test_mails_of_others_are_left_alone(mailgun):
    other = {"message": {"headers": {"message-id": "p.1@shop.example"}}}

    assert mailgun(**other).status_code == 200
    assert kinds() == []


def test_postmark_is_known_by_the_reference_in_its_metadata(postmark):
    assert postmark().status_code == 200
    assert postmark().status_code == 200

    event = DeliveryEvent.objects.get()
    assert (event.kind, event.event_id) == (DeliveryKind.HARD_BOUNCE, "4711")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({"Type": "SoftBounce"}, DeliveryKind.SOFT_BOUNCE),
        ({"Type": "SpamComplaint"}, DeliveryKind.COMPLAINT),
        ({"Type": "BadEmailAddress", "Details": ""}, DeliveryKind.HARD_BOUNCE),
        ({"Type": "Blocked"}, DeliveryKind.SOFT_BOUNCE),
    ],
)
def test_it_tells_the_kinds_of_postmark_apart(postmark, data, kind):
    postmark(**data)

    assert kinds() == [kind]


def test_a_forged_reference_is_ignored(postmark):
    assert postmark(Metadata={"mahnwerk": "1-20261121-aaaaaaaaaaaaaaaa"}).status_code == 200
    assert kinds() == []


def test_a_reference_of_another_mail_with_the_same_number_is_ignored(postmark, reminder):
    type(reminder).objects.update(message_id="<r.new@shop.example>")

    assert postmark().status_code == 200
    assert kinds() == []


def test_trouble_of_the_archive_address_is_not_the_customers(postmark, reminder):
    type(reminder.sales_account).objects.update(copy_to="archiv@shop.example")

    postmark(Email="Archiv@shop.example")

    assert kinds() == []


def test_a_wrong_login_is_refused(postmark):
    assert postmark(login="post:geraten").status_code == 400
    assert kinds() == []


def test_rubbish_is_refused_without_a_failure(postmark, mailgun):
    assert postmark(Metadata=None, Type=[], BouncedAt=17).status_code == 404
    assert mailgun(token="t\N{SNOWMAN}").status_code == 400
    assert mailgun(message=[]).status_code == 400
    assert kinds() == []


@pytest.mark.parametrize("rubbish", ["\0", "\ud800"])
def test_what_no_database_takes_is_no_reason_to_be_called_again(mailgun, reminder, rubbish):
    headers = {"message": {"headers": {"message-id": f"a{rubbish}b"}}}

    answers = [mailgun(**headers), mailgun(recipient=f"{rubbish}{reminder.recipient}")]

    assert [one.status_code for one in answers] == [200, 200]
    assert kinds() == [DeliveryKind.HARD_BOUNCE]


@pytest.mark.parametrize("rubbish", ["\0", "\ud800"])
def test_nor_is_it_in_what_postmark_tells(postmark, rubbish):
    answers = [
        postmark(Metadata={"mahnwerk": f"1-{rubbish}"}),
        postmark(ID=f"a{rubbish}b", Details=f"smtp;550 5.1.1 {rubbish}"),
    ]

    assert [one.status_code for one in answers] == [200, 200]
    assert kinds() == [DeliveryKind.HARD_BOUNCE]


@pytest.mark.parametrize("provider", ["", "mailgun", "postmark", "brevo", "sparkpost"])
def test_there_is_no_address_for_what_is_not_set_up(client, settings, provider):
    settings.MAIL_PROVIDER = ""

    assert client.post(f"/mail/rueckmeldungen/{provider}/").status_code == 404


def test_large_calls_are_refused_unread(postmark):
    assert postmark(Details="x" * 300_000).status_code == 413


def test_no_session_is_made(mailgun):
    assert "sessionid" not in mailgun().cookies


@pytest.mark.parametrize("provider", ["brevo", "mailgun", "postmark"])
def test_every_provider_gets_the_reference_in_its_header(provider):
    (value,) = reference_headers(provider, "4711-20261121-abc").values()

    assert "4711-20261121-abc" in value
    assert reference_headers("", "4711-20261121-abc") == {}
