"""CopeCart: a table of transactions, one row each, named as its interface for payments (webhook).

The headings of its own CSV exports are not public; the names of the webhook's fields are, and they
are what is read here. The list of its collections area comes in by a mapping of its columns.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from common.rules.money import ZERO
from orders.adapters.shops.assembly import Block, assemble, twice
from orders.adapters.shops.cells import (
    CORRECT_AND_REPEAT,
    BadCell,
    OrderReader,
    quoted,
    required,
    to_amount,
    to_currency,
    to_number,
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
    UnpaidReason,
)
from orders.rules.platform_money import (
    Outcome,
    PlatformMoney,
    PlatformPayment,
    PlatformPlan,
    platform_money,
)

FORMAT = "copecart"
LABEL = "CopeCart"
REQUIRED = (
    "order_id",
    "buyer_email",
    "buyer_firstname",
    "buyer_lastname",
    "product_name",
    "payment_plan",
    "payment_status",
    "transaction_id",
    "transaction_amount",
    "transaction_date",
)
OPTIONAL = (
    "event_type",
    "product_id",
    "next_payment_at",
    "is_cancelled_for",
    "test_payment",
    "currency",
)
_PLANS = {
    "one_time_payment": PaymentPlan.ONE_OFF,
    "breakdown_payment": PaymentPlan.RATES,
    "abonnement": PaymentPlan.SUBSCRIPTION,
}
# None: the row tells of the plan, not of money.
_EVENTS: dict[str, Outcome | None] = {
    "payment.made": Outcome.PAID,
    "payment.failed": Outcome.MISSED,
    "payment.pending": Outcome.MISSED,
    "payment.refunded": Outcome.REFUNDED,
    "payment.charged_back": Outcome.CHARGED_BACK,
    "payment.trial": None,
    "payment.recurring.cancelled": None,
    "payment.recurring.upcoming": None,
}
_STATUSES = {
    "paid": Outcome.PAID,
    "failed": Outcome.MISSED,
    "pending": Outcome.MISSED,
    "refunded": Outcome.REFUNDED,
    "charged_back": Outcome.CHARGED_BACK,
}
_REASONS = {
    Outcome.MISSED: UnpaidReason.REJECTED,
    Outcome.CHARGED_BACK: UnpaidReason.BANK_RETURNED,
}
_YES = ("1", "true", "yes", "y", "ja")


def read_copecart(rows: Iterable[Row]) -> Iterator[OrderDraft | RejectedOrder]:
    """The orders of the table; what is owed follows from the transactions, in their order.

    No public field says how many rates a plan has, so only those reported are owed, and the next.
    """
    return assemble(GatheredBlocks(rows, "order_id"), _read_order)


def to_plan(text: str) -> PaymentPlan:
    """How the order is paid, by its `payment_plan`; BadCell if that is unknown."""
    plan = _PLANS.get(required(text).lower())
    if plan is None:
        raise BadCell(f"„{quoted(text)}“ ist kein Zahlungsplan von CopeCart. {CORRECT_AND_REPEAT}")
    return plan


def to_outcome(event: str, status: str) -> Outcome | None:
    """What a row reports, by its `event_type` and else by its `payment_status`."""
    if event:
        if event.lower() not in _EVENTS:
            raise BadCell(f"„{quoted(event)}“ ist kein Ereignis von CopeCart. {CORRECT_AND_REPEAT}")
        return _EVENTS[event.lower()]
    outcome = _STATUSES.get(required(status).lower())
    if outcome is None:
        raise BadCell(
            f"„{quoted(status)}“ ist kein Zahlungsstatus von CopeCart. {CORRECT_AND_REPEAT}"
        )
    return outcome


def _read_order(block: Block, reader: OrderReader) -> OrderDraft:
    first = block.rows[0]
    reader.read(first, "order_id", to_number, "")
    _check_no_test(block, reader)
    kind = reader.read(first, "payment_plan", to_plan, PaymentPlan.ONE_OFF)
    payments = _read_payments(block, kind, reader)
    if not payments and not reader.problems:
        reader.refuse(first, "event_type", "Zu dieser Bestellung nennt die Datei keine Zahlung.")
    money = _money(payments, _read_plan(block, kind, reader), reader)
    latest = max(payments, key=lambda one: (one.on, one.outcome), default=None)
    return OrderDraft(
        line=block.line,
        number=block.number,
        ordered_on=min((one.on for one in payments), default=date.min),
        currency=_read_currency(first, reader),
        total=money.total,
        open_amount=money.open_amount,
        credited_amount=money.credited_amount,
        payment_method="CopeCart",
        shop_state=money.state,
        shop_state_text=reader.text(block.rows[-1], "payment_status", 60),
        customer=_read_customer(first, reader),
        lines=(_read_line(first, money, reader),),
        installments=money.installments,
        payment_plan=kind,
        unpaid_reason=_reason(latest),
    )


def _check_no_test(block: Block, reader: OrderReader) -> None:
    """Refuse orders that somebody placed to try the platform out."""
    for row in block.rows:
        if row.get("test_payment").lower() in _YES or "test" in row.get("payment_status").lower():
            reader.refuse(row, "test_payment", "Das ist eine Testbestellung; sie wird ausgelassen.")
            return


def _read_payments(block: Block, kind: PaymentPlan, reader: OrderReader) -> list[PlatformPayment]:
    """The payments reported; of a plan each transaction is a rate, numbered by its first day."""
    found: list[tuple[str, Outcome, Decimal, date]] = []
    seen: dict[tuple[str, ...], int] = {}
    for row in block.rows:
        key = tuple(map(row.get, ("transaction_id", "event_type", "payment_status")))
        if key in seen:
            reader.problems.append(twice(block.number, seen[key], row.line))
            return []
        seen[key] = row.line
        # Refunds may be written as negative amounts.
        amount = abs(reader.read(row, "transaction_amount", to_amount, ZERO))
        on = reader.read(row, "transaction_date", to_day, date.min)
        if outcome := _read_outcome(row, reader):
            found.append((reader.required_text(row, "transaction_id", 100), outcome, amount, on))
    rates = _number_rates([(on, transaction) for transaction, _, _, on in found], kind)
    return [
        PlatformPayment(rates[name], outcome, amount, on) for name, outcome, amount, on in found
    ]


def _number_rates(transactions: Sequence[tuple[date, str]], kind: PaymentPlan) -> dict[str, int]:
    if kind == PaymentPlan.ONE_OFF:
        return {transaction: 1 for _, transaction in transactions}
    by_day = dict.fromkeys(transaction for _, transaction in sorted(transactions))
    return {transaction: number for number, transaction in enumerate(by_day, start=1)}


def _read_outcome(row: Row, reader: OrderReader) -> Outcome | None:
    event = row.get("event_type")
    column = "event_type" if event else "payment_status"
    return reader.read(row, column, lambda _: to_outcome(event, row.get("payment_status")), None)


def _read_plan(block: Block, kind: PaymentPlan, reader: OrderReader) -> PlatformPlan:
    next_days = [
        reader.read(row, "next_payment_at", to_day, date.min)
        for row in block.rows
        if row.get("next_payment_at")
    ]
    is_stopped = any(
        row.get("is_cancelled_for") or row.get("event_type").lower().endswith("cancelled")
        for row in block.rows
    )
    return PlatformPlan(kind, next_on=max(next_days, default=None), is_stopped=is_stopped)


def _money(
    payments: list[PlatformPayment], plan: PlatformPlan, reader: OrderReader
) -> PlatformMoney:
    if reader.problems or not payments:
        return PlatformMoney(ZERO, ZERO, ZERO, ShopState.PAID, ())
    return platform_money(payments, plan)


def _reason(latest: PlatformPayment | None) -> UnpaidReason:
    return _REASONS.get(latest.outcome, UnpaidReason.UNKNOWN) if latest else UnpaidReason.UNKNOWN


def _read_currency(row: Row, reader: OrderReader) -> str:
    """The currency; without that column the amounts are euros, as CopeCart pays out."""
    if "currency" not in row.columns:
        return "EUR"
    return reader.read(row, "currency", to_currency, "")


def _read_customer(row: Row, reader: OrderReader) -> CustomerDraft:
    """Name and address for mail; no public field tells where the customer lives."""
    return CustomerDraft(
        first_name=reader.text(row, "buyer_firstname", 100),
        last_name=reader.text(row, "buyer_lastname", 100),
        email=reader.text(row, "buyer_email", 254),
    )


def _read_line(row: Row, money: PlatformMoney, reader: OrderReader) -> LineDraft:
    return LineDraft(
        product=reader.required_text(row, "product_name", 200),
        sku=reader.text(row, "product_id", 100),
        quantity=Decimal(1),
        unit_price=money.total,
    )
