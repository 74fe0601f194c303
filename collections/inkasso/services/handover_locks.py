"""Lock in the order that everybody keeps: orders by their keys, then cases, then the handover."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from inkasso.models import CollectionCase, Handover, HandoverItem
from orders.models import Order
from orders.services.locks import lock_orders


@dataclass(slots=True)
class LockedHandover:
    """A handover and its live cases, locked until the end of the transaction."""

    handover: Handover
    items: list[HandoverItem]


def with_facts(cases: QuerySet[CollectionCase]) -> QuerySet[CollectionCase]:
    """The cases with everything that checks and pages read of order, customer and account."""
    return cases.select_related(
        "agency",
        "order__customer",
        "order__oldest_installment",
        "order__sales_account__creditor",
        "order__sales_account__collection_policy__agency",
    ).prefetch_related("order__installments")


def lock_cases(case_ids: Iterable[int]) -> list[CollectionCase]:
    """The cases by their keys, locked after all orders of their customers."""
    cases = CollectionCase.objects.filter(pk__in=list(case_ids))
    customers = cases.values("order__customer")
    lock_orders(Order.objects.filter(customer__in=customers).values_list("pk", flat=True))
    return list(with_facts(cases.order_by("pk")).select_for_update(of=("self",)))


def lock_handover(handover_id: int) -> LockedHandover:
    """The handover with its live items, their cases read afresh; Handover.DoesNotExist if none.

    Nobody adds a case to a handover, so that those found first are all that there can be.
    """
    live = HandoverItem.objects.filter(handover=handover_id, is_live=True)
    cases = {case.pk: case for case in lock_cases(live.values_list("case", flat=True))}
    handovers = Handover.objects.select_related("agency", "created_by")
    handover = handovers.select_for_update(of=("self",)).get(pk=handover_id)
    items = list(live.order_by("pk"))
    for item in items:
        item.case, item.handover = cases[item.case_id], handover
    return LockedHandover(handover, items)
