"""Requests that a machine makes up from the description: no fault of ours, nothing undescribed."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from orders.models import LedgerEntry, Order
from tests.dunning_site.api.conftest import Shop, order_body, shop_of

KNOWN = "EF-20417"
# Sums that do not match are refused, however well formed they are.
LEFT_OUT = [positive_data_acceptance]

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def caller(account, settings) -> Iterator[Shop]:
    """A shop that may do everything as often as it likes, with one order."""
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    shop = shop_of(account)
    assert shop.put(f"orders/{KNOWN}", order_body()).status_code == 201
    # The requests share the test's transaction, as those of Django's test client do.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield shop
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_the_interface_keeps_its_word(case, caller):
    if case.meta.generation.mode == GenerationMode.POSITIVE:
        case.path_parameters["number"] = KNOWN

    case.call_and_validate(
        headers={"Authorization": f"Bearer {caller.secret}"}, excluded_checks=LEFT_OUT
    )

    assert Order.objects.filter(number=KNOWN).count() == 1
    assert not LedgerEntry.objects.filter(source="manual").exists()
