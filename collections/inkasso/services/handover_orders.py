"""Hand over from the list of orders: whose case is not open yet gets one."""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser

from inkasso.models import CollectionCase, Handover
from inkasso.services.candidates import open_by_hand
from inkasso.services.cases import CaseRefused
from inkasso.services.handover_proposals import HandoverRefused, propose_handover

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

    Raises HandoverRefused when nothing is left.
    """
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
