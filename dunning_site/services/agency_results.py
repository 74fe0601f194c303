"""What agencies made of the cases that were handed over to them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from common.sums import cents, euros
from inkasso.models import CollectionAgency, CollectionCase, Remittance, ReportEntry
from inkasso.rules.states import RUNNING
from reminders.rules.evaluation_figures import AgencyResult

_CLAIM = F("principal") + F("interest") + F("costs") + F("cancellation_cost")
_APPLIED_PAYMENTS = Q(kind=ReportEntry.Kind.PAYMENT, state=ReportEntry.State.APPLIED)


def agency_results(
    from_on: date, to_on: date, *, account_id: int | None = None
) -> tuple[AgencyResult, ...]:
    """One line for each agency with a case handed over or a remittance from day to day, inclusive.

    account_id: only cases of this sales account; remittances are of all accounts and are left
    out then. Four queries.
    """
    cases = CollectionCase.objects.filter(
        handed_over_on__gte=from_on, handed_over_on__lte=to_on, agency__isnull=False
    )
    if account_id is not None:
        cases = cases.filter(order__sales_account=account_id)
    remittances = Remittance.objects.filter(remitted_on__gte=from_on, remitted_on__lte=to_on)
    handed_over = _by_agency(
        cases,
        "agency",
        count=Count("pk"),
        claimed=cents(_CLAIM),
        still_open=Count("pk", filter=Q(state__in=RUNNING)),
    )
    paid = _by_agency(_payments(cases), "case__agency", paid=cents("amount"), kept=cents("costs"))
    sums = {"remitted": cents("amount"), "deducted": cents("deductions")}
    settled = _by_agency(remittances, "agency", **sums) if account_id is None else {}
    names = dict(CollectionAgency.objects.order_by("name").values_list("pk", "name"))
    return tuple(
        _result(name, {**handed_over.get(pk, {}), **paid.get(pk, {}), **settled.get(pk, {})})
        for pk, name in names.items()
        if pk in handed_over or pk in settled
    )


def _payments(cases: QuerySet[CollectionCase]) -> QuerySet[ReportEntry]:
    """What agencies reported as paid on these cases, and what was taken over of it."""
    return ReportEntry.objects.filter(_APPLIED_PAYMENTS, case__in=cases)


def _by_agency(rows: QuerySet, agency: str, **sums: Any) -> dict[int, Mapping[str, int]]:
    """The sums of the rows, by the agency's key."""
    counted = rows.order_by().values(agency_key=F(agency)).annotate(**sums)
    return {found.pop("agency_key"): found for found in counted}


def _result(name: str, sums: Mapping[str, int]) -> AgencyResult:
    return AgencyResult(
        agency=name,
        handed_over=sums.get("count", 0),
        claimed=euros(sums.get("claimed")),
        paid=euros(sums.get("paid")),
        kept=euros(sums.get("kept")),
        deductions=euros(sums.get("deducted")),
        remitted=euros(sums.get("remitted")),
        still_open=sums.get("still_open", 0),
    )
