"""Mahnregeln of the sales accounts, and the page of the daily run."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django_q.models import Schedule

from orders.models import SalesAccount
from reminders.models import AutomaticDunning, DunningProcedure, DunningSettings
from reminders.services.dunning_settings import settings_of, settle_all_accounts
from tests.admin_forms import errors_of, save
from tests.factories import sales_account, user
from tests.pages import text_of

pytestmark = pytest.mark.django_db
LIST = "admin:reminders_dunningsettings_changelist"


@pytest.fixture
def leader(client):
    rights = ("reminders.view_dunningsettings", "reminders.change_dunningsettings")
    client.force_login(user("leonie", *rights, is_staff=True))
    return client


@pytest.fixture
def administrator(client):
    client.force_login(User.objects.create_superuser("admin"))
    return client


def change_url(account: SalesAccount) -> str:
    return reverse("admin:reminders_dunningsettings_change", args=[account.pk])


def test_an_account_without_rules_has_the_usual_ones():
    rules = settings_of(sales_account())

    assert not rules.collects_per_customer
    assert rules.approval_limit is None
    assert rules.attaches_invoice
    assert not DunningSettings.objects.exists()


def test_the_list_shows_every_account(leader):
    sales_account()
    sales_account("Zweiter Shop")

    said = text_of(leader.get(reverse(LIST)))

    assert "Foto-Shop" in said
    assert "Zweiter Shop" in said


def test_the_rules_are_typed_as_germans_write(leader):
    account = sales_account()
    settle_all_accounts()

    save(leader, change_url(account), minimum_amount="5,50", approval_limit="1.000,00")

    rules = settings_of(SalesAccount.objects.get(pk=account.pk))
    assert rules.minimum_amount == Decimal("5.50")
    assert rules.approval_limit == Decimal("1000.00")


def test_a_minimum_below_nothing_is_refused(leader):
    account = sales_account()
    settle_all_accounts()

    response = save(leader, change_url(account), minimum_amount="-1")

    assert errors_of(response)


def test_the_switch_says_when_it_duns_next_and_whom(administrator):
    sales_account()
    DunningProcedure.objects.update(is_automatic=True)
    AutomaticDunning.objects.update_or_create(
        pk=1, defaults={"is_enabled": True, "interval": "weekly"}
    )
    planned = timezone.make_aware(datetime(2026, 11, 24, 6, 0))
    Schedule.objects.filter(func="reminders.tasks.daily_run").update(next_run=planned)

    page = administrator.get(reverse("admin:reminders_automaticdunning_change", args=[1]))

    said = text_of(page)
    assert "am 30.11.2026 um 06:00 Uhr" in said
    assert "noch keiner" in said
    assert "Shop 5/15/30 (Foto-Shop, alle Zahlungsarten)" in said
