"""The command that brings the figures up to date, and the tasks of the timetable."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from dunning_site.tasks import rebuild_evaluations, refresh_evaluations
from reminders.models import EvaluationSettings, SentCount
from tests.factories import TODAY, order
from tests.sent_reminders import sent_reminder

pytestmark = pytest.mark.django_db


def test_it_says_what_it_looked_at(capsys):
    sent_reminder(order(due_on=TODAY - timedelta(days=40)), sent_on=TODAY - timedelta(days=20))

    call_command("refresh_evaluations", "--full", "--json")

    assert json.loads(capsys.readouterr().out) == {
        "orders": 1,
        "changed": 0,
        "months": 1,
        "is_full": True,
    }
    assert SentCount.objects.get().sent == 1


def test_it_speaks_german(capsys):
    call_command("refresh_evaluations")

    assert capsys.readouterr().out.startswith("0 Aufträge angesehen, 0 Geldeingänge geändert")


def test_the_timetable_keeps_them_up_to_date():
    assert refresh_evaluations() == "0 Aufträge angesehen"
    assert rebuild_evaluations() == "0 Aufträge angesehen"
    assert EvaluationSettings.objects.get().refreshed_at is not None
