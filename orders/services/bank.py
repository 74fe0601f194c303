"""Book movements of the bank to orders, take that back, or set them aside.

A movement is locked before the orders it belongs to.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.rules.german import day, euro
from common.rules.money import ZERO
from orders.models import Allocation, BankTransaction, LedgerEntry, Order
from orders.rules.drafts import UnpaidReason
from orders.rules.return_reasons import return_reason
from orders.services.chargebacks import record_chargeback
from orders.services.history import record
from orders.services.ledger import book, refresh_figures
from orders.services.locks import lock_orders
from orders.services.shop_word import book_what_the_shop_keeps, kept_by_shop

Kind = LedgerEntry.Kind
State = BankTransaction.State
BANK = LedgerEntry.Source.BANK
OPEN_STATES = (State.NEW, State.INBOX)
REFERENCE_LIMIT = 140


class AllocationRefused(Exception):
    """The movement cannot be booked so; the message tells the clerk why and what to do."""


@transaction.atomic
def book_transaction(
    transaction_id: int,
    parts: Sequence[tuple[int, Decimal]],
    *,
    why: str,
    is_automatic: bool = False,
    actor: AbstractBaseUser | None,
) -> list[Allocation]:
    """Book a movement to orders: pairs of order id and amount in euros, positive, once per order.

    The parts add up to the movement. Money that came in is a payment, money that went out a
    refund; both count on the day the bank booked. What exceeds an open amount is a credit.
    Raises AllocationRefused.
    """
    movement = lock_transaction(transaction_id)
    lock_orders([order_id for order_id, _ in parts])
    orders = {
        order.pk: order
        for order in Order.objects.select_related("sales_account").filter(
            pk__in=[order_id for order_id, _ in parts]
        )
    }
    _check(movement, parts, orders)
    if movement.amount < 0:
        _check_refund(parts, orders)
    allocations = []
    for order_id, amount in parts:
        order = orders[order_id]
        entry = book(
            order,
            Kind.PAYMENT if movement.amount > 0 else Kind.REFUND,
            -amount if movement.amount > 0 else amount,
            booked_on=movement.booked_on,
            source=BANK,
            reference=reference_of(movement),
            actor=actor,
        )
        allocations.append(_allocate(movement, entry, why=why, is_automatic=is_automatic))
        record(order, booking_sentence(movement, amount, why), actor=actor)
        refresh_figures(order)
    _settle(movement, State.BOOKED, "", actor)
    return allocations


@transaction.atomic
def book_returned_debit(
    transaction_id: int,
    order_id: int,
    *,
    amount: Decimal,
    cost: Decimal,
    payment: LedgerEntry | None = None,
    why: str,
    is_automatic: bool = False,
    actor: AbstractBaseUser | None,
) -> list[Allocation]:
    """Book a returned debit: the original amount and the bank's cost make up the movement.

    Raises AllocationRefused and ChargebackRefused.
    """
    movement = lock_transaction(transaction_id)
    lock_orders([order_id])
    order = Order.objects.select_related("sales_account").get(pk=order_id)
    if movement.amount >= 0:
        raise AllocationRefused("Das ist ein Zahlungseingang, keine Rückgabe.")
    _check(movement, [(order_id, amount + cost)], {order_id: order})
    _, entries = record_chargeback(
        order_id,
        amount=amount,
        cost=cost,
        reason_code=movement.return_reason,
        booked_on=movement.booked_on,
        source=BANK,
        reference=reference_of(movement),
        payment=payment,
        actor=actor,
    )
    _settle(movement, State.BOOKED, return_reason(movement.return_reason).label, actor)
    return [_allocate(movement, entry, why=why, is_automatic=is_automatic) for entry in entries]


@transaction.atomic
def undo_transaction(
    transaction_id: int, *, reason: str, actor: AbstractBaseUser | None, today: date
) -> BankTransaction:
    """Reverse everything booked from a movement; it waits in the inbox again.

    Raises AllocationRefused without a reason, for a movement that is not booked, and where an
    order has no longer the money that would be taken back.
    """
    if not reason.strip():
        raise AllocationRefused("Geben Sie an, warum die Zuordnung falsch ist.")
    movement = lock_transaction(transaction_id)
    if movement.state != State.BOOKED:
        raise AllocationRefused("Der Umsatz ist keinem Auftrag zugeordnet.")
    standing = list(movement.allocations.standing().select_related("entry"))
    lock_orders([allocation.order_id for allocation in standing])
    orders = {
        order.pk: order for order in Order.objects.filter(pk__in=[one.order_id for one in standing])
    }
    for allocation in standing:
        order = orders[allocation.order_id]
        _reverse(order, allocation.entry, reason, actor, today)
        if allocation.entry.kind == Kind.CHARGEBACK:
            _forget_return(order)
    for order in orders.values():
        record(
            order,
            f"Zuordnung von {euro(abs(movement.amount))} vom {day(movement.booked_on)} "
            f"zurückgenommen: {reason}",
            actor=actor,
        )
        refresh_figures(order)
    _settle(movement, State.INBOX, f"Zuordnung zurückgenommen: {reason}", actor)
    return movement


@transaction.atomic
def set_aside(
    transaction_id: int, state: BankTransaction.State, *, reason: str, actor: AbstractBaseUser
) -> BankTransaction:
    """Take a movement out of the inbox: ignored, or not ours. Raises AllocationRefused."""
    if state not in (State.IGNORED, State.NOT_OURS):
        raise ValueError(f"{state} sets nothing aside")
    if not reason.strip():
        raise AllocationRefused("Geben Sie an, warum der Umsatz zu keinem Auftrag gehört.")
    movement = lock_transaction(transaction_id)
    refuse_if_decided(movement)
    _settle(movement, state, reason, actor)
    return movement


@transaction.atomic
def take_up_again(transaction_id: int, *, actor: AbstractBaseUser) -> BankTransaction:
    """Put a movement that was set aside back into the inbox. Raises AllocationRefused."""
    movement = lock_transaction(transaction_id)
    if movement.state not in (State.IGNORED, State.NOT_OURS):
        raise AllocationRefused("Der Umsatz war nicht beiseitegelegt.")
    _settle(movement, State.INBOX, "", actor)
    return movement


def lock_transaction(transaction_id: int) -> BankTransaction:
    """The movement, locked until the end of the transaction: before any order."""
    return BankTransaction.objects.select_for_update(of=("self",)).get(pk=transaction_id)


def reference_of(movement: BankTransaction) -> str:
    """What the ledger keeps of a movement: who paid and for what, cut to fit."""
    text = " · ".join(part for part in (movement.name, movement.remittance_text) if part)
    return " ".join(text.split())[:REFERENCE_LIMIT]


def refuse_if_decided(movement: BankTransaction) -> None:
    """Raise AllocationRefused when the locked movement waits for nobody any more."""
    if movement.state not in OPEN_STATES:
        raise AllocationRefused(
            f"Über den Umsatz ist schon entschieden: {movement.get_state_display()}."
        )


def _check(
    movement: BankTransaction, parts: Sequence[tuple[int, Decimal]], orders: dict[int, Order]
) -> None:
    refuse_if_decided(movement)
    if movement.currency != "EUR":
        raise AllocationRefused(f"Der Umsatz ist in {movement.currency}, gemahnt wird in Euro.")
    if not parts or any(amount <= 0 for _, amount in parts):
        raise AllocationRefused("Jeder Auftrag braucht einen Betrag größer als 0,00 €.")
    if len({order_id for order_id, _ in parts}) < len(parts):
        raise AllocationRefused("Ein Auftrag steht zweimal da. Fassen Sie die Beträge zusammen.")
    total = sum((amount for _, amount in parts), ZERO)
    if total != abs(movement.amount):
        raise AllocationRefused(
            f"Die Beträge ergeben {euro(total)}, der Umsatz ist {euro(abs(movement.amount))}. "
            "Verteilen Sie den ganzen Umsatz."
        )
    if any(
        order.sales_account.creditor_id != movement.creditor_id for order in orders.values()
    ) or len(orders) < len(parts):
        raise AllocationRefused("Ein Auftrag gehört zu einem anderen Gläubiger als das Konto.")


def _check_refund(parts: Sequence[tuple[int, Decimal]], orders: dict[int, Order]) -> None:
    for order_id, amount in parts:
        order = orders[order_id]
        if amount > order.paid_amount:
            raise AllocationRefused(
                f"Auf {order} sind nur {euro(max(order.paid_amount, ZERO))} bezahlt; "
                "mehr kann nicht erstattet worden sein."
            )
        if amount > order.credit_amount:
            raise AllocationRefused(
                f"Auf {order} steht kein Guthaben über {euro(amount)}; mit der Erstattung wäre der "
                "Auftrag wieder offen. Hat der Shop sie schon gemeldet, legen Sie den Umsatz "
                "beiseite; sonst buchen Sie zuerst die Gutschrift."
            )


def _allocate(
    movement: BankTransaction, entry: LedgerEntry, *, why: str, is_automatic: bool
) -> Allocation:
    return Allocation.objects.create(
        transaction=movement,
        order_id=entry.order_id,
        entry=entry,
        why=why[:500],
        is_automatic=is_automatic,
    )


def _reverse(
    order: Order,
    entry: LedgerEntry,
    reason: str,
    actor: AbstractBaseUser | None,
    today: date,
) -> None:
    if entry.kind == Kind.PAYMENT and order.paid_amount < -entry.amount:
        raise AllocationRefused(
            f"Von dieser Zahlung auf {order} wurde schon etwas erstattet, zurückgebucht oder "
            "umgebucht. Nehmen Sie das zuerst zurück."
        )
    if entry.returned_by.effective().exists():
        raise AllocationRefused(
            f"Diese Zahlung auf {order} wurde zurückgegeben. Nehmen Sie zuerst die Rückgabe zurück."
        )
    kept = kept_by_shop(order, entry)
    book(
        order,
        Kind.REVERSAL,
        -entry.amount,
        booked_on=today,
        source=BANK,
        reference=reason,
        actor=actor,
        reverses=entry,
    )
    book_what_the_shop_keeps(order, entry, kept, today=today)


def _forget_return(order: Order) -> None:
    """Take back what a returned debit said of the order's money, unless another one stands.

    A stop of the dunning stays until a clerk lifts it: he may have set it for another reason.
    """
    if not order.ledger_entries.effective().filter(kind=Kind.CHARGEBACK).exists():
        order.unpaid_reason = UnpaidReason.UNKNOWN
        order.save(update_fields=["unpaid_reason"])


def _settle(
    movement: BankTransaction, state: str, reason: str, actor: AbstractBaseUser | None
) -> None:
    movement.state, movement.state_reason, movement.decided_by = state, reason[:300], actor
    movement.save(update_fields=["state", "state_reason", "decided_by"])


def booking_sentence(movement: BankTransaction, amount: Decimal, why: str) -> str:
    """What the order's history says of its part of the movement, in euros."""
    what = "Zahlung" if movement.amount > 0 else "Erstattung"
    return f"{what} über {euro(amount)} vom {day(movement.booked_on)} laut Kontoauszug: {why}"
