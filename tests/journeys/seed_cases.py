"""Cases in every tab of the list, of both Mahnoptionen, with and without something missing."""

from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction

from inkasso.models import CaseEvent, CaseSettings, CollectionCase, CollectionPolicy
from inkasso.rules.reports import AgencyStatus
from inkasso.rules.states import CaseState
from inkasso.services.cases import add_event, end, lock_case, move
from orders.models import LedgerEntry, SalesAccount
from orders.services.payments import record_payment
from tests import collection_factories, factories

Kind = CaseEvent.Kind
NO_ADDRESS = {"code": "no_address", "text": "In der Anschrift fehlen Straße und Hausnummer."}
IN_DISPUTE = {"code": "stopped", "text": "Die Forderung ist bestritten."}


@transaction.atomic
def cases(lead: User, today: date, account: SalesAccount) -> dict[str, object]:
    """One case per state that a page shows in its own way, and the account's agency.

    The account has option a; a second account of the same creditor has option b.
    """
    other = factories.sales_account("Rahmen und Passepartouts")
    collection_factories.claimant(account)
    policy = collection_factories.policy(account, approval_limit=Decimal("5000.00"))
    collection_factories.policy(
        other,
        option=CollectionPolicy.Option.CANCELLATION,
        cancellation_cost=Decimal("15.00"),
    )
    made = {name: _case(account, state, today) for name, state in _STATES.items()}
    made["returned_case"] = _returned(other, today)
    made["option_b_case"] = _case(other, CaseState.IN_PROGRESS, today, total="1249.00")
    made["paid_case"] = _paid(account, lead, today)
    _tell(made, lead, today)
    CaseSettings.objects.update_or_create(
        pk=1, defaults={"refreshed_at": made["agency_case"].updated_at}
    )
    return {
        **made,
        "agency": policy.agency,
        "case_order": made["agency_case"].order,
        "collection_policy": policy,
    }


_STATES = {
    "to_check_case": CaseState.TO_CHECK,
    "second_to_check_case": CaseState.TO_CHECK,
    "ready_case": CaseState.READY,
    "second_ready_case": CaseState.READY,
    "handed_over_case": CaseState.HANDED_OVER,
    "agency_case": CaseState.IN_PROGRESS,
    "court_requested_case": CaseState.COURT_REQUESTED,
    "court_case": CaseState.COURT_SERVED,
    "title_case": CaseState.TITLE,
}


def _case(
    account: SalesAccount, state: CaseState, today: date, **of_draft: object
) -> CollectionCase:
    order = factories.order(
        account,
        today=today,
        **{  # type: ignore[arg-type]
            "due_on": today - timedelta(days=75),
            "total": "389.00",
            "last_name": "Hagedorn-Wiesenthal",
            **of_draft,
        },
    )
    return collection_factories.case(order, state=state, today=today - timedelta(days=21))


def _returned(account: SalesAccount, today: date) -> CollectionCase:
    """Back from the agency without success, on an account that cancels then."""
    case = _case(account, CaseState.IN_PROGRESS, today, total="94.50")
    move(
        lock_case(case.pk),
        CaseState.RETURNED,
        on=today,
        why=AgencyStatus.UNCOLLECTIBLE.label,
        actor=None,
        agency_status=AgencyStatus.UNCOLLECTIBLE.value,
        agency_status_on=today - timedelta(days=3),
    )
    return case


def _paid(account: SalesAccount, lead: User, today: date) -> CollectionCase:
    """Handed over, then paid to us."""
    case = _case(account, CaseState.HANDED_OVER, today, total="59.90")
    _pay(case, lead, today, case.order.open_amount)
    return case


def _tell(made: dict[str, CollectionCase], lead: User, today: date) -> None:
    """What makes the pages full: missing things, a status, a part payment, a note, an end."""
    CollectionCase.objects.filter(pk=made["to_check_case"].pk).update(
        missing=[NO_ADDRESS, IN_DISPUTE]
    )
    CollectionCase.objects.filter(pk=made["second_to_check_case"].pk).update(missing=[NO_ADDRESS])
    at_agency = made["agency_case"]
    at_agency.agency_status = AgencyStatus.IN_CONTACT
    at_agency.agency_status_on = today - timedelta(days=2)
    at_agency.save(update_fields=["agency_status", "agency_status_on"])
    _pay(at_agency, lead, today, Decimal("120.00"))
    add_event(
        at_agency,
        Kind.NOTE,
        "Kundin hat angerufen: Sie will den Rest bis Monatsende zahlen.",
        on=today,
        actor=lead,
    )
    stopped = _case(made["ready_case"].order.sales_account, CaseState.TO_CHECK, today)
    end(
        lock_case(stopped.pk),
        CaseState.STOPPED,
        on=today,
        why="Kulanz, der Kunde bestellt wieder",
        actor=lead,
    )
    made["stopped_case"] = stopped


def _pay(case: CollectionCase, lead: User, today: date, amount: Decimal) -> LedgerEntry:
    record_payment(
        case.order_id,
        amount=amount,
        paid_on=today,
        reference="Überweisung",
        actor=lead,
        today=today,
    )
    return case.order.ledger_entries.latest("pk")
