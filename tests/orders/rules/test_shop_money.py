from decimal import Decimal

import pytest

from orders.rules.drafts import ShopState
from orders.rules.shop_money import BookedMoney, payment_change
from tests import factories


def booked(told, in_all, *, from_shop=None, given_back=0):
    return BookedMoney(
        told=Decimal(told),
        from_shop=Decimal(told if from_shop is None else from_shop),
        given_back=Decimal(given_back),
        in_all=Decimal(in_all),
    )


@pytest.mark.parametrize(
    ("before", "charged_back"),
    [
        pytest.param(booked(100, 100), 100, id="the shop is the first to tell"),
        pytest.param(booked(100, 0), 0, id="the bank took all of it back before"),
        pytest.param(booked(100, 60), 60, id="the bank took a part back before"),
        pytest.param(booked(100, 150), 100, id="a clerk's payment stays"),
        pytest.param(booked(100, 100, from_shop=0), 0, id="only a clerk's payment was booked"),
    ],
)
def test_a_file_takes_back_only_what_is_still_there(before, charged_back):
    unpaid = factories.draft(total="100.00")

    change = payment_change(before, unpaid)

    assert change.charged_back == charged_back
    assert change.told == 0


def test_a_cancelled_order_refunds_nothing_that_the_bank_took_back():
    cancelled = factories.draft(total="100.00", shop_state=ShopState.CANCELLED)

    change = payment_change(booked(100, 0), cancelled)

    assert change.refunded == 0
