"""Zahlungsseiten: the defaults, where there is a link, and how the settings are changed."""

import pytest
from django.urls import reverse

from orders.services.access import revoke_access
from reminders.models import DebtorPageSettings
from reminders.services.debtor_page import link_for, page_is_offered, settings_of_page
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
LIST = reverse("admin:reminders_debtorpagesettings_changelist")


@pytest.fixture
def lead(client):
    """The browser of who may configure payment pages."""
    rights = ("reminders.view_debtorpagesettings", "reminders.change_debtorpagesettings")
    client.force_login(factories.user("ruth", *rights, is_staff=True))
    return client


def test_an_account_without_settings_has_a_page_that_grants_nothing():
    page = settings_of_page(factories.sales_account())

    assert page.is_active
    assert (page.pause_days, page.deferral_days, page.max_rates) == (7, 0, 0)
    assert not DebtorPageSettings.objects.exists()


@pytest.mark.parametrize(
    ("public_url", "is_active", "is_revoked", "has_link"),
    [
        pytest.param("https://mahnung.example", True, False, True, id="offered"),
        pytest.param("", True, False, False, id="no address to the outside"),
        pytest.param("https://mahnung.example", False, False, False, id="switched off"),
        pytest.param("https://mahnung.example", True, True, False, id="closed for the order"),
    ],
)
def test_where_there_is_a_link(settings, public_url, is_active, is_revoked, has_link):
    settings.PUBLIC_URL = public_url
    order = factories.order()
    DebtorPageSettings.objects.create(sales_account=order.sales_account, is_active=is_active)
    if is_revoked:
        order = revoke_access(order.pk, actor=None, today=TODAY)

    assert link_for(order).startswith(f"{public_url}/z/") is has_link
    assert page_is_offered(order) is is_active


def test_the_list_shows_every_account(lead):
    account = factories.sales_account()

    content = lead.get(LIST).content.decode()

    assert account.name in content
    assert DebtorPageSettings.objects.filter(sales_account=account).exists()


def change(lead, **fields: str):
    page = DebtorPageSettings.objects.create(sales_account=factories.sales_account())
    form = {
        "is_active": "on",
        "accent": "",
        "imprint_url": "",
        "privacy_url": "",
        "pause_days": "7",
        "deferral_days": "0",
        "max_rates": "0",
        "min_rate": "20,00",
        "max_plan_amount": "",
        **fields,
    }
    url = reverse("admin:reminders_debtorpagesettings_change", args=[page.pk])
    response = lead.post(url, form)
    page.refresh_from_db()
    return response, page


def test_the_settings_are_changed_in_german(lead):
    response, page = change(lead, min_rate="25,50", max_rates="6", accent="#1f5f4a")

    assert response.status_code == 302
    assert (str(page.min_rate), page.max_rates, page.accent) == ("25.50", 6, "#1f5f4a")


def test_a_colour_that_carries_no_white_text_is_refused(lead):
    response, page = change(lead, accent="#ffee00")

    assert "Weiße Schrift wäre auf dieser Farbe nicht zu lesen." in response.content.decode()
    assert page.accent == ""


def test_no_page_is_added_or_deleted(lead):
    page = DebtorPageSettings.objects.create(sales_account=factories.sales_account())

    assert lead.get(reverse("admin:reminders_debtorpagesettings_add")).status_code == 403
    delete = reverse("admin:reminders_debtorpagesettings_delete", args=[page.pk])
    assert lead.get(delete).status_code == 403
