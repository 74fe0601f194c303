"""Benutzer und Rechte: the group alone decides what a person reaches."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from dunning_site.services.roles import apply_roles
from tests.admin_forms import save
from tests.factories import order, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("admin"))
    return client


def put_into(administrator: Client, person: User, *groups: str) -> User:
    apply_roles()
    chosen = [Group.objects.get(name=name).pk for name in groups]
    save(administrator, reverse("admin:auth_user_change", args=[person.pk]), groups=chosen)
    person.refresh_from_db()
    return person


@pytest.mark.parametrize(
    ("group", "page", "answer"),
    [
        ("Sachbearbeitung", "admin:orders_customer_changelist", 200),
        ("Sachbearbeitung", "admin:orders_creditor_changelist", 403),
        ("Leitung", "admin:orders_creditor_changelist", 200),
        ("Leitung", "admin:auth_user_changelist", 403),
    ],
)
def test_a_group_alone_opens_what_it_may(administrator, group, page, answer):
    person = put_into(administrator, user("neu"), group)
    browser = Client()
    browser.force_login(person)

    response = browser.get(reverse(page))

    assert response.status_code == answer


def test_a_new_clerk_can_edit_the_customer_of_an_order(administrator):
    person = put_into(administrator, user("neu"), "Sachbearbeitung")
    browser = Client()
    browser.force_login(person)
    shown = order()

    response = browser.get(reverse("order-page", args=[shown.pk]))

    target = reverse("admin:orders_customer_change", args=[shown.customer_id])
    assert f'href="{target}">Bearbeiten</a>' in response.content.decode()


def test_who_leaves_the_last_group_leaves_the_admin(administrator):
    person = put_into(administrator, user("neu"), "Leitung")

    put_into(administrator, person)

    assert not person.is_staff


def test_the_form_asks_for_no_second_checkbox(administrator):
    person = user("neu")

    response = administrator.get(reverse("admin:auth_user_change", args=[person.pk]))

    assert "is_staff" not in response.context["adminform"].form.fields


def test_the_list_names_roles_with_one_query_for_all(administrator, django_assert_max_num_queries):
    for number in range(5):
        put_into(administrator, user(f"neu{number}"), "Leitung")

    with django_assert_max_num_queries(19):
        response = administrator.get(reverse("admin:auth_user_changelist"))

    assert response.content.decode().count(">Leitung</td>") == 5
