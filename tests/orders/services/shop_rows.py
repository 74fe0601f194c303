"""Random orders as a shop tells them, and all that is stored of them, to be compared."""

from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from hypothesis import strategies as st

from orders.models import Order, SalesAccount
from orders.rules.drafts import (
    CustomerDraft,
    InstallmentDraft,
    LineDraft,
    OrderDraft,
    PaymentPlan,
    ShopState,
    UnpaidReason,
)
from tests.factories import TODAY

CENTS = st.integers(0, 30_000).map(lambda cents: Decimal(cents) / 100)
CUSTOMERS = st.builds(
    CustomerDraft,
    first_name=st.sampled_from(["Zoë", "ZOË"]),
    last_name=st.sampled_from(["Winter", "Böhm"]),
    street=st.sampled_from(["Weg 1", "Weg 2"]),
    email=st.sampled_from(["", "zoe@kunden.example"]),
)
LINES = st.builds(
    LineDraft,
    product=st.sampled_from(["Becher", "Seife"]),
    sku=st.just("S-1"),
    quantity=st.integers(0, 3).map(Decimal),
    unit_price=CENTS,
)


@st.composite
def shop_orders(pick: Any) -> OrderDraft:
    """What a shop may say of an order that is new here."""
    total = pick(CENTS)
    credited = min(pick(CENTS), total) if pick(st.booleans()) else Decimal("0.00")
    state = pick(st.sampled_from(ShopState))
    open_amount = pick(st.sampled_from([None, Decimal("0.00"), total - credited, total / 2]))
    ordered_on = TODAY - timedelta(days=pick(st.integers(0, 60)))
    return OrderDraft(
        line=2,
        number="",
        ordered_on=ordered_on,
        currency="EUR",
        total=total,
        open_amount=None if open_amount is None else open_amount.quantize(Decimal("0.01")),
        credited_amount=credited,
        kept_amount=min(pick(CENTS), total),
        payment_method=pick(st.sampled_from(["Rechnung", "RECHNUNG", "Lastschrift", "PayPal"])),
        shop_state=state,
        shop_state_text=state.value,
        cancelled_on=pick(st.sampled_from([None, TODAY])),
        customer=pick(CUSTOMERS),
        lines=tuple(pick(st.lists(LINES, max_size=2))),
        installments=_rates(total, pick(st.integers(0, 3)), ordered_on),
        payment_plan=pick(st.sampled_from(PaymentPlan)),
        unpaid_reason=pick(st.sampled_from(UnpaidReason)),
        invoice_number=pick(st.sampled_from(["", "RE-2026-17"])),
        shop_token=pick(st.sampled_from(["", "T-1"])),
    )


def _rates(total: Decimal, count: int, first_on: date) -> tuple[InstallmentDraft, ...]:
    if not count:
        return ()
    each = (total / count).quantize(Decimal("0.01"), rounding="ROUND_DOWN")
    amounts = [*[each] * (count - 1), total - each * (count - 1)]
    return tuple(
        InstallmentDraft(first_on + timedelta(days=30 * index), amount)
        for index, amount in enumerate(amounts)
    )


def rows_of(account: SalesAccount) -> list[dict[str, Any]]:
    """All that is stored of the account's orders, without keys, tokens and instants."""
    return [_rows_of(one) for one in Order.objects.filter(sales_account=account).order_by("pk")]


def _rows_of(one: Order) -> dict[str, Any]:
    entries = one.ledger_entries.order_by("pk")
    return {
        "order": _plain(one, "sales_account", "public_id", "shop_fingerprint"),
        "customer": _plain(one.customer, "sales_account"),
        "method": one.payment_method.name,
        "oldest": one.oldest_installment and one.oldest_installment.position,
        "lines": [_plain(line) for line in one.lines.all()],
        "installments": [_plain(row) for row in one.installments.order_by("position")],
        "entries": [_plain(entry) for entry in entries],
        "charged": [entry.installment and entry.installment.position for entry in entries],
        "invoices": [_plain(invoice) for invoice in one.invoices.all()],
        "history": [_plain(entry) for entry in one.history.all()],
        "standing": _plain(one.standing, "procedure"),
    }


KEYS = {"id", "order", "customer", "installment", "oldest_installment", "created_at"}


def _plain(row: Any, *without: str) -> dict[str, Any]:
    names = {field.name for field in row._meta.concrete_fields} - KEYS - set(without)
    return {name: getattr(row, name) for name in sorted(names)}


@contextmanager
def forgotten():
    """Whatever is stored inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
