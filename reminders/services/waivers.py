"""Interest and fees that are not insisted on: waived once the goods are paid, or by a clerk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.rules.german import euro
from common.rules.money import ZERO
from orders.models import Installment, LedgerEntry, Order
from orders.services.by_hand import BookingRefused, refuse_blank
from orders.services.history import record
from orders.services.ledger import (
    PAYMENT_KINDS,
    book,
    effective_entries,
    figures_of,
    lock_order,
    refresh_figures,
)
from reminders.services.charges import CHARGE_KINDS, reverse_charge
from reminders.services.dunning_settings import settings_of

Kind = LedgerEntry.Kind
Source = LedgerEntry.Source
# All of these count for the goods: what was paid, given up and credited.
COVERING = (*PAYMENT_KINDS, Kind.WRITE_OFF, Kind.CREDIT_NOTE)
GOODS_PAID = "Nebenforderungen erlassen: Ware bezahlt"
GOODS_OPEN = "Ware wieder offen"
CHARGES_GONE = "Gebühr storniert"
LOOKUP_SIZE = 500


@dataclass(frozen=True, slots=True)
class Waivable:
    """What of interest and fees can be waived, in euros, and up to which rate goods are paid."""

    amount: Decimal
    last_paid: Installment | None


@dataclass(frozen=True, slots=True)
class _Books:
    """The bookings of an order that count, and its rates by their days."""

    entries: Sequence[LedgerEntry]
    installments: Sequence[Installment]

    @classmethod
    def of(cls, order: Order) -> "_Books":
        installments = list(order.installments.order_by("due_on", "position"))
        return cls(effective_entries(order), installments)

    def sum_of(self, *kinds: LedgerEntry.Kind) -> Decimal:
        return sum((one.amount for one in self.entries if one.kind in kinds), ZERO)

    def paid_rates(self) -> list[Installment]:
        """The rates whose goods are paid, one after the other, fees left aside."""
        covered, paid = -self.sum_of(*COVERING), []
        for installment in self.installments:
            covered -= installment.amount
            if covered < 0:
                break
            paid.append(installment)
        return paid


def with_charges(orders: Sequence[Order]) -> list[Order]:
    """Those of the orders for which the dunning booked something that still counts."""
    kinds = (*CHARGE_KINDS, Kind.WAIVER)
    charged: set[int] = set()
    for start in range(0, len(orders), LOOKUP_SIZE):
        ids = [order.pk for order in orders[start : start + LOOKUP_SIZE]]
        entries = LedgerEntry.objects.effective().filter(order__in=ids, kind__in=kinds)
        charged.update(entries.values_list("order_id", flat=True))
    return [order for order in orders if order.pk in charged]


def waive_ancillary(order: Order) -> None:
    """Waive interest and fees of a locked order whose goods are paid, unless its account insists.

    What an agency or a court has been asked to collect is not waived either.

    A waiver of that kind is taken back when the goods are open again. Both are booked on the day
    of the booking that brought it about, and tell the apps above anew.
    """
    books = _Books.of(order)
    if _take_back_unearned(order, books):
        refresh_figures(order)
        return
    if not order.is_open or order.collection_since is not None:
        return
    if settings_of(order.sales_account).insists_on_ancillary:
        return
    found = _waivable(order, books)
    if found.amount:
        _book_waiver(order, found, books.entries[-1].booked_on, Source.DUNNING, GOODS_PAID, None)
        record(order, f"{euro(found.amount)} {GOODS_PAID}.", actor=None)
        refresh_figures(order)


def waivable(order: Order) -> Decimal:
    """What of interest, fees and lump sum a clerk can waive now, in euros."""
    return min(_by_hand(order, _Books.of(order)).amount, order.open_amount)


@transaction.atomic
def waive(
    order_id: int, *, reason: str, actor: AbstractBaseUser | None, today: date
) -> tuple[Order, Decimal]:
    """Waive all unpaid interest and fees of an order, as a clerk decides.

    Returns the order and how much was waived, in euros. Raises BookingRefused without a reason
    and where nothing is left to waive.
    """
    refuse_blank(reason, "Geben Sie an, warum Zinsen und Gebühren erlassen werden.")
    order = lock_order(order_id)
    found = _by_hand(order, _Books.of(order))
    if not found.amount or not order.is_open:
        raise BookingRefused("Es sind keine Zinsen oder Gebühren offen, die sich erlassen ließen.")
    found = Waivable(min(found.amount, order.open_amount), found.last_paid)
    _book_waiver(order, found, today, Source.MANUAL, reason, actor)
    record(order, f"{euro(found.amount)} Zinsen und Gebühren erlassen: {reason}", actor=actor)
    return refresh_figures(order), found.amount


def _by_hand(order: Order, books: _Books) -> Waivable:
    """What is unpaid of the charges; of paid goods also what their payment settled of charges."""
    open_ancillary = figures_of(books.installments, books.entries).allocation.open_ancillary
    unpaid = sum(
        (
            open_ancillary.get(entry.pk, ZERO)
            for entry in books.entries
            if entry.kind in CHARGE_KINDS
        ),
        ZERO,
    )
    found = _waivable(order, books)
    return Waivable(max(unpaid, found.amount), found.last_paid)


def _waivable(order: Order, books: _Books) -> Waivable:
    """What is left to pay on rates whose goods are paid, as far as it was charged by dunning.

    A payment plan moves the goods to new rates and leaves the charges behind: then all is to be
    paid first.
    """
    paid = books.paid_rates()
    if not paid or (order.rates_agreed_on and len(paid) < len(books.installments)):
        return Waivable(ZERO, None)
    keys = {installment.pk for installment in paid}
    allocation = figures_of(books.installments, books.entries).allocation
    of_these = [one for one in books.entries if one.installment_id in keys]
    charged = sum((one.amount for one in of_these if one.kind in CHARGE_KINDS), ZERO)
    waived = -sum((one.amount for one in of_these if one.kind == Kind.WAIVER), ZERO)
    left = sum((allocation.open_principal[key] for key in keys), ZERO)
    left += sum((allocation.open_ancillary.get(one.pk, ZERO) for one in of_these), ZERO)
    return Waivable(max(min(charged - waived, left), ZERO), paid[-1])


def _take_back_unearned(order: Order, books: _Books) -> bool:
    """Reverse the program's waivers that no longer hold; returns whether there were any.

    Their goods are open again, or a clerk took back the charges that they waived.
    """
    paid = {installment.pk for installment in books.paid_rates()}
    is_too_much = books.sum_of(Kind.WAIVER, *CHARGE_KINDS) < 0
    unearned = [
        one
        for one in books.entries
        if one.kind == Kind.WAIVER
        and one.source == Source.DUNNING
        and (is_too_much or one.installment_id not in paid)
    ]
    why = CHARGES_GONE if is_too_much else GOODS_OPEN
    for one in unearned:
        reverse_charge(order, one, today=books.entries[-1].booked_on, actor=None, why=why)
        record(order, f"Erlass über {euro(-one.amount)} storniert: {why}.", actor=None)
    return bool(unearned)


def _book_waiver(
    order: Order,
    what: Waivable,
    booked_on: date,
    source: LedgerEntry.Source,
    reference: str,
    actor: AbstractBaseUser | None,
) -> LedgerEntry:
    """A waiver names the last rate whose goods are paid: as long as they are, it stands."""
    return book(
        order,
        Kind.WAIVER,
        -what.amount,
        booked_on=booked_on,
        source=source,
        reference=reference,
        installment=what.last_paid or order.oldest_installment,
        actor=actor,
    )
