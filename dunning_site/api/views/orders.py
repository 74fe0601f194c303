"""Orders: told by a shop, and read back."""

from http import HTTPStatus

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from dunning_site.api.answers import ReminderOut, RemindersOut, StandingOut, standing_out
from dunning_site.api.app import READ_PROBLEMS, WRITE_PROBLEMS
from dunning_site.api.fields import OrderNumber
from dunning_site.api.problems import Problem
from dunning_site.api.requests import OrderIn
from dunning_site.api.views.entrance import Scope, entry, unauthorized
from orders.models import Order
from orders.services.idempotency import TokenRevoked
from orders.services.reported_orders import Effect, report_order
from reminders.models import ReminderItem
from reminders.rules.states import ReminderState
from reminders.services.assessment import assess

router = Router(tags=["Aufträge"])


def find_order(request: HttpRequest, number: str) -> Order:
    """The order of the token's sales account. Raises Problem, the same for others' orders."""
    account_id = request.auth.sales_account_id  # type: ignore[attr-defined]
    order = Order.objects.filter(sales_account=account_id, number=number).first()
    if order is None:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            "unknown-order",
            "Diesen Auftrag gibt es im Verkaufsaccount Ihres Tokens nicht.",
        )
    return order


def shown_standing(order_id: int) -> StandingOut:
    """Where the order stands today."""
    today = timezone.localdate()
    return standing_out(next(assess(Order.objects.filter(pk=order_id), today)), today)


@router.put(
    "/orders/{number}",
    response={200: StandingOut, 201: StandingOut, **WRITE_PROBLEMS},
    operation_id="putOrder",
    summary="Bestellung anlegen oder ändern",
    **entry(Scope.ORDERS),
)
def order_put(request: HttpRequest, number: OrderNumber, order: OrderIn) -> Status[StandingOut]:
    """Legt die Bestellung an (201) oder übernimmt, was sich geändert hat (200).

    Senden Sie die Bestellung immer ganz. Dieselbe Meldung noch einmal ändert nichts. Ein anderer
    Betrag einer schon gemahnten Bestellung wird nicht übernommen, sondern einem Menschen gezeigt.
    """
    token = request.auth  # type: ignore[attr-defined]
    try:
        order_id, effect = report_order(token, order.as_draft(number), today=timezone.localdate())
    except TokenRevoked as refusal:
        raise unauthorized() from refusal
    return Status(201 if effect == Effect.CREATED else 200, shown_standing(order_id))


@router.get(
    "/orders/{number}",
    response={200: StandingOut, **READ_PROBLEMS},
    operation_id="getOrder",
    summary="Stand eines Auftrags",
    **entry(Scope.READ),
)
def order_get(request: HttpRequest, number: OrderNumber) -> StandingOut:
    """Was offen und überfällig ist, was gemahnt wurde und was als Nächstes kommt."""
    return shown_standing(find_order(request, number).pk)


@router.get(
    "/orders/{number}/reminders",
    response={200: RemindersOut, **READ_PROBLEMS},
    operation_id="getReminders",
    summary="Mahnungen zu einem Auftrag",
    **entry(Scope.READ),
)
def order_reminders(request: HttpRequest, number: OrderNumber) -> RemindersOut:
    """Alle freigegebenen Mahnungen, älteste zuerst; Vorschläge gehören nicht dazu."""
    order = find_order(request, number)
    items = (
        ReminderItem.objects.filter(order=order)
        .exclude(state=ReminderState.PROPOSED)
        .exclude(reminder__number=None)
        .select_related("reminder")
        .order_by("reminder__number")
    )
    return RemindersOut(reminders=[_shown(item) for item in items])


def _shown(item: ReminderItem) -> ReminderOut:
    reminder = item.reminder
    return ReminderOut(
        number=reminder.display_number,
        level=reminder.level,
        state=reminder.state,
        channel=reminder.channel,
        written_on=reminder.written_on,
        sent_at=reminder.sent_at,
        pay_by=reminder.pay_by,
        claimed=item.principal,
    )
