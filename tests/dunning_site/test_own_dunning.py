"""The sales account's page for sellers who write their reminders themselves."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from orders.models import SalesAccount
from tests import collection_factories, factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client):
    client.force_login(User.objects.create_superuser("leitung"))
    return client


def _page(client, account: SalesAccount) -> str:
    url = reverse("admin:orders_salesaccount_change", args=[account.pk])
    return client.get(url).content.decode()


def test_it_leads_to_the_sample_letters_and_names_the_accounts_partner(lead):
    account = factories.sales_account()
    collection_factories.agency("Anderes Inkasso")
    collection_factories.policy(account)

    page = _page(lead, account)

    assert reverse("reminders:sample-letter-list") in page
    assert "Nordwest Inkasso GmbH" in page
    assert "Timo Brandt" in page
    assert "040 7654321" in page
    assert "mailto:mandanten@nordwest-inkasso.example" in page
    assert "Anderes Inkasso" not in page


def test_without_rules_it_names_the_only_active_partner(lead):
    collection_factories.agency("Früheres Inkasso", is_active=False)
    collection_factories.agency()

    page = _page(lead, factories.sales_account())

    assert "Nordwest Inkasso GmbH" in page
    assert "Früheres Inkasso" not in page


def test_of_several_partners_it_chooses_none(lead):
    collection_factories.agency()
    collection_factories.agency("Anderes Inkasso")

    page = _page(lead, factories.sales_account())

    assert "Es ist noch kein Inkassopartner zugeordnet." in page


def test_a_new_account_has_nothing_to_show_yet(lead):
    page = lead.get(reverse("admin:orders_salesaccount_add")).content.decode()

    assert "Selbst mahnen" not in page


def test_an_account_that_is_not_there_leads_back(lead):
    url = reverse("admin:orders_salesaccount_change", args=[4711])

    assert lead.get(url).status_code == 302
