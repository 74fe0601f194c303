"""What the tests of this app's pages share."""

import pytest
from django.test import Client

from tests import factories


@pytest.fixture
def clerk(client: Client, db: None) -> Client:
    """The browser of a clerk who imports files and clears the inbox of payments."""
    client.force_login(
        factories.user(
            "clara",
            "orders.add_orderimport",
            "orders.view_order",
            "orders.view_banktransaction",
            "orders.change_banktransaction",
        )
    )
    return client
