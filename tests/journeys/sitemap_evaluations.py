"""The overview and the evaluations."""

from playwright.sync_api import Page

from tests.journeys.places import FORBIDDEN, NOT_FOUND, Place
from tests.journeys.staff import CLERK, GUEST


def _show_values(page: Page) -> None:
    for summary in page.locator(".chart-values summary").all():
        summary.click()


EVALUATIONS = (
    Place("home", "/", CLERK),
    Place("home-values", "/", click=_show_values),
    Place("home-guest", "/", GUEST),
    Place("evaluation-recovery", "/auswertungen/", CLERK),
    Place("evaluation-days", "/auswertungen/dauer/"),
    Place("evaluation-cohorts", "/auswertungen/kohorten/"),
    Place("evaluation-cohort", "/auswertungen/kohorten/2026-01/"),
    Place("evaluation-cohort-missing", "/auswertungen/kohorten/2026-13/", status=NOT_FOUND),
    Place("evaluation-delivery", "/auswertungen/zustellung/"),
    Place("evaluation-costs", "/auswertungen/kosten/"),
    Place("evaluation-agencies", "/auswertungen/inkassobueros/"),
    Place("evaluation-refused", "/auswertungen/?von=31.02.2026"),
    Place("evaluation-forbidden", "/auswertungen/", GUEST, FORBIDDEN),
    Place("evaluation-settings", "/admin/reminders/evaluationsettings/"),
    Place("evaluation-settings-form", "/admin/reminders/evaluationsettings/1/change/"),
)
