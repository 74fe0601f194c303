"""Handovers in every state that a page shows in its own way."""

import hashlib
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from inkasso.models import CollectionAgency, CollectionCase, Handover, HandoverFile
from inkasso.services.handovers import hand_in, propose_handover, release_handover
from inkasso.services.refresh import refresh_cases
from orders.models import Creditor, SalesAccount
from tests import collection_factories, factories
from tests.reminders.services.claim_bench import send, step

State = Handover.State
PROBLEM = "Der Server sftp.nordwest-inkasso.example antwortet nicht oder brach ab (TimeoutError)."


@transaction.atomic
def handovers(clerk: User, today: date) -> dict[str, object]:
    """Proposed, waiting for a second person, written, under way, failed, delivered, discarded."""
    account = collecting_account("Lampen und Leuchten Handelskontor")
    agency = account.collection_policy.agency
    CollectionAgency.objects.filter(pk=agency.pk).update(client_number="M-4711")
    now = timezone.now()
    made = {
        name: _handover(account, clerk, today, now)
        for name in ("written", "busy", "failed", "delivered", "discarded")
    }
    _set(made["written"], State.WRITTEN, now)
    _set(made["busy"], State.WRITTEN, now, next_attempt_at=now + timedelta(days=30))
    _set(made["failed"], State.FAILED, now)
    _set(made["delivered"], State.DELIVERED, now)
    _set(made["discarded"], State.DISCARDED, now)
    Handover.objects.filter(pk__in=[made["busy"].pk, made["failed"].pk]).update(problem=PROBLEM)
    rows = {f"{name}_handover": handover for name, handover in made.items()}
    rows["proposed_handover"] = _proposed(account, clerk, today, now)
    rows["waiting_handover"] = _waiting(clerk, today, now)
    # For the journey from the list to the file.
    for number in ("FW-1", "FW-2"):
        ready_case(collecting_account("Fernwehkarten"), today, number=number)
    return rows


def collecting_account(name: str, **rules: object) -> SalesAccount:
    """An account whose cases can be complete."""
    account = factories.sales_account(name)
    Creditor.objects.filter(pk=account.creditor_id).update(federal_state="HH")
    collection_factories.policy(account, **rules)
    return account


def ready_case(account: SalesAccount, today: date, **of_draft: object) -> CollectionCase:
    """A case of an order dunned twice in vain."""
    order = factories.order(
        account,
        today=today,
        **{  # type: ignore[arg-type]
            "due_on": today - timedelta(days=60),
            "total": "389.00",
            "last_name": "Hagedorn-Wiesenthal",
            **of_draft,
        },
    )
    for level, days in ((1, 45), (2, 25)):
        send(order, step(level), on=today - timedelta(days=days))
    case = collection_factories.case(order, today=today)
    refresh_cases([case.pk], today=today, now=timezone.now())
    return case


def _proposed(account: SalesAccount, clerk: User, today: date, now: datetime) -> Handover:
    """Ready cases, and some that lack something."""
    cases = [ready_case(account, today) for _ in range(3)]
    cases += [
        ready_case(account, today, street="", email=f"ohne-{number}@kunden.example")
        for number in range(2)
    ]
    return _propose(cases, clerk, today, now)


def _waiting(clerk: User, today: date, now: datetime) -> Handover:
    """Over the limit, put together by the clerk."""
    account = collecting_account("Großkunden", approval_limit="250.00")
    handover = _propose([ready_case(account, today)], clerk, today, now)
    return hand_in(handover.pk, actor=clerk, today=today)


def _handover(account: SalesAccount, clerk: User, today: date, now: datetime) -> Handover:
    """A released one with two cases and one that stayed."""
    incomplete = ready_case(account, today, street="", email="ohne@kunden.example")
    cases = [ready_case(account, today), ready_case(account, today), incomplete]
    handover = _propose(cases, clerk, today, now)
    return release_handover(handover.pk, actor=clerk, today=today, now=now)


def _propose(cases: list[CollectionCase], clerk: User, today: date, now: datetime) -> Handover:
    (handover,) = propose_handover(
        [case.pk for case in cases],
        day=today,
        selection="Bereit, Verkaufsaccount: Lampen und Leuchten Handelskontor",
        actor=clerk,
        now=now,
    )
    return handover


def _set(
    handover: Handover, state: str, now: datetime, next_attempt_at: datetime | None = None
) -> None:
    """As if the worker had been there."""
    content = b"PK\x05\x06" + bytes(18)
    if state != State.DISCARDED:
        HandoverFile.objects.create(
            handover=handover,
            file_name=f"Uebergabe-{handover.pk:06d}-{now:%Y-%m-%d}.zip",
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            is_encrypted=False,
            written_at=now,
        )
    Handover.objects.filter(pk=handover.pk).update(
        state=state,
        next_attempt_at=next_attempt_at,
        delivered_at=now if state == State.DELIVERED else None,
        attempts=1,
    )
