"""Bring the kept figures of the evaluations up to date, with what agencies and courts know."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from inkasso.models import CollectionCase
from reminders.services.evaluation_facts import Period
from reminders.services.evaluation_refresh import Refreshed, refresh_evaluations


class CollectionCases:
    """When cases were with an agency or a court, and which of them have changed."""

    def periods(self, order_ids: Collection[int]) -> Mapping[int, Period]:
        """From the handover or the application to the court, the earlier, to the case's end."""
        cases = CollectionCase.objects.filter(order__in=order_ids)
        facts = cases.values_list("order", "handed_over_on", "court__requested_on", "ended_on")
        return {
            order_id: Period(min(days), ended_on)
            for order_id, *begun, ended_on in facts
            if (days := [day for day in begun if day is not None])
        }

    def touched(self, since: datetime) -> Iterable[int]:
        """The orders of the cases that were changed since then."""
        changed = CollectionCase.objects.filter(updated_at__gte=since)
        return changed.values_list("order", flat=True)


def refresh_kept_figures(*, now: datetime, today: date, full: bool = False) -> Refreshed:
    """Bring recoveries, sent counts and cohorts up to date; full: work out everything anew."""
    return refresh_evaluations(now=now, today=today, collections=CollectionCases(), full=full)
