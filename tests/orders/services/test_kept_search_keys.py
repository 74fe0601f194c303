"""What customers are found by follows their names and addresses, whoever writes them."""

import pytest

from orders.models import Customer
from orders.services.customers import correct_customer
from orders.services.shop_customers import keys_of
from orders.services.shop_orders import create_order
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def _assert_right() -> None:
    assert Customer.objects.exists()
    for customer in Customer.objects.all():
        kept = {name: getattr(customer, name) for name in keys_of(customer)}
        assert kept == keys_of(customer)


def test_they_are_written_with_a_new_customer():
    factories.order(last_name="Müller")

    _assert_right()
    assert Customer.objects.get().name_key == "muller zo"


def test_they_follow_a_later_file_of_the_shop():
    account = factories.sales_account()
    for last_name in ("Müller", "Grün"):
        create_order(
            account,
            factories.draft(last_name=last_name, email="zoe@kunden.example"),
            actor=None,
            today=TODAY,
        )

    _assert_right()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", "Özlem"),
        ("last_name", "Grün"),
        ("company", "Süß GmbH"),
        ("email", "Neu@Kunden.Example"),
    ],
)
def test_they_follow_a_correction_by_hand(field, value):
    customer = factories.customer(last_name="Müller")
    setattr(customer, field, value)

    correct_customer(customer, [field], actor=None)

    _assert_right()
