"""What holds for one order or one customer against the rule: another procedure, only by hand."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.rules.german import plural
from orders.models import Customer, Order
from orders.services.history import record
from orders.services.ledger import lock_order
from orders.services.locks import lock_orders
from reminders.models import DunningPreference, DunningProcedure
from reminders.services.reminder_states import revoke
from reminders.services.standings import refresh_standings

# For select_related, so that the questions below cost no query of their own.
RELATED = ("dunning_preference", "customer__dunning_preference")
CHANGED = "Mahnverfahren des Auftrags geändert"


class PreferenceRefused(Exception):
    """The wish cannot be stored; the message tells the clerk why."""


def preference_of(owner: Order | Customer) -> DunningPreference | None:
    """What was set for the order or the customer itself, None for nothing."""
    return getattr(owner, "dunning_preference", None)


def is_manual_only(order: Order) -> bool:
    """Whether the order is never dunned by the schedule, by its own wish or its customer's."""
    own, customers = preference_of(order), preference_of(order.customer)
    return bool((own and own.is_manual_only) or (customers and customers.is_manual_only))


def starts_on_of(order: Order, procedure: DunningProcedure) -> date | None:
    """The procedure's start day; None for an order that was taken into it by itself."""
    own = preference_of(order)
    is_taken_in = own is not None and own.procedure_id == procedure.pk
    return None if is_taken_in else procedure.starts_on


@transaction.atomic
def set_order_preference(
    order_id: int,
    *,
    procedure_id: int | None,
    is_manual_only: bool,
    note: str,
    actor: AbstractBaseUser | None,
) -> DunningPreference | None:
    """Choose procedure and automatic for one order; None once nothing differs from the rule.

    Raises PreferenceRefused for a procedure of another sales account.
    """
    order = lock_order(order_id)
    procedure = _procedure(procedure_id, order.sales_account_id)
    preference = _store(
        DunningPreference(
            order=order,
            procedure=procedure,
            is_manual_only=is_manual_only,
            note=note,
            set_by=actor,
        )
    )
    _apply([order], f"{_words(preference)}.", actor)
    return preference


@transaction.atomic
def set_customer_preference(
    customer_id: int,
    *,
    procedure_id: int | None,
    is_manual_only: bool,
    note: str,
    actor: AbstractBaseUser | None,
) -> DunningPreference | None:
    """The same for all orders of a customer that have no procedure of their own.

    Raises PreferenceRefused likewise.
    """
    orders = Order.objects.filter(customer=customer_id).order_by("pk")
    locked = list(orders.select_for_update(of=("self",)))
    customer = Customer.objects.get(pk=customer_id)
    preference = _store(
        DunningPreference(
            customer=customer,
            procedure=_procedure(procedure_id, customer.sales_account_id),
            is_manual_only=is_manual_only,
            note=note,
            set_by=actor,
        )
    )
    open_orders = [order for order in locked if order.is_open]
    _apply(open_orders, f"Für den Kunden: {_words(preference)}.", actor)
    return preference


@transaction.atomic
def take_in(order_ids: Iterable[int], *, actor: AbstractBaseUser | None) -> int:
    """Take open orders that were due before the start day into their procedure; returns how many.

    Each gets its procedure as its own, for which no start day is asked. The others stay as they
    are.
    """
    ids = list(order_ids)
    lock_orders(ids)
    early = Order.objects.open().filter(pk__in=ids).select_related(*RELATED, "standing__procedure")
    taken_in = [order for order in early.order_by("pk") if _is_before_start(order)]
    for order in taken_in:
        own = preference_of(order) or DunningPreference(order=order)
        own.procedure, own.set_by = order.standing.procedure, actor
        own.save()
        record(order, f"In das Mahnverfahren „{own.procedure.name}“ aufgenommen.", actor=actor)
    refresh_standings(taken_in)
    return len(taken_in)


def has_start_days() -> bool:
    """Whether any active procedure leaves claims from before its start day alone."""
    return DunningProcedure.objects.filter(is_active=True, starts_on__isnull=False).exists()


def taken_in_words(count: int) -> str:
    """What taking in has done, for the clerk."""
    if not count:
        return "Keiner der gewählten Aufträge war vor dem Starttag seines Mahnverfahrens fällig."
    return f"{plural(count, 'Auftrag', 'Aufträge')} in das Mahnverfahren aufgenommen."


def _is_before_start(order: Order) -> bool:
    procedure = order.standing.procedure
    starts_on = starts_on_of(order, procedure) if procedure else None
    return bool(starts_on and order.oldest_due_on and order.oldest_due_on < starts_on)


def _procedure(procedure_id: int | None, account_id: int) -> DunningProcedure | None:
    if procedure_id is None:
        return None
    found = DunningProcedure.objects.filter(pk=procedure_id, sales_account=account_id).first()
    if found is None:
        raise PreferenceRefused("Wählen Sie ein Mahnverfahren dieses Verkaufsaccounts.")
    return found


def _store(wish: DunningPreference) -> DunningPreference | None:
    """Replace what was set before; a wish that asks for nothing leaves no row."""
    older = DunningPreference.objects.filter(order=wish.order, customer=wish.customer)
    older.delete()
    if wish.procedure is None and not wish.is_manual_only:
        return None
    wish.save()
    return wish


def _apply(orders: list[Order], words: str, actor: AbstractBaseUser | None) -> None:
    """Tell the history, move the orders to their ladder, take back what the old one proposed."""
    for order in orders:
        record(order, words, actor=actor)
        revoke(order, CHANGED)
    refresh_standings(orders)


def _words(preference: DunningPreference | None) -> str:
    if preference is None:
        return "Mahnverfahren wie üblich, automatisch wie im Verfahren"
    parts = []
    if preference.procedure:
        parts.append(f"Mahnverfahren „{preference.procedure.name}“")
    if preference.is_manual_only:
        parts.append("nie automatisch mahnen")
    note = f" ({preference.note})" if preference.note else ""
    return f"{', '.join(parts)}{note}"
