"""Saved mappings of columns, in the admin."""

import pytest
from django.urls import reverse

from orders.models import ImportTemplate
from orders.rules.column_fields import MappingKind
from orders.rules.column_guess import guess_mapping
from orders.services.column_mapping import save_template
from tests.admin_forms import save
from tests.factories import user

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    rights = [f"orders.{action}_importtemplate" for action in ("view", "change", "delete")]
    client.force_login(user("leonie", *rights, is_staff=True))
    return client


@pytest.fixture
def template() -> ImportTemplate:
    mapping = guess_mapping(MappingKind.ORDERS, ["Auftrags-Nr."], [])
    return save_template("Kasse", mapping)


def address(name: str, *args: int) -> str:
    return reverse(f"admin:orders_importtemplate_{name}", args=args)


def test_it_says_in_words_what_the_columns_mean(manager, template):
    page = manager.get(address("change", template.pk)).content.decode()

    assert "Auftrags-Nr. → Bestellnummer" in page


def test_a_mapping_that_nobody_understands_is_no_error(manager, template):
    ImportTemplate.objects.update(mapping={"columns": "?"})

    page = manager.get(address("change", template.pk)).content.decode()

    assert "nicht lesbar" in page


def test_it_is_renamed_or_deleted_but_not_made_here(manager, template):
    save(manager, address("change", template.pk), name="Ladenkasse")
    added = manager.get(address("add"))
    name = ImportTemplate.objects.get().name
    manager.post(address("delete", template.pk), {"post": "yes"})

    assert (name, added.status_code) == ("Ladenkasse", 403)
    assert not ImportTemplate.objects.exists()
