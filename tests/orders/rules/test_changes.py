"""What a file changes, in words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from orders.rules.changes import KnownOrder, changes, due_change
from orders.rules.drafts import CustomerDraft, OrderDraft, ShopState
from orders.rules.shop_money import BookedMoney

DRAFT = OrderDraft(
    line=2,
    number="1001",
    ordered_on=date(2026, 9, 1),
    currency="EUR",
    total=Decimal("100.00"),
    open_amount=Decimal("100.00"),
    payment_method="Rechnung",
    shop_state=ShopState.OPEN,
    shop_state_text="open",
    customer=CustomerDraft(),
    lines=(),
)
FIRST, SECOND, THIRD = date(2026, 9, 15), date(2026, 10, 15), date(2026, 11, 15)


def known(
    told: str = "0.00",
    from_shop: str = "0.00",
    in_all: str = "0.00",
    credit_told: str = "0.00",
    credit_in_all: str = "0.00",
) -> KnownOrder:
    """What is stored: what the shop said of payments and credits, and what is booked of them."""
    return KnownOrder(
        total=DRAFT.total,
        payments=BookedMoney(
            told=Decimal(told),
            from_shop=Decimal(from_shop),
            given_back=Decimal(0),
            in_all=Decimal(in_all),
        ),
        shop_credited_amount=Decimal(credit_told),
        credited_from_shop=Decimal(0),
        credited_in_all=Decimal(credit_in_all),
        is_cancelled=False,
        ordered_on=DRAFT.ordered_on,
        payment_method="Rechnung",
        customer=CustomerDraft(),
    )


@pytest.mark.parametrize(
    ("stored", "open_amount", "phrases"),
    [
        (known(), "100.00", ()),
        (known(), "40.00", ("bezahlt 0,00\xa0€ → 60,00\xa0€",)),
        (known(in_all="60.00"), "40.00", ("Shop meldet 60,00\xa0€ bezahlt, schon gebucht",)),
        (known(in_all="10.00"), "40.00", ("bezahlt 10,00\xa0€ → 60,00\xa0€",)),
        (known("60.00", "60.00", "60.00"), "100.00", ("bezahlt 60,00\xa0€ → 0,00\xa0€",)),
        (
            known("60.00", "0.00", "0.00"),
            "100.00",
            ("Shop meldet 0,00\xa0€ bezahlt, schon gebucht",),
        ),
        (
            known("60.00", "0.00", "60.00"),
            "100.00",
            ("Shop meldet 0,00\xa0€ bezahlt, gebucht bleiben 60,00\xa0€",),
        ),
    ],
)
def test_it_says_what_becomes_of_the_money(stored, open_amount, phrases):
    assert changes(stored, replace(DRAFT, open_amount=Decimal(open_amount))) == phrases


@pytest.mark.parametrize(
    ("stored", "phrase"),
    [
        (known(), "erstattet 0,00\xa0€ → 30,00\xa0€"),
        (known(credit_in_all="30.00"), "Shop meldet 30,00\xa0€ erstattet, schon gebucht"),
        (known(credit_in_all="10.00"), "erstattet 10,00\xa0€ → 30,00\xa0€"),
    ],
)
def test_it_says_what_is_credited_anew(stored, phrase):
    told = replace(DRAFT, credited_amount=Decimal("30.00"), open_amount=Decimal("70.00"))

    assert changes(stored, told) == (phrase,)


@pytest.mark.parametrize(
    ("before", "told", "is_kept", "phrase"),
    [
        ([FIRST], [FIRST], False, ""),
        ([FIRST], [FIRST, SECOND], False, ""),
        ([], [FIRST], False, ""),
        ([FIRST], [SECOND], False, "fällig 15.09.2026 → 15.10.2026"),
        ([FIRST], [SECOND], True, "Fälligkeit bleibt 15.09.2026, weil schon gemahnt"),
        ([FIRST, SECOND], [FIRST, THIRD], False, "Fälligkeiten geändert"),
        ([FIRST, SECOND], [FIRST, THIRD], True, "Fälligkeiten bleiben, weil schon gemahnt"),
    ],
)
def test_it_says_what_becomes_of_the_due_days(before, told, is_kept, phrase):
    assert due_change(before, told, is_kept=is_kept) == phrase
