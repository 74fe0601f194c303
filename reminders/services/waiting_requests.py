"""A debtor who wrote is not dunned before somebody has read it."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from orders.services.ledger import lock_order
from reminders.models import DebtorRequest, DunningBlock
from reminders.rules.debtor_requests import pause_until
from reminders.services.debtor_page import settings_of_page
from reminders.services.debtor_pauses import pause

Kind = DebtorRequest.Kind


def extend_pauses(*, today: date) -> int:
    """Pause on where a block ends today, or has ended, and nobody has answered; returns how many.

    A block that a clerk lifted stays lifted. One transaction for each order, so that one in use
    keeps no other waiting.
    """
    ending = _ending(today).filter(order__in=_unanswered().values("order")).order_by("order")
    return sum(_extend(pk, today) for pk in ending.values_list("order", flat=True))


def have_waited_too_long() -> bool:
    """Whether a request outlasted its pause."""
    return _unanswered().filter(details__is_overdue=True).exists()


def _unanswered() -> QuerySet[DebtorRequest]:
    """Those that paused the dunning; another payment method held back only what was waiting."""
    waiting = DebtorRequest.objects.waiting().exclude(kind=Kind.PAYMENT_METHOD)
    return waiting.filter(details__pauses=True)


def _ending(today: date) -> QuerySet[DunningBlock]:
    return DunningBlock.objects.filter(lifted_on__isnull=True, until_on__lte=today)


@transaction.atomic
def _extend(order_id: int, today: date) -> int:
    order = lock_order(order_id)
    request = _unanswered().filter(order=order).order_by("received_at").first()
    if request is None or not order.is_open or not _ending(today).filter(order=order).exists():
        return 0
    last = pause_until(today, settings_of_page(order.sales_account).pause_days)
    note = f"Anliegen unbeantwortet: {request.get_kind_display()}"
    block = pause(order, note=note, until_on=last, today=today)
    kept = {"paused_until": last.isoformat(), "is_overdue": True}
    request.block, request.details = block, {**request.details, **kept}
    request.save(update_fields=["block", "details"])
    return 1
