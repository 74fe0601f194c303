"""Remittances of agencies, against the payments that they reported with the same number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from common.rules.german import day
from common.rules.money import ZERO
from inkasso.models import Remittance, ReportEntry
from inkasso.services.report_effects import Unclear

State = ReportEntry.State


class SettlementRefused(Exception):
    """The remittance cannot be settled; the message says why."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A remittance against its payments, in euros.

    paid: what debtors paid; costs: what the agency kept of it for its own costs. difference:
    positive where it paid out more than it had to.
    """

    remittance: Remittance
    payments: tuple[ReportEntry, ...]
    waiting: int
    paid: Decimal
    costs: Decimal

    @property
    def expected(self) -> Decimal:
        """What had to be paid out."""
        return self.paid - self.costs - self.remittance.deductions

    @property
    def difference(self) -> Decimal:
        """What was paid out beyond that; negative where something is missing."""
        return self.remittance.amount - self.expected

    @property
    def is_done(self) -> bool:
        """Whether nobody has to look at it (any more)."""
        return self.difference == 0 or self.remittance.settled_on is not None


def add_remittance(entry: ReportEntry, today: date) -> str:
    """Keep what a line says was paid out; nothing is booked. Raises Unclear."""
    if entry.happened_on is None:
        raise Unclear(entry.message or "Das Datum fehlt.")
    if entry.happened_on > today:
        raise Unclear(f"Der {day(entry.happened_on)} liegt in der Zukunft.")
    if not entry.remittance_reference:
        raise Unclear("Die Nummer der Abrechnung fehlt.")
    same = Remittance.objects.filter(agency=entry.agency, reference=entry.remittance_reference)
    if before := same.first():
        raise Unclear(f"{before} vom {day(before.remitted_on)} ist schon da.")
    Remittance.objects.create(
        agency=entry.agency,
        reference=entry.remittance_reference,
        remitted_on=entry.happened_on,
        amount=entry.amount,
        # A remittance keeps back no costs of single payments: its line holds the deductions there.
        deductions=entry.costs,
        entry=entry,
    )
    return ""


def reconcile(remittances: Sequence[Remittance]) -> list[Reconciled]:
    """Each remittance with its payments, in one query."""
    entries = ReportEntry.objects.filter(
        kind=ReportEntry.Kind.PAYMENT,
        agency__in={one.agency_id for one in remittances},
        remittance_reference__in={one.reference for one in remittances},
    ).exclude(state=State.SET_ASIDE)
    found = list(entries.select_related("case__order").order_by("happened_on", "pk"))
    return [_reconciled(one, found) for one in remittances]


@transaction.atomic
def settle_remittance(
    remittance_id: int, *, reason: str, actor: AbstractBaseUser | None, today: date
) -> Remittance:
    """Leave the difference as it is, for a reason. Raises SettlementRefused."""
    remittance = Remittance.objects.select_for_update().get(pk=remittance_id)
    if not reason.strip():
        raise SettlementRefused("Geben Sie an, wie der Unterschied geklärt ist.")
    if remittance.settled_on is not None:
        raise SettlementRefused("Die Abrechnung ist schon geklärt.")
    if reconcile([remittance])[0].difference == 0:
        raise SettlementRefused("Die Abrechnung stimmt; es gibt nichts zu klären.")
    remittance.settled_on, remittance.settled_by = today, actor
    remittance.settled_why = reason.strip()[:300]
    remittance.save(update_fields=["settled_on", "settled_by", "settled_why"])
    return remittance


def _reconciled(remittance: Remittance, entries: Iterable[ReportEntry]) -> Reconciled:
    of_it = [
        one
        for one in entries
        if (one.agency_id, one.remittance_reference) == (remittance.agency_id, remittance.reference)
    ]
    payments = tuple(one for one in of_it if one.state == State.APPLIED)
    return Reconciled(
        remittance=remittance,
        payments=payments,
        waiting=len(of_it) - len(payments),
        paid=sum((one.amount for one in payments), ZERO),
        costs=sum((one.costs for one in payments), ZERO),
    )
