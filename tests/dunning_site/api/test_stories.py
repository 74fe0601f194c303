"""Whatever a shop reports, in whatever order: no fault of ours, and the books agree."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orders.models import Order, SalesAccount
from orders.services.ledger_check import check_ledger
from tests.dunning_site.api.conftest import Shop, order_body, shop_of

PATH = "orders/EF-20417"
DAYS = st.sampled_from(["2026-11-01", "2026-11-10", "2026-11-21"])
AMOUNTS = st.sampled_from(["0.01", "10.00", "39.95", "79.90", "150.00"])


@st.composite
def orders(draw: st.DrawFn) -> tuple[str, str, dict[str, Any]]:
    total = Decimal(draw(st.sampled_from(["0.00", "79.90", "100.00"])))
    state = draw(st.sampled_from(["open", "open", "paid", "cancelled", "refunded"]))
    credited = total / 4 if draw(st.booleans()) else Decimal(0)
    owed = draw(st.sampled_from([None, Decimal(0), (total - credited) / 2, total - credited]))
    if owed is None and state == "open":
        # A shop that knows nothing of payments knows of no credit notes either.
        credited = Decimal(0)
    body = order_body(
        total=f"{total:.2f}",
        state=state,
        credited_amount=f"{credited:.2f}",
        open_amount=None if owed is None or state != "open" else f"{owed:.2f}",
        payment_method=draw(st.sampled_from(["Rechnung", "Lastschrift"])),
    )
    if state == "cancelled" and draw(st.booleans()):
        body["kept_amount"] = f"{total / 2:.2f}"
    if total and draw(st.booleans()):
        half = (total / 2).quantize(Decimal("0.01"))
        body["payment_plan"] = "rates"
        body["installments"] = [
            {"due_on": "2026-11-15", "amount": f"{half:.2f}"},
            {"due_on": "2026-12-15", "amount": f"{total - half:.2f}"},
        ]
    return "put", PATH, body


@st.composite
def bookings(draw: st.DrawFn) -> tuple[str, str, dict[str, Any]]:
    kind, on = draw(
        st.sampled_from(
            [("payments", "paid_on"), ("chargebacks", "returned_on"), ("refunds", "refunded_on")]
        )
    )
    body: dict[str, Any] = {"amount": draw(AMOUNTS), on: draw(DAYS)}
    if kind != "refunds" and draw(st.booleans()):
        body["installment"] = draw(st.integers(1, 2))
    if kind == "chargebacks":
        body["bank_cost"] = draw(st.sampled_from(["0.00", "3.00"]))
        body["reason"] = draw(st.sampled_from(["", "AM04", "MD07"]))
    return "post", f"{PATH}/{kind}", body


CANCELLATIONS = st.just(("post", f"{PATH}/cancellation", {"cancelled_on": "2026-11-20"}))
STORIES = st.lists(st.one_of(orders(), bookings(), CANCELLATIONS), min_size=2, max_size=10)


@pytest.fixture
def caller(shop, settings) -> Shop:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    return shop


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(story=STORIES)
def test_the_books_agree_after_every_story(caller, story):
    number = f"S-{Order.objects.count()}"

    for method, path, body in story:
        answer = getattr(caller, method)(path.replace("EF-20417", number), body)
        assert answer.status_code < 500, answer.content
        if method == "put":
            assert answer.status_code in (200, 201), answer.content

    assert check_ledger().findings == ()
    assert not Order.objects.filter(paid_amount__lt=0).exists()


def test_a_shop_of_another_account_changes_nothing(caller, account):
    caller.put(PATH, order_body())
    before = caller.get(PATH).content

    other = SalesAccount.objects.create(name="Anderer", creditor=account.creditor)
    shop_of(other).put(PATH, order_body(state="cancelled", open_amount=None))

    assert caller.get(PATH).content == before
