"""Digistore24: a table of payments, one row each, named as its interface for payments (IPN).

The headings of its own CSV export are not public; the names of the IPN fields are, and they are
what is read here. A table with other headings comes in by a mapping of its columns.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO, cents
from orders.adapters.shops.assembly import Block, assemble, twice
from orders.adapters.shops.cells import (
    CORRECT_AND_REPEAT,
    BadCell,
    OrderReader,
    quoted,
    required,
    to_amount,
    to_country,
    to_currency,
    to_number,
    to_quantity,
)
from orders.adapters.shops.csv_file import Row
from orders.adapters.shops.gathering import GatheredBlocks
from orders.adapters.shops.woocommerce import to_day
from orders.rules.drafts import (
    CustomerDraft,
    LineDraft,
    OrderDraft,
    PaymentPlan,
    RejectedOrder,
    ShopState,
)
from orders.rules.platform_money import (
    MAX_RATES,
    Outcome,
    PlatformMoney,
    PlatformPayment,
    PlatformPlan,
    platform_money,
    why_unpaid,
)

FORMAT = "digistore24"
LABEL = "Digistore24"
REQUIRED = (
    "order_id",
    "order_date",
    "billing_type",
    "pay_method",
    "amount_brutto",
    "currency",
    "product_name",
    "email",
    "address_first_name",
    "address_last_name",
)
OPTIONAL = (
    "event",
    "transaction_type",
    "transaction_id",
    "transaction_date",
    "transaction_amount",
    "order_is_paid",
    "billing_status",
    "pay_sequence_no",
    "number_of_installments",
    "next_payment_at",
    "product_id",
    "quantity",
    "address_company",
    "address_street",
    "address_zipcode",
    "address_city",
    "address_country",
    "address_phone_no",
)
_PLANS = {
    "single_payment": PaymentPlan.ONE_OFF,
    "installment": PaymentPlan.RATES,
    "subscription": PaymentPlan.SUBSCRIPTION,
}
# None: the row tells of the plan, not of money.
_OUTCOMES: dict[str, Outcome | None] = {
    "payment": Outcome.PAID,
    "payment_missed": Outcome.MISSED,
    "refund": Outcome.REFUNDED,
    "chargeback": Outcome.CHARGED_BACK,
    "rebill_resumed": None,
    "rebill_cancelled": None,
    "last_paid_day": None,
}
_STOPPED = "aborted"
_METHODS = {
    "elv": "Lastschrift",
    "sepa": "Lastschrift",
    "creditcard": "Kreditkarte",
    "paypal": "PayPal",
    "banktransfer": "Überweisung",
    "sofort": "Sofortüberweisung",
    "klarna": "Klarna",
}


def read_digistore24(rows: Iterable[Row]) -> Iterator[OrderDraft | RejectedOrder]:
    """The orders of the table; what is owed follows from the payments made, missed and returned."""
    return assemble(GatheredBlocks(rows, "order_id"), _read_order)


def to_plan(text: str) -> PaymentPlan:
    """How the order is paid, by its `billing_type`; BadCell if that is unknown."""
    plan = _PLANS.get(required(text).lower())
    if plan is None:
        raise BadCell(f"„{quoted(text)}“ ist keine Zahlweise von Digistore24. {CORRECT_AND_REPEAT}")
    return plan


def to_outcome(text: str) -> Outcome | None:
    """What a row reports, by `event` ("on_refund") or `transaction_type` ("refund")."""
    key = required(text).lower().removeprefix("on_")
    if key not in _OUTCOMES:
        raise BadCell(f"„{quoted(text)}“ ist kein Ereignis von Digistore24. {CORRECT_AND_REPEAT}")
    return _OUTCOMES[key]


def _read_order(block: Block, reader: OrderReader) -> OrderDraft:
    first, last = block.rows[0], max(block.rows, key=_when)
    reader.read(first, "order_id", to_number, "")
    _check_transactions(block, reader)
    payments = [payment for row in block.rows if (payment := _read_payment(row, reader))]
    if not payments and not reader.problems:
        reader.refuse(first, "event", "Zu dieser Bestellung nennt die Datei keine Zahlung.")
    plan = _read_plan(block, last, reader)
    money = _money(payments, plan, reader)
    method = _METHODS.get(first.get("pay_method").lower())
    method = method or reader.text(first, "pay_method", 60) or "Unbekannt"
    latest = max(payments, key=lambda one: (one.on, one.outcome), default=None)
    return OrderDraft(
        line=block.line,
        number=block.number,
        ordered_on=reader.read(first, "order_date", to_day, date.min),
        currency=reader.read(first, "currency", to_currency, ""),
        total=money.total,
        open_amount=money.open_amount,
        credited_amount=money.credited_amount,
        payment_method=method,
        shop_state=money.state,
        shop_state_text=reader.text(last, "billing_status", 60) or reader.text(last, "event", 60),
        customer=_read_customer(first, reader),
        lines=(_read_line(first, money, reader),),
        installments=money.installments,
        payment_plan=plan.kind,
        unpaid_reason=why_unpaid(latest.outcome if latest else Outcome.PAID, method),
    )


def _money(
    payments: list[PlatformPayment], plan: PlatformPlan, reader: OrderReader
) -> PlatformMoney:
    if reader.problems or not payments:
        return PlatformMoney(ZERO, ZERO, ZERO, ShopState.PAID, ())
    return platform_money(payments, plan)


def _check_transactions(block: Block, reader: OrderReader) -> None:
    """Refuse an order one of whose transactions stands there twice with the same report."""
    seen: dict[tuple[str, ...], int] = {}
    for row in block.rows:
        key = tuple(map(row.get, ("transaction_id", "event", "transaction_type")))
        if key[0] and key in seen:
            reader.problems.append(twice(block.number, seen[key], row.line))
            return
        seen[key] = row.line


def _read_payment(row: Row, reader: OrderReader) -> PlatformPayment | None:
    """The payment that the row reports; None if it reports none, or cannot be read."""
    outcome = _read_outcome(row, reader)
    day_column = "transaction_date" if row.get("transaction_date") else "order_date"
    amount_column = "transaction_amount" if row.get("transaction_amount") else "amount_brutto"
    on = reader.read(row, day_column, to_day, date.min)
    # Refunds and chargebacks may be written as negative amounts.
    amount = abs(reader.read(row, amount_column, to_amount, ZERO))
    # Payments at once have the number 0.
    rate = max(reader.read(row, "pay_sequence_no", to_count, 0), 1)
    return PlatformPayment(rate, outcome, amount, on) if outcome else None


def _read_outcome(row: Row, reader: OrderReader) -> Outcome | None:
    """What the row reports; a table of orders says only whether each is paid."""
    for column in ("event", "transaction_type"):
        if row.get(column):
            return reader.read(row, column, to_outcome, None)
    is_paid = reader.read(row, "order_is_paid", _to_yes_or_no, None)
    if is_paid is None:
        return None
    return Outcome.PAID if is_paid else Outcome.MISSED


def _to_yes_or_no(text: str) -> bool | None:
    words = {"y": True, "yes": True, "1": True, "true": True, "ja": True}
    words |= {"n": False, "no": False, "0": False, "false": False, "nein": False}
    if required(text).lower() not in words:
        raise BadCell(f"„{quoted(text)}“ ist weder Y noch N. {CORRECT_AND_REPEAT}")
    return words[text.lower()]


def _when(row: Row) -> date:
    """The day of a row's report, the first of all days if it tells none."""
    for column in ("transaction_date", "order_date"):
        with suppress(BadCell):
            return to_day(row.get(column))
    return date.min


