"""The way of a reminder: mail, letter, or both, as far as they are open."""

from datetime import date

import pytest

from orders.models import Customer
from reminders.models import Channel
from reminders.services.channels import channel_of, recipient_of

ADDRESS = {"last_name": "Winter", "street": "Bäckergasse 12", "postcode": "80331", "city": "Ulm"}
EMAIL, LETTER, BOTH = Channel.EMAIL, Channel.LETTER, Channel.BOTH


@pytest.mark.parametrize(
    ("wished", "email", "failed_on", "has_address", "taken"),
    [
        pytest.param(EMAIL, "a@kunden.example", None, True, EMAIL, id="mail arrives"),
        pytest.param(EMAIL, "", None, True, LETTER, id="no address for mails"),
        pytest.param(EMAIL, "Frau Winter", None, True, LETTER, id="no valid address"),
        pytest.param(EMAIL, "a@kunden.example", date(2026, 11, 1), True, LETTER, id="refused once"),
        pytest.param(EMAIL, "", None, False, EMAIL, id="no way at all stays a mail"),
        pytest.param(LETTER, "a@kunden.example", None, True, LETTER, id="letter wanted"),
        pytest.param(LETTER, "a@kunden.example", None, False, LETTER, id="letter without address"),
        pytest.param(BOTH, "a@kunden.example", None, True, BOTH, id="both open"),
        pytest.param(BOTH, "", None, True, LETTER, id="both, but no mail"),
        pytest.param(BOTH, "a@kunden.example", None, False, EMAIL, id="both, but no letter"),
        pytest.param(BOTH, "", None, False, BOTH, id="both, but nothing open"),
    ],
)
def test_the_way_of_a_reminder(wished, email, failed_on, has_address, taken):
    customer = Customer(
        email=email, email_failed_on=failed_on, **(ADDRESS if has_address else {"city": "Ulm"})
    )

    assert channel_of(customer, wished) == taken


def test_the_address_for_reminders_goes_before_the_other():
    customer = Customer(email="kaputt", reminder_email="a@kunden.example", **ADDRESS)

    assert channel_of(customer, EMAIL) == EMAIL
    assert recipient_of(customer, BOTH) == "a@kunden.example"


def test_the_recipient_of_a_letter_is_its_address():
    customer = Customer(email="a@kunden.example", **ADDRESS)

    assert recipient_of(customer, LETTER) == "Winter, Bäckergasse 12, 80331 Ulm"
