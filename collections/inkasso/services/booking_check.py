"""Prove that what agencies reported stands in the ledger, and nothing else of them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from common.rules.german import euro
from common.rules.money import ZERO
from inkasso.models import CaseBooking, CaseEvent, ReportEntry
from orders.models import LedgerEntry
from orders.services.ledger_check import Finding, snapshot

CHUNK_SIZE = 500
Kind = LedgerEntry.Kind


def check_case_bookings() -> Iterator[Finding]:
    """Compare bookings of agencies with their cases, and payments with bookings; writes nothing."""
    with snapshot():
        yield from _loose_bookings()
    payments = ReportEntry.objects.filter(
        kind=ReportEntry.Kind.PAYMENT, state=ReportEntry.State.APPLIED
    ).select_related("case__order", "report")
    last = 0
    while True:
        with snapshot():
            chunk = list(payments.filter(pk__gt=last).order_by("pk")[:CHUNK_SIZE])
            findings = list(_check_payments(chunk))
        yield from findings
        if not chunk:
            return
        last = chunk[-1].pk


def _loose_bookings() -> Iterator[Finding]:
    entries = LedgerEntry.objects.filter(source=LedgerEntry.Source.AGENCY, case_booking=None)
    for entry in entries.exclude(kind=Kind.REVERSAL).select_related("order"):
        yield Finding(
            f"Auftrag {entry.order.number}",
            f"Die Buchung {entry.pk} des Inkassobüros gehört zu keinem Inkassofall.",
        )


def _check_payments(payments: Sequence[ReportEntry]) -> Iterator[Finding]:
    """Each reported payment was booked once, on its case, with what the agency keeps."""
    booked = _booked({one.case_id for one in payments if one.case_id})
    for one in payments:
        payment, costs = booked.get(one.pk, (ZERO, ZERO))
        if (payment, costs) != (-one.amount, one.costs):
            yield Finding(
                f"Inkassofall {one.case}",
                f"{one.report}, Zeile {one.position}: Gemeldet sind {euro(one.amount)} mit "
                f"{euro(one.costs)} Kosten, gebucht sind {euro(-payment)} mit {euro(costs)}.",
            )


def _booked(case_ids: set[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """Payment and costs as booked, in euros, by the line of the report that they came from."""
    amounts = {
        entry_id: (case_id, kind, amount)
        for entry_id, case_id, kind, amount in CaseBooking.objects.filter(
            case__in=case_ids
        ).values_list("entry", "case", "entry__kind", "entry__amount")
    }
    found: dict[int, tuple[Decimal, Decimal]] = {}
    events = CaseEvent.objects.filter(case__in=case_ids, kind=CaseEvent.Kind.PAYMENT)
    for case_id, details in events.values_list("case", "details"):
        if "report_entry" not in details:
            continue
        payment, costs = found.get(details["report_entry"], (ZERO, ZERO))
        for entry_id in details["bookings"]:
            of_case, kind, amount = amounts.get(entry_id, (None, "", ZERO))
            payment += amount if of_case == case_id and kind == Kind.PAYMENT else ZERO
            costs += amount if of_case == case_id and kind == Kind.COLLECTION_COST else ZERO
        found[details["report_entry"]] = (payment, costs)
    return found
