from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from dunning_site.debtor.visits import open_visit, visit_required, visited_order
from orders.models import Order
from orders.services.access import renew_access, revoke_access
from orders.services.payments import record_payment
from reminders.models import DebtorPageSettings
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def order() -> Order:
    return factories.order()


def request_of(order: Order, cookies: dict[str, str] | None = None):
    """A request with the cookie of a visit begun at NOW, or with others."""
    request = RequestFactory().get(f"/z/{order.public_id}/")
    if cookies is None:
        response = HttpResponse()
        open_visit(response, order, now=NOW)
        cookies = {name: morsel.value for name, morsel in response.cookies.items()}
    request.COOKIES.update(cookies)
    return request


def visited(order: Order, *, later: timedelta = timedelta(0)) -> Order | None:
    return visited_order(request_of(order), order.public_id, now=NOW + later)


def test_a_visit_shows_its_order_for_two_hours(order):
    almost = timedelta(hours=1, minutes=59)

    assert visited(order) == order
    assert visited(order, later=almost) == order
    assert visited(order, later=timedelta(hours=2)) is None


def test_a_visit_shows_no_other_order(order):
    other = factories.order()
    cookie = next(iter(request_of(order).COOKIES.values()))

    request = request_of(other, {f"z_{other.public_id}": cookie})

    assert visited_order(request, other.public_id, now=NOW) is None


@pytest.mark.parametrize("cookie", ["", "x", "eyJhIjoxfQ:abc", "a:b:c"])
def test_a_forged_cookie_opens_nothing(order, cookie):
    request = request_of(order, {f"z_{order.public_id}": cookie})

    assert visited_order(request, order.public_id, now=NOW) is None


def test_a_visit_ends_when_the_link_is_renewed_or_closed(order):
    request = request_of(order)
    renew_access(order.pk, actor=None)
    assert visited_order(request, order.public_id, now=NOW) is None

    order.refresh_from_db()
    request = request_of(order)
    revoke_access(order.pk, actor=None, today=factories.TODAY)
    assert visited_order(request, order.public_id, now=NOW) is None


def test_who_just_paid_still_sees_the_order_until_the_visit_ends(order):
    today = factories.TODAY
    paid = record_payment(order.pk, amount=order.total, paid_on=today, actor=None, today=today)

    assert not paid.is_open
    assert visited(order) == order


def test_a_visit_ends_when_the_claim_is_handed_over_or_the_page_is_switched_off(order):
    request = request_of(order)
    Order.objects.filter(pk=order.pk).update(collection_since=factories.TODAY)
    assert visited_order(request, order.public_id, now=NOW) is None

    Order.objects.filter(pk=order.pk).update(collection_since=None)
    DebtorPageSettings.objects.create(sales_account=order.sales_account, is_active=False)
    assert visited_order(request, order.public_id, now=NOW) is None


def test_with_https_the_cookie_is_bound_to_this_host(order, settings):
    settings.SESSION_COOKIE_SECURE = True
    response = HttpResponse()

    open_visit(response, order, now=NOW)

    morsel = response.cookies[f"__Host-z_{order.public_id}"]
    assert morsel["secure"]
    assert morsel["httponly"]
    assert (morsel["path"], morsel["domain"], morsel["samesite"]) == ("/", "", "Lax")
    assert morsel["max-age"] == 7200


def test_a_view_gets_the_order_of_the_visit_or_answers_like_a_wrong_link(order):
    @visit_required
    def view(request, order, pk):
        return HttpResponse(f"{order.public_id} {pk}")

    shown = view(request_of(order), public_id=order.public_id, pk=3)
    refused = view(request_of(order, {}), public_id=order.public_id, pk=3)

    assert shown.content.decode() == f"{order.public_id} 3"
    assert refused.status_code == 404
