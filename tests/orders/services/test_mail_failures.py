"""An address that was refused for good, until it changes."""

from dataclasses import replace
from datetime import date

import pytest

from orders.models import Customer
from orders.services.customers import correct_customer
from orders.services.mail_failures import note_mail_failure
from orders.services.shop_customers import customer_draft, update_customer
from tests.factories import customer

pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2026, 11, 20), date(2026, 11, 21)


@pytest.fixture
def refused() -> Customer:
    """A customer whose address was refused."""
    buyer = customer(email="weg@kunden.example")
    note_mail_failure(buyer.pk, "weg@kunden.example", failed_on=FIRST)
    buyer.refresh_from_db()
    return buyer


def test_the_first_day_counts(refused):
    is_news = note_mail_failure(refused.pk, "weg@kunden.example", failed_on=SECOND)

    refused.refresh_from_db()
    assert not is_news
    assert refused.email_failed_on == FIRST


def test_it_says_nothing_of_an_address_that_has_changed_meanwhile():
    buyer = customer(email="neu@kunden.example")

    assert not note_mail_failure(buyer.pk, "weg@kunden.example", failed_on=FIRST)

    buyer.refresh_from_db()
    assert buyer.email_failed_on is None


def test_an_address_corrected_by_hand_is_trusted_again(refused):
    refused.email = "neu@kunden.example"

    correct_customer(refused, ["email"], actor=None)

    refused.refresh_from_db()
    assert refused.email_failed_on is None


def test_another_field_changes_nothing(refused):
    refused.street = "Neue Straße 1"

    correct_customer(refused, ["street"], actor=None)

    refused.refresh_from_db()
    assert refused.email_failed_on == FIRST


def test_an_address_from_the_shop_is_trusted_again(refused):
    update_customer(refused, replace(customer_draft(refused), email="neu@kunden.example"))

    refused.refresh_from_db()
    assert refused.email_failed_on is None


def test_the_shop_cannot_mend_the_address_that_is_only_for_reminders(refused):
    refused.reminder_email = "weg@kunden.example"
    refused.save()

    update_customer(refused, replace(customer_draft(refused), email="neu@kunden.example"))

    refused.refresh_from_db()
    assert refused.email_failed_on == FIRST


def test_a_new_address_for_reminders_is_trusted(refused):
    refused.reminder_email = "mahnung@kunden.example"

    correct_customer(refused, ["reminder_email"], actor=None)

    refused.refresh_from_db()
    assert refused.email_failed_on is None
