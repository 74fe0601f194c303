"""Orders whose default, interest and charges are in question, and reminders as if sent."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from orders.models import Customer, Invoice, LedgerEntry, Order
from orders.rules.drafts import InstallmentDraft
from orders.services.installments import set_installments
from orders.services.ledger import refresh_figures
from orders.services.payments import record_payment
from reminders.models import (
    Channel,
    DunningLevel,
    DunningRun,
    DunningSettings,
    Reminder,
    ReminderItem,
)
from reminders.rules.states import ReminderState
from reminders.services.charges import book_charges
from reminders.services.claims import ItemClaim, claim_of
from tests import factories

# Beyond those of reminders that were really sent.
_numbers = count(900_001)
WRITTEN_ON = date(2026, 11, 21)
DUE_ON = date(2026, 10, 1)
AMOUNTS = ("principal", "other_costs", "interest", "dunning_fee", "lump_sum")


def bought(
    total: str = "1000.00",
    *,
    due_on: date = DUE_ON,
    kind: str = "consumer",
    state: str = "BY",
    ordered_on: date | None = None,
    insists: bool | None = None,
    **of_account: bool,
) -> Order:
    """An order of a customer of that kind; the other keywords are facts of the sales account."""
    order = factories.order(total=total, due_on=due_on, today=date(2027, 12, 31))
    Customer.objects.filter(pk=order.customer_id).update(kind=kind, state=state)
    account = order.sales_account
    for name, value in of_account.items():
        setattr(account, name, value)
    account.save()
    if insists is not None:
        DunningSettings.objects.update_or_create(
            sales_account=account, defaults={"insists_on_ancillary": insists}
        )
    if ordered_on:
        Order.objects.filter(pk=order.pk).update(ordered_on=ordered_on)
    return again(order)


def invoice(order: Order, received_on: date | None) -> None:
    """An invoice of the order; None: nobody knows when it was received."""
    Invoice.objects.create(order=order, number="RE-1", number_key="RE1", received_on=received_on)


def pay(order: Order, amount: str, on: date, **how: object) -> None:
    """A payment, booked on the day on which it came."""
    record_payment(order.pk, amount=Decimal(amount), paid_on=on, actor=None, today=on, **how)  # type: ignore[arg-type]


def again(order: Order) -> Order:
    """The order as it stands in the database now."""
    return Order.objects.select_related("customer", "sales_account", "oldest_installment").get(
        pk=order.pk
    )


def in_rates(order: Order, *rates: tuple[date, str]) -> Order:
    """The order, to be paid in these rates instead."""
    set_installments(
        order,
        [InstallmentDraft(due_on, Decimal(amount)) for due_on, amount in rates],
        booked_on=order.ordered_on,
        source=LedgerEntry.Source.MANUAL,
        reference="Raten",
    )
    refresh_figures(order)
    return again(order)


def step(
    level: int = 1, *, fee: str = "0.00", interest: bool = True, channel: Channel = Channel.EMAIL
) -> DunningLevel:
    """A step of a procedure that is not stored."""
    return DunningLevel(
        level=level,
        days_after_anchor=7,
        fee=Decimal(fee),
        charges_interest=interest and level > 0,
        channel=channel,
    )


def claim(
    order: Order, of_step: DunningLevel | None = None, *, written_on: date = WRITTEN_ON
) -> ItemClaim:
    """What a reminder at the step would claim; by default at level 1 with interest."""
    of_step = of_step or step()
    return claim_of(again(order), of_step, channel=Channel(of_step.channel), written_on=written_on)


def send(
    order: Order,
    of_step: DunningLevel | None = None,
    *,
    on: date,
    pay_by: date | None = None,
) -> Reminder:
    """A reminder as if it were sent on the day: stored, and what it charges is booked."""
    order, of_step = again(order), of_step or step()
    claimed = claim(order, of_step, written_on=on)
    number = next(_numbers)
    frozen = {name: getattr(claimed, name) for name in AMOUNTS} | {
        "level": of_step.level,
        "step_number": 0 if of_step.level else number % 1000 + 1,
        "default_since": claimed.default_since,
        "state": ReminderState.SENT,
    }
    deadline = pay_by or on + timedelta(days=10)
    reminder = _sent(order, number, on, pay_by=deadline, channel=of_step.channel, **frozen)
    ReminderItem.objects.create(
        reminder=reminder,
        order=order,
        installment=order.oldest_installment,
        interest_lines=list(claimed.interest_lines),
        default_ground=claimed.default_ground,
        **frozen,
    )
    book_charges(reminder, booked_on=on, actor=None)
    return reminder


def _sent(order: Order, number: int, on: date, **frozen: object) -> Reminder:
    procedure = factories.procedure(order.sales_account)
    return Reminder.objects.create(
        run=DunningRun.objects.create(run_on=on, written_on=on, state="finished"),
        creditor=order.sales_account.creditor,
        sales_account=order.sales_account,
        customer=order.customer,
        number=number,
        procedure=procedure,
        procedure_version=1,
        template=procedure.levels.exclude(template=None).first().template,
        template_version=1,
        written_on=on,
        message_id=f"<{number}@bench.example>",
        decided_at="2026-01-01T09:00:00Z",
        sent_on=on,
        **frozen,
    )
