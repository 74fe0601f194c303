"""The sections of the pages Auswertungen: which panels each shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from common.web.value_tables import Panel
from dunning_site.evaluation_cohorts import cohort_panels
from dunning_site.evaluation_costs import agency_panels, cost_panels, delivery_panels
from dunning_site.evaluation_panels import days_panels, recovery_panels
from dunning_site.services.evaluation_report import Report


@dataclass(frozen=True)
class Section:
    """One tab; query is the filter as the address carries it, for links that keep it."""

    url_name: str
    label: str
    panels: Callable[[Report, str], list[Panel]]


SECTIONS = (
    Section(
        "evaluation-recovery", "Eingang", lambda report, query: recovery_panels(report.dunning)
    ),
    Section(
        "evaluation-days",
        "Dauer bis zur Zahlung",
        lambda report, query: days_panels(report.dunning),
    ),
    Section(
        "evaluation-cohorts",
        "Kohorten",
        lambda report, query: cohort_panels(
            report.dunning.cohorts, lambda first: month_url(first, query)
        ),
    ),
    Section(
        "evaluation-delivery", "Zustellung", lambda report, query: delivery_panels(report.dunning)
    ),
    Section(
        "evaluation-costs", "Kosten und Ertrag", lambda report, query: cost_panels(report.dunning)
    ),
    Section(
        "evaluation-agencies", "Inkassobüros", lambda report, query: agency_panels(report.agencies)
    ),
)


def month_url(first: date, query: str) -> str:
    """The page of one month, keeping the filter."""
    address = reverse("evaluation-cohort", args=[first.year, first.month])
    return f"{address}?{query}" if query else address


def section_of(url_name: str) -> Section:
    """The section behind an address."""
    return next(one for one in SECTIONS if one.url_name == url_name)


def panel_of(report: Report, key: str) -> Panel | None:
    """The panel with the key, in whichever section; None for a key that is none."""
    panels = (panel for section in SECTIONS for panel in section.panels(report, ""))
    return next((panel for panel in panels if panel.key == key), None)