def to_count(text: str) -> int:
    """How many rates, or the number of one; 0 if not told, BadCell from 121 on."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or len(text) > 4 or int(text) > MAX_RATES:
        raise BadCell(f"„{quoted(text)}“ ist keine Zahl von Raten. {CORRECT_AND_REPEAT}")
    return int(text)


def _read_plan(block: Block, last: Row, reader: OrderReader) -> PlatformPlan:
    first = block.rows[0]
    rebills = [row for row in block.rows if "rebill" in row.get("event").lower()]
    is_cancelled = bool(rebills) and "cancelled" in max(rebills, key=_when).get("event").lower()
    return PlatformPlan(
        kind=reader.read(first, "billing_type", to_plan, PaymentPlan.ONE_OFF),
        rate_count=reader.read(first, "number_of_installments", to_count, 0),
        next_on=reader.read(last, "next_payment_at", _to_optional_day, None),
        is_stopped=is_cancelled or last.get("billing_status").lower() == _STOPPED,
    )


def _to_optional_day(text: str) -> date | None:
    return to_day(text) if text else None


def _read_customer(row: Row, reader: OrderReader) -> CustomerDraft:
    return CustomerDraft(
        first_name=reader.text(row, "address_first_name", 100),
        last_name=reader.text(row, "address_last_name", 100),
        company=reader.text(row, "address_company", 150),
        street=reader.text(row, "address_street", 150),
        postcode=reader.text(row, "address_zipcode", 20),
        city=reader.text(row, "address_city", 100),
        country=reader.read(row, "address_country", to_country, ""),
        email=reader.text(row, "email", 254),
        phone=reader.text(row, "address_phone_no", 50),
    )


def _read_line(row: Row, money: PlatformMoney, reader: OrderReader) -> LineDraft:
    """The product; the platform tells no price of one piece, so the total is divided."""
    quantity = reader.read(row, "quantity", _to_optional_quantity, Decimal(1))
    return LineDraft(
        product=reader.required_text(row, "product_name", 200),
        sku=reader.text(row, "product_id", 100),
        quantity=quantity,
        unit_price=cents(money.total / quantity),
    )


def _to_optional_quantity(text: str) -> Decimal:
    return (to_quantity(text) if text else Decimal(0)) or Decimal(1)
