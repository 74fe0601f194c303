"""Cases that may be handed over, and handovers on their way."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from inkasso.models import CollectionAgency, CollectionCase, Handover
from inkasso.services.handover_delivery import deliver_due
from inkasso.services.handovers import propose_handover, release_handover
from inkasso.services.refresh import refresh_cases
from orders.models import Creditor, SalesAccount
from orders.services.payments import record_payment
from tests import collection_factories, factories
from tests.factories import TODAY
from tests.reminders.services.claim_bench import send, step

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def ready_case(account: SalesAccount | None = None, **of_draft: object) -> CollectionCase:
    """A case of an order dunned twice in vain; ready unless the draft leaves something out."""
    factories.creditor()
    Creditor.objects.update(federal_state="HH")
    order = factories.order(account, **{"due_on": TODAY - timedelta(days=60), **of_draft})
    for level, days in ((1, 45), (2, 25)):
        send(order, step(level), on=TODAY - timedelta(days=days))
    case = collection_factories.case(order)
    refresh_cases([case.pk], today=TODAY, now=NOW)
    return CollectionCase.objects.get(pk=case.pk)


def propose(*cases: CollectionCase, actor: object = None) -> list[Handover]:
    """Proposed handovers of the cases."""
    return propose_handover(
        [case.pk for case in cases],
        day=TODAY,
        selection="Bereit",
        actor=actor,  # type: ignore[arg-type]
        now=NOW,
    )


def release(handover: Handover) -> Handover:
    """The handover, released by nobody in particular."""
    return release_handover(handover.pk, actor=None, today=TODAY, now=NOW)


def released(*cases: CollectionCase, way: str = CollectionAgency.Way.DOWNLOAD) -> Handover:
    """A released handover of ready cases, by default of one, to an agency on that way."""
    cases = cases or (ready_case(),)
    CollectionAgency.objects.filter(pk=cases[0].agency_id).update(way=way)
    return release(propose(*cases)[0])


def deliver(later: timedelta = timedelta(0)) -> dict[str, int]:
    """What the worker does that much later than the release."""
    return deliver_due(clock=lambda: NOW + later)


def pay(case: CollectionCase, amount: str = "500.00") -> None:
    """A direct payment of the customer, by default more than enough."""
    record_payment(case.order_id, amount=Decimal(amount), paid_on=TODAY, actor=None, today=TODAY)


def again(handover: Handover) -> Handover:
    """The handover as it stands now."""
    return Handover.objects.get(pk=handover.pk)


def again_case(case: CollectionCase) -> CollectionCase:
    """The case as it stands now."""
    return CollectionCase.objects.select_related("order").get(pk=case.pk)
