"""The command for watchdogs: exit code and words."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_q.models import Schedule

from reminders.models import SendingStop
from reminders.services.beats import beat
from reminders.services.health import SWEEP_TASK

pytestmark = pytest.mark.django_db


def told(*options: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("health", *options, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_it_tells_what_is_wrong_and_what_to_do():
    code, words = told()

    assert code == 1
    assert "Datenbank antwortet: in Ordnung." in words
    assert "Hintergrundaufgaben kommen voran: NICHT in Ordnung." in words
    assert "Starten Sie den Dienst" in words


def test_programs_get_names():
    code, words = told("--json")

    assert code == 1
    assert json.loads(words)["database"] is True


def test_a_watchdog_hears_only_of_what_a_new_start_may_mend():
    beat(SWEEP_TASK, timezone.now())
    Schedule.objects.update(next_run=timezone.now() + timedelta(minutes=1))
    SendingStop.objects.create(reason="Umzug", stopped_at=timezone.now())

    assert told("--progress")[0] == 0
    assert told()[0] == 1
