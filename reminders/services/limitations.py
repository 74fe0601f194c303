"""Which open orders become statute-barred when: their oldest unpaid installment decides."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Case, Max, OuterRef, QuerySet, Subquery, Value, When

from orders.models import LedgerEntry, Order
from reminders.models import InstalmentPlan
from reminders.rules.limitation import LIMITATION_YEARS, months_of_warning, statute_barred_on

WARNING_MONTHS = 6


def barred_on(due_on: date) -> date:
    """The last day to enforce a claim due on that day, as if nothing had restarted its period.

    A part payment may have restarted it, but whether it was an acknowledgement is for a lawyer:
    the lists show the earlier day (§§ 195, 199, 212 BGB).
    """
    return statute_barred_on(due_on)


def restarted_until(due_on: date, acknowledged_on: date | None) -> date | None:
    """The last day if the acknowledgement restarted the period; None where it changes nothing."""
    if acknowledged_on is None:
        return None
    last_day = statute_barred_on(due_on, acknowledged_on=acknowledged_on)
    return last_day if last_day > barred_on(due_on) else None


def orders_by_limitation(today: date) -> QuerySet[Order]:
    """Open orders, those that can still be enforced first, the most urgent on top.

    Annotated: is_barred, last_payment_on, plan_agreed_on (days or None).
    """
    payments = (
        LedgerEntry.objects.effective()
        .filter(order=OuterRef("pk"), kind=LedgerEntry.Kind.PAYMENT)
        .order_by()
        .values("order")
        .annotate(last=Max("booked_on"))
        .values("last")
    )
    plans = (
        InstalmentPlan.objects.filter(order=OuterRef("pk"))
        .order_by("-agreed_on")
        .values("agreed_on")
    )
    is_barred = When(oldest_due_on__lt=date(first_live_year(today), 1, 1), then=Value(True))
    return (
        Order.objects.open()
        .filter(oldest_due_on__isnull=False)
        .annotate(
            is_barred=Case(is_barred, default=Value(False)),
            last_payment_on=Subquery(payments),
            plan_agreed_on=Subquery(plans[:1]),
        )
        .order_by("is_barred", "oldest_due_on", "pk")
    )


def warned_orders(orders: QuerySet[Order], today: date, *, months: int) -> QuerySet[Order]:
    """Those of the orders whose last day lies within 1, 3 or 6 months."""
    first, following = _due_range(today, months)
    return orders.filter(oldest_due_on__gte=first, oldest_due_on__lt=following)


def barred_orders(orders: QuerySet[Order], today: date) -> QuerySet[Order]:
    """Those of the orders that cannot be enforced against a debtor who objects."""
    return orders.filter(oldest_due_on__lt=date(first_live_year(today), 1, 1))


def warned_count(today: date) -> int:
    """How many open orders become statute-barred within six months."""
    return warned_orders(Order.objects.open(), today, months=WARNING_MONTHS).count()


def first_live_year(today: date) -> int:
    """The first year whose claims are not statute-barred on that day."""
    return next(year for year in _years(today) if _last_day(year) >= today)


def _due_range(today: date, months: int) -> tuple[date, date]:
    """The due days whose limitation ends within the months: first included, second not."""
    first = first_live_year(today)
    nearest = months_of_warning(_last_day(first), today)
    # Claims of the next year have a year left: only one year can be near its end.
    count = 1 if nearest is not None and nearest <= months else 0
    return date(first, 1, 1), date(first + count, 1, 1)


def _years(today: date) -> Iterator[int]:
    """The years that claims ending about now fell due in."""
    return iter(range(today.year - LIMITATION_YEARS - 2, today.year + 1))


def _last_day(year: int) -> date:
    return barred_on(date(year, 1, 1))
