import pytest
from django.test import Client
from django.urls import reverse

from orders.models import ApiToken
from orders.services.api_tokens import create_token
from tests import factories
from tests.dunning_site.api.conftest import Shop

pytestmark = pytest.mark.django_db
LIST, CREATE = reverse("api-token-list"), reverse("api-token-create")
RIGHTS = ("orders.view_apitoken", "orders.add_apitoken", "orders.change_apitoken")


@pytest.fixture
def manager(client) -> Client:
    client.force_login(factories.user("ruth", *RIGHTS))
    return client


def form(**changes):
    account = factories.sales_account()
    return {"sales_account": account.pk, "name": "Kasse", "scopes": ["read"], **changes}


def made(name: str = "Kasse") -> tuple[ApiToken, str]:
    actor = factories.user(f"von-{name}")
    return create_token(factories.sales_account(), name=name, scopes=["read"], actor=actor)


def test_a_new_token_is_shown_once_and_works(manager):
    page = manager.post(CREATE, form())

    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert Shop(secret).get("orders/GIBT-ES-NICHT").status_code == 404
    assert secret not in manager.get(LIST).content.decode()


def test_it_allows_what_was_chosen(manager):
    manager.post(CREATE, form(scopes=["orders", "payments"]))

    assert ApiToken.objects.get().scopes == {"orders", "payments"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["admin"]}, "scopes"),
        ({"sales_account": ""}, "sales_account"),
    ],
)
def test_it_asks_for_what_is_missing(manager, changes, field):
    page = manager.post(CREATE, form(**changes))

    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert not ApiToken.objects.exists()


def test_a_reload_makes_no_second_token(manager):
    manager.post(CREATE, form())

    page = manager.post(CREATE, form())

    assert page.status_code == 422
    assert "hat schon einen Token „Kasse“" in page.content.decode()
    assert ApiToken.objects.count() == 1


def test_the_name_of_a_revoked_token_is_free_again(manager):
    token, _ = made()
    manager.post(reverse("api-token-revoke", args=[token.pk]))

    assert manager.post(CREATE, form()).status_code == 200


def test_revoking_asks_first(manager):
    token, secret = made()

    page = manager.get(reverse("api-token-revoke", args=[token.pk]))

    assert "lässt sich nicht wieder einschalten" in page.content.decode()
    assert Shop(secret).get("orders/GIBT-ES-NICHT").status_code == 404


def test_a_revoked_token_lets_nobody_in_and_stays_in_the_list(manager):
    token, secret = made()

    page = manager.post(reverse("api-token-revoke", args=[token.pk]), follow=True)

    assert Shop(secret).get("orders/GIBT-ES-NICHT").status_code == 401
    assert "Der Token „Kasse“ ist widerrufen." in page.content.decode()
    assert "widerrufen am" in page.content.decode()


def test_a_second_revocation_says_so(manager):
    token, _ = made()
    manager.post(reverse("api-token-revoke", args=[token.pk]))

    page = manager.post(reverse("api-token-revoke", args=[token.pk]), follow=True)

    assert "ist schon widerrufen" in page.content.decode()


@pytest.mark.parametrize(
    ("method", "address", "right"),
    [
        ("get", LIST, "orders.view_apitoken"),
        ("post", CREATE, "orders.add_apitoken"),
        ("post", reverse("api-token-revoke", args=[1]), "orders.change_apitoken"),
    ],
)
def test_each_page_needs_its_right(client, method, address, right):
    others = set(RIGHTS) - {right}
    client.force_login(factories.user("ines", *others))

    assert getattr(client, method)(address).status_code == 403


def test_who_may_only_look_sees_no_buttons(client):
    made()
    client.force_login(factories.user("ines", "orders.view_apitoken"))

    page = client.get(LIST).content.decode()

    assert "Token anlegen" not in page
    assert "Widerrufen" not in page
