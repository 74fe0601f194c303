"""What a file of orders would do to the orders of a sales account."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import TypeVar

from orders.models import Order, SalesAccount
from orders.models.orders import OrderQuerySet
from orders.rules.changes import fingerprint
from orders.rules.drafts import OrderDraft
from orders.services.shop_bookings import is_flagged
from orders.services.shop_orders import change_phrases

LOOKUP_SIZE = 500
_T = TypeVar("_T")


class Action(StrEnum):
    """What a file does to one order."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """One order of a file and what applying it will do.

    is_flagged: its total changed after it was reminded, so a clerk has to decide on that.
    """

    draft: OrderDraft
    action: Action
    order: Order | None
    changes: tuple[str, ...] = ()
    is_flagged: bool = False

    @property
    def order_id(self) -> int | None:
        """The key of the known order."""
        return self.order.pk if self.order else None


def batches(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """The items in lists of the size, the last one shorter."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def plan(account: SalesAccount, drafts: Sequence[OrderDraft]) -> list[PlannedOrder]:
    """What the drafts would do to the account's orders, in their order; writes nothing."""
    known = {
        order.number: order
        for some in batches(drafts, LOOKUP_SIZE)
        for order in known_orders(account, some)
    }
    return [_in_words(_plan_one(draft, known.get(draft.number))) for draft in drafts]


def locked_plan(account: SalesAccount, drafts: Sequence[OrderDraft]) -> list[PlannedOrder]:
    """The same for one batch without words, with the orders locked, lowest primary key first."""
    orders = known_orders(account, drafts).order_by("pk").select_for_update(of=("self",))
    known = {order.number: order for order in orders}
    return [_plan_one(draft, known.get(draft.number)) for draft in drafts]


def known_orders(account: SalesAccount, drafts: Iterable[OrderDraft]) -> OrderQuerySet:
    """The account's orders with the numbers of the drafts."""
    return Order.objects.filter(
        sales_account=account, number__in=[draft.number for draft in drafts]
    ).select_related("customer", "payment_method", "sales_account")


def _plan_one(draft: OrderDraft, order: Order | None) -> PlannedOrder:
    if order is None:
        return PlannedOrder(draft, Action.NEW, None)
    if order.shop_fingerprint == fingerprint(draft):
        return PlannedOrder(draft, Action.UNCHANGED, order)
    return PlannedOrder(draft, Action.CHANGED, order, is_flagged=is_flagged(order, draft))


def _in_words(planned: PlannedOrder) -> PlannedOrder:
    if planned.action != Action.CHANGED or planned.order is None:
        return planned
    return replace(planned, changes=change_phrases(planned.order, planned.draft))


def known_elsewhere(account: SalesAccount, planned: Iterable[PlannedOrder]) -> Mapping[str, int]:
    """How many of the new order numbers the creditor's other sales accounts have, by name.

    The account with the most comes first. One that has the file's orders is mostly the right one.
    """
    numbers = [one.draft.number for one in planned if one.action == Action.NEW]
    others = Order.objects.filter(sales_account__creditor=account.creditor_id).exclude(
        sales_account=account
    )
    counts: Counter[str] = Counter()
    for some in batches(numbers, LOOKUP_SIZE):
        found = others.filter(number__in=some)
        counts.update(found.values_list("sales_account__name", flat=True))
    return dict(counts.most_common())
