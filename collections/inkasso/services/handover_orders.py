"""Hand over from the list of orders: whose case is not open yet gets one."""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser

from common.rules.german import whole
from inkasso.models import CollectionCase, Handover
from inkasso.services.candidates import open_by_hand
from inkasso.services.cases import CaseRefused
from inkasso.services.handover_proposals import HandoverRefused, propose_handover

# So many cases are opened within one request; the list offers all its hits at once.
MAX_ORDERS = 500
SELECTION = "Aufträge, einzeln ausgewählt"


def propose_orders(
    order_ids: Sequence[int],
    *,
    actor: AbstractBaseUser,
    today: date,
    now: datetime,
    selection: str = SELECTION,
) -> tuple[list[Handover], list[str]]:
    """Propose the cases of orders, opening those that are not there yet; and why some cannot be.

    Raises HandoverRefused when nothing is left, and for more orders than one request can take.
    """
    if len(set(order_ids)) > MAX_ORDERS:
        raise HandoverRefused(
            f"Das sind {whole(len(set(order_ids)))} Aufträge; auf einmal gehen höchstens "
            f"{MAX_ORDERS}. Grenzen Sie die Liste ein."
        )
    known = dict(CollectionCase.objects.filter(order__in=order_ids).values_list("order", "pk"))
    refusals = []
    for order_id in sorted(set(order_ids) - set(known)):
        try:
            known[order_id] = open_by_hand(order_id, today, actor).pk
        except CaseRefused as refusal:
            refusals.append(str(refusal))
    if not known:
        raise HandoverRefused(" ".join(refusals) or "Wählen Sie Aufträge aus.")
    made = propose_handover(known.values(), day=today, selection=selection, actor=actor, now=now)
    return made, refusals
