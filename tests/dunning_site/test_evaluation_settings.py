"""Kosten des Mahnens: one row that the lead may change."""

from decimal import Decimal

import pytest

from reminders.models import EvaluationSettings
from reminders.services.evaluation_settings import evaluation_settings
from tests import factories

LIST = "/admin/reminders/evaluationsettings/"


@pytest.fixture
def lead(client, db):
    user = factories.user(
        "ruth", "reminders.view_evaluationsettings", "reminders.change_evaluationsettings"
    )
    user.is_staff = True
    user.save()
    client.force_login(user)
    return client


def test_untouched_costs_are_amounts(db):
    costs = evaluation_settings()

    assert (costs.letter_cost, costs.mail_cost) == (Decimal("1.20"), Decimal("0.00"))


def test_the_row_is_there_from_the_first_look_on(lead):
    page = lead.get(LIST).content.decode()

    assert "1,20\N{NO-BREAK SPACE}€" in page
    assert f"{LIST}add/" not in page


def test_the_costs_are_changed_as_germans_write_them(lead):
    lead.get(LIST)

    lead.post(f"{LIST}1/change/", {"letter_cost": "0,95", "mail_cost": "0,01"})

    costs = EvaluationSettings.objects.get()
    assert (costs.letter_cost, costs.mail_cost) == (Decimal("0.95"), Decimal("0.01"))


def test_nobody_deletes_them(lead):
    lead.get(LIST)

    assert lead.post(f"{LIST}1/delete/", {"post": "yes"}).status_code == 403
