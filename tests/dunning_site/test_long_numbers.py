"""A number that is longer than any id names nothing: a page not found, not a fault."""

import pytest
from django.urls import reverse

from tests.factories import user

pytestmark = pytest.mark.django_db


def test_a_number_that_no_database_holds_is_not_found(client):
    author = user("ruth", "reminders.view_remindertemplate", "reminders.add_remindertemplate")
    client.force_login(author)

    response = client.get(reverse("reminders:template-create"), {"wie": "9" * 30})

    # PostgreSQL knows at once that there is none and offers an empty text.
    assert response.status_code in (200, 404)
