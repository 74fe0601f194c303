"""Typed, plain functions that make agencies, policies and cases."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from inkasso.models import (
    Claimant,
    CollectionAgency,
    CollectionCase,
    CollectionPolicy,
    Handover,
    HandoverItem,
)
from inkasso.rules.states import CaseState
from inkasso.services.cases import lock_case, move, open_case
from orders.models import Order, SalesAccount
from tests import factories
from tests.factories import TODAY

_numbers = count(1)
# The usual way to each state.
_WAY = (
    CaseState.READY,
    CaseState.HANDING_OVER,
    CaseState.HANDED_OVER,
    CaseState.IN_PROGRESS,
    CaseState.COURT_REQUESTED,
    CaseState.COURT_SERVED,
    CaseState.ENFORCEMENT_REQUESTED,
    CaseState.ENFORCEMENT_SERVED,
    CaseState.TITLE,
)


def agency(name: str = "Nordwest Inkasso GmbH", **fields: object) -> CollectionAgency:
    """An agency that downloads its cases."""
    return CollectionAgency.objects.get_or_create(
        name=name,
        defaults={
            "contact_name": "Timo Brandt",
            "email": "mandanten@nordwest-inkasso.example",
            "phone": "040 7654321",
            "client_number": "M-4711",
            **fields,
        },
    )[0]


def claimant(account: SalesAccount | None = None, **fields: object) -> Claimant:
    """What court and agency want to know of the account's creditor."""
    owner = (account or factories.sales_account()).creditor
    owner.federal_state = fields.pop("federal_state", "HH")
    owner.save()
    return Claimant.objects.update_or_create(
        creditor=owner,
        defaults={
            "legal_form": "GmbH",
            "representative_role": "Geschäftsführerin",
            "representative_name": "Ina Lindgrün",
            **fields,
        },
    )[0]


def policy(account: SalesAccount | None = None, **rules: object) -> CollectionPolicy:
    """An active policy with an agency."""
    return CollectionPolicy.objects.update_or_create(
        sales_account=account or factories.sales_account(),
        defaults={"is_active": True, "agency": agency(), **rules},
    )[0]


def case(
    order: Order | None = None,
    *,
    state: CaseState = CaseState.TO_CHECK,
    today: date = TODAY,
    trigger: CollectionCase.Trigger = CollectionCase.Trigger.OVERDUE,
    **of_draft: object,
) -> CollectionCase:
    """A case that went the usual way up to that state; the keywords are those of a draft."""
    order = order or factories.order(
        **{"due_on": today - timedelta(days=60), **of_draft}  # type: ignore[arg-type]
    )
    rules = CollectionPolicy.objects.filter(sales_account=order.sales_account).first()
    opened = open_case(
        order, rules or policy(order.sales_account), trigger=trigger, today=today, actor=None
    )
    if state == CaseState.TO_CHECK:
        return opened
    for step in _WAY[: _WAY.index(state) + 1]:
        _go(opened.pk, step, today)
    return CollectionCase.objects.get(pk=opened.pk)


def _go(case_id: int, step: CaseState, today: date) -> None:
    found = lock_case(case_id)
    changes: dict[str, object] = {}
    if step == CaseState.HANDED_OVER:
        handed_over(found, today)
        changes = {
            "handed_over_on": today,
            "principal": found.order.open_principal,
            "agency_reference": f"NW-{next(_numbers):05d}",
        }
    move(found, step, on=today, actor=None, **changes)


def handed_over(found: CollectionCase, today: date = TODAY) -> Handover:
    """A delivered handover that holds the case."""
    made = Handover.objects.create(
        agency=found.agency, state=Handover.State.DELIVERED, handed_over_on=today
    )
    HandoverItem.objects.create(
        handover=made,
        case=found,
        content={"principal": str(Decimal(found.order.open_principal))},
        ledger_until=found.order.ledger_entries.latest("pk").pk,
    )
    return made
