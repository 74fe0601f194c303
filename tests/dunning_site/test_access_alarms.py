"""Too many wrong links are a task of the lead, with a page that says what to do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dunning_site.services.overview_tasks import tasks_of
from orders.services.access_misses import note_miss
from tests import factories
from tests.pages import words_of

pytestmark = pytest.mark.django_db
URL = "/zahlungsseiten/falsche-links/"


def tasks() -> list[str]:
    found = tasks_of([], today=timezone.localdate(), has_perm=lambda name: True)
    return [one.url for one in found if one.url == URL]


def test_an_alarm_is_a_task_for_two_weeks(settings):
    settings.ACCESS_MISSES_TOTAL = 2
    now = timezone.now()
    note_miss("", now=now - timedelta(days=15))
    note_miss("", now=now - timedelta(days=15))
    assert tasks() == []

    note_miss("203.0.113.7", now=now)
    assert tasks() == []
    note_miss("203.0.113.8", now=now)

    assert tasks() == [URL]


def test_the_page_says_when_and_what_to_do(client, settings):
    settings.ACCESS_MISSES_TOTAL = 1
    client.force_login(factories.user("ruth", "orders.view_accessmiss"))
    before = words_of(client.get(URL))
    note_miss("203.0.113.7", now=timezone.now())

    after = words_of(client.get(URL))

    assert "Nichts Auffälliges." in before
    assert "1 falsche Links" in after
    assert "203.0.113" not in after


def test_who_lacks_the_right_does_not_see_it(client):
    client.force_login(factories.user("ines", "orders.view_order"))

    assert client.get(URL).status_code == 403
