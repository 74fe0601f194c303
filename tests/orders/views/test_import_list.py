"""The list of uploaded files."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from orders.models import OrderImport
from orders.services.import_files import in_memory
from orders.services.import_reading import upload_import
from orders.services.order_import import start_import
from orders.tasks import apply_order_import
from tests.factories import sales_account, user

pytestmark = pytest.mark.django_db
START = reverse("orders:import-start")


@pytest.fixture
def clerk(client):
    client.force_login(user("clara", "orders.add_orderimport"))
    return client


@pytest.fixture
def shopify_file(data_file) -> bytes:
    return data_file("shops/shopify_orders.csv")


def uploaded(data: bytes, *, actor: User | None = None) -> OrderImport:
    source = in_memory(data)
    return upload_import(sales_account(), file_name="a.csv", source=source, actor=actor)


def states(client) -> list[str]:
    rows = client.get(START).context["table"].paginated_rows
    return [strip_tags(row.get_cell("state")) for row in rows]


def test_a_preview_older_than_a_day_counts_as_not_taken_over(clerk, shopify_file):
    uploaded(shopify_file)
    fresh = states(clerk)
    OrderImport.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))

    assert fresh == ["geprüft"]
    assert states(clerk) == ["nicht übernommen"]


def test_a_preview_whose_file_was_applied_later_counts_as_not_taken_over(clerk, shopify_file):
    uploaded(shopify_file)
    later = uploaded(shopify_file)
    start_import(later.pk, now=timezone.now())
    apply_order_import(later.pk)

    assert states(clerk) == ["übernommen", "nicht übernommen"]


def test_it_names_who_uploaded_a_file_in_full(clerk, shopify_file):
    User.objects.filter(username="clara").update(first_name="Clara", last_name="Brandt")
    uploaded(shopify_file, actor=User.objects.get(username="clara"))

    page = clerk.get(START).content.decode()

    assert "Clara Brandt</td>" in page
