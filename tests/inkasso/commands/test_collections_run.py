"""manage.py collections_run: the night by hand, or what it would do."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from inkasso import tasks
from inkasso.models import CollectionCase
from tests.inkasso.collection_bench import collecting, dunned

pytestmark = pytest.mark.django_db


def run(*options: str, date: object = None) -> str:
    out = StringIO()
    day = date or timezone.localdate()
    call_command("collections_run", "--date", f"{day:%Y-%m-%d}", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def waiting():
    return dunned(collecting(is_automatic=True))


def test_it_says_what_it_did(waiting):
    said = run()

    assert said.endswith("1 Fall angelegt, 1 geprüft, 1 automatisch übergeben.\n")
    assert CollectionCase.objects.get().order == waiting


def test_a_dry_run_keeps_nothing_and_tells_it_as_json(waiting):
    told = json.loads(run("--dry-run", "--json"))

    assert told == {
        "date": timezone.localdate().isoformat(),
        "dry_run": True,
        "opened": 1,
        "refreshed": 1,
        "handed_over": 1,
        "refusals": [],
    }
    assert not CollectionCase.objects.exists()


@pytest.mark.parametrize("days", [-1, 1])
def test_another_day_can_only_be_looked_at(waiting, days):
    other = timezone.localdate() + timedelta(days=days)

    with pytest.raises(SystemExit) as ended:
        run(date=other)

    assert ended.value.code == 1
    assert not CollectionCase.objects.exists()
    assert "1 Fall angelegt" in run("--dry-run", date=other)


def test_the_nightly_task_does_the_same(waiting):
    assert tasks.daily_collections() == "1 angelegt, 1 geprüft, 1 übergeben"
