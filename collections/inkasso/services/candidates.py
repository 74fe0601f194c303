"""Open cases: by the rules of the sales account, or by hand; stop them and start them again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from common.rules.money import ZERO
from inkasso.models import CollectionCase, CollectionPolicy
from inkasso.rules.states import CaseState
from inkasso.services.cases import CaseRefused, end, lock_case, move, open_case
from inkasso.services.policies import policy_of
from inkasso.services.refresh import refresh_locked
from orders.models import LedgerEntry, Order
from orders.services.collection import lock_customer_orders
from orders.services.locks import lock_orders

CHUNK_SIZE = 200
MAX_REASON = 300
Trigger = CollectionCase.Trigger
Kind = LedgerEntry.Kind


def candidates(today: date, order_ids: Iterable[int] | None = None) -> dict[int, Trigger]:
    """Why a case is to be opened today, by the id of the order; None: of all orders.

    Overdue: the days of the rules have passed since the oldest due day, so many levels were sent,
    and the deadline of the last one is over. Chargeback: at once, while what was taken back is
    unpaid; it goes before, since rules may want a clerk to look at it.
    """
    policies = list(CollectionPolicy.objects.filter(is_active=True))
    if not policies:
        return {}
    orders = Order.objects.overdue(on=today).filter(
        collection_case=None,
        sales_account__in=[policy.pk for policy in policies],
        sales_account__is_reseller=False,
    )
    if order_ids is not None:
        orders = orders.filter(pk__in=list(order_ids))
    overdue = _dunned_in_vain(orders, policies, today).values_list("pk", flat=True)
    return {
        **dict.fromkeys(overdue, Trigger.OVERDUE),
        **dict.fromkeys(_taken_back(orders), Trigger.CHARGEBACK),
    }


def open_candidates(today: date, now: datetime, *, order_ids: Iterable[int] | None = None) -> int:
    """Open the cases that the rules ask for today, checked at once; returns how many.

    order_ids: look only at these orders, None at all.
    """
    found = sorted(candidates(today, order_ids))
    return sum(
        _open_some(found[start : start + CHUNK_SIZE], today, now)
        for start in range(0, len(found), CHUNK_SIZE)
    )


@transaction.atomic
def open_by_hand(order_id: int, today: date, actor: AbstractBaseUser | None) -> CollectionCase:
    """Open the case of an order that a clerk chose, whatever days and levels the rules ask for.

    What it lacks stands in it. Raises CaseRefused where nothing is overdue, where the claim is
    the platform's, and for an order that has its case already.
    """
    order = _locked(order_id)
    if refusal := why_no_case(order, today):
        raise CaseRefused(refusal)
    policy = policy_of(order.sales_account)
    case = open_case(order, policy, trigger=Trigger.MANUAL, today=today, actor=actor)
    refresh_locked([case], today=today, now=None)
    return case


def why_no_case(order: Order, today: date) -> str:
    """Why no case can be opened for the order by hand, "" when one can."""
    if (known := CollectionCase.objects.filter(order=order).first()) is not None:
        return f"Auftrag {order} hat schon den Inkassofall {known} ({known.state_label})."
    if not order.is_open:
        return f"Auf dem Auftrag {order} ist nichts offen."
    if not order.is_overdue(today):
        return f"Auftrag {order} ist noch nicht überfällig."
    if order.sales_account.is_reseller:
        return f"Die Forderung aus dem Auftrag {order} gehört der Plattform."
    return ""


@transaction.atomic
def stop_case(
    case_id: int, *, reason: str, actor: AbstractBaseUser | None, today: date
) -> CollectionCase:
    """Stop a case that waits (Abbrechen); it stays stopped until a clerk starts it again.

    Raises CaseRefused without a reason and for a case that does not wait.
    """
    case = lock_case(case_id)
    _refuse_blank(reason, "Geben Sie an, warum der Fall abgebrochen wird.")
    if not case.is_waiting:
        raise CaseRefused(
            f"Der Fall ist „{case.state_label}“. Abbrechen lässt sich nur vor der Übergabe."
        )
    end(case, CaseState.STOPPED, on=today, why=reason.strip()[:MAX_REASON], actor=actor)
    return case


@transaction.atomic
def start_case(
    case_id: int, *, reason: str, actor: AbstractBaseUser | None, today: date
) -> CollectionCase:
    """Start a stopped case again, and look at once at what it lacks.

    Raises CaseRefused without a reason, for a case that is not stopped, and once it is paid.
    """
    case = lock_case(case_id)
    _refuse_blank(reason, "Geben Sie an, warum der Fall wieder gestartet wird.")
    if case.state != CaseState.STOPPED:
        raise CaseRefused(
            f"Der Fall ist „{case.state_label}“; nur ein abgebrochener lässt sich wieder starten."
        )
    if not case.order.is_open:
        raise CaseRefused(f"Auf dem Auftrag {case.order} ist nichts mehr offen.")
    move(
        case,
        CaseState.TO_CHECK,
        on=today,
        why=reason.strip()[:MAX_REASON],
        actor=actor,
        ended_on=None,
        ended_why="",
    )
    refresh_locked([case], today=today, now=None)
    return case


def _refuse_blank(reason: str, message: str) -> None:
    if not reason.strip():
        raise CaseRefused(message)


def _dunned_in_vain(
    orders: QuerySet[Order], policies: Iterable[CollectionPolicy], today: date
) -> QuerySet[Order]:
    """Those dunned as often and overdue as long as the rules of their account ask for."""
    condition = Q(pk__in=[])
    for policy in policies:
        condition |= Q(
            sales_account=policy.pk,
            oldest_due_on__lte=today - timedelta(days=policy.days_after_due),
            standing__levels_sent__gte=policy.levels_required,
        )
    return orders.filter(condition).exclude(standing__last_pay_by__gte=today)


def _taken_back(orders: QuerySet[Order]) -> Iterator[int]:
    """Those of which a bank took money back that was not paid again since."""
    moves = LedgerEntry.objects.effective()
    chargebacks = moves.filter(order=OuterRef("pk"), kind=Kind.CHARGEBACK)
    having = list(orders.filter(Exists(chargebacks)).order_by("pk").values_list("pk", flat=True))
    unpaid: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for start in range(0, len(having), CHUNK_SIZE):
        chunk = having[start : start + CHUNK_SIZE]
        entries = moves.filter(order__in=chunk, kind__in=(Kind.CHARGEBACK, Kind.PAYMENT))
        for order_id, amount in entries.order_by("pk").values_list("order", "amount"):
            # What was paid before the bank took something back does not count against it.
            unpaid[order_id] = max(unpaid[order_id] + amount, ZERO)
    return (order_id for order_id in having if unpaid[order_id])


@transaction.atomic
def _open_some(order_ids: list[int], today: date, now: datetime) -> int:
    """Look again at locked orders: a payment or a clerk may have been faster."""
    lock_orders(order_ids)
    triggers = candidates(today, order_ids)
    orders = Order.objects.filter(pk__in=triggers).select_related(
        "customer", "sales_account__collection_policy__agency"
    )
    cases = [
        open_case(
            order,
            policy_of(order.sales_account),
            trigger=triggers[order.pk],
            today=today,
            actor=None,
        )
        for order in orders.order_by("pk")
    ]
    return refresh_locked(cases, today=today, now=now)


def _locked(order_id: int) -> Order:
    """The order, locked with all others of its customer."""
    customer_id = Order.objects.values_list("customer", flat=True).get(pk=order_id)
    orders = {order.pk: order for order in lock_customer_orders(customer_id)}
    return orders[order_id]
