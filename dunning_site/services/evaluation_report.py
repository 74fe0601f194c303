"""All that the pages Auswertungen show, joined from the dunning and the collections."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from dunning_site.services.agency_results import agency_results
from reminders.rules.evaluation_figures import (
    AgencyResult,
    Cohort,
    Evaluation,
    EvaluationFilters,
)
from reminders.services.evaluations import evaluation


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a period: dunning, and what agencies made of their cases."""

    dunning: Evaluation
    agencies: tuple[AgencyResult, ...]


def report_of(filters: EvaluationFilters) -> Report:
    """Everything for the filter, in a fixed number of queries."""
    results = agency_results(filters.from_on, filters.to_on, account_id=filters.account_id)
    return Report(evaluation(filters), results)


def cohort_of(first: date, filters: EvaluationFilters) -> Cohort | None:
    """What became of one month, whatever period the filter names; None if nothing was left open."""
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    cohorts = evaluation(replace(filters, from_on=first, to_on=last)).cohorts
    return next((one for one in cohorts if one.month == first), None)
