import io
import json

import pytest
from django.core.management import call_command

from reminders.tasks import fetch_bounces
from tests.reminders.adapters.imap_server import Access, imap_server
from tests.reminders.services.returned_mails import returned

__all__ = ["returned"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def server(tmp_path, monkeypatch, settings):
    with imap_server(tmp_path, monkeypatch) as serving:
        settings.BOUNCE_MAILBOX = Access(serving.port)
        yield serving


def told(*arguments: str) -> str:
    out = io.StringIO()
    call_command("fetch_bounces", *arguments, stdout=out)
    return out.getvalue().strip()


def test_it_tells_what_it_read(returned, server, monkeypatch, clock):
    monkeypatch.setattr("django.utils.timezone.now", clock)
    server.put(returned().report())

    assert told() == "1 vermerkt; 0 geklärt."
    assert json.loads(told("--json")) == {
        "noted": 0,
        "known": 0,
        "forged": 0,
        "foreign": 0,
        "unreadable": 0,
        "settled": 0,
    }


def test_it_says_that_no_mailbox_is_set_up():
    assert told() == "Kein Postfach für Rückläufer eingerichtet; 0 geklärt."


def test_it_fails_when_the_mailbox_cannot_be_read(server):
    server.fails_at = "LOGIN"
    out = io.StringIO()

    with pytest.raises(SystemExit):
        call_command("fetch_bounces", "--json", stdout=out)

    assert "ist nicht lesbar" in json.loads(out.getvalue())["error"]


def test_the_task_tells_of_trouble_without_failing(server):
    server.fails_at = "LOGIN"

    assert "ist nicht lesbar" in fetch_bounces()
