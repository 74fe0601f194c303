"""The pages of costs, reports and the configuration of collections, as the checks visit them."""

from playwright.sync_api import Page

from tests.journeys.places import Place
from tests.journeys.staff import CLERK


def _renew_secret(page: Page) -> None:
    page.get_by_role("button", name="Geheimnis erneuern").click()


def _refused_report(page: Page) -> None:
    page.get_by_role("button", name="Rückmeldung einlesen").click()


def _refused_line(page: Page) -> None:
    page.get_by_label("Fall", exact=True).fill("Oesterreicher")
    page.get_by_role("button", name="Zahlung buchen").click()


COLLECTIONS = (
    Place("collection-costs", "/inkasso/kostenrechner/", CLERK),
    Place(
        "collection-costs-computed",
        "/inkasso/kostenrechner/?betrag=1250&tag=21.11.2026&satz=1.3&bestritten=nein"
        "&vorsteuer=nein",
    ),
    Place(
        "collection-costs-refused",
        "/inkasso/kostenrechner/?betrag=250&tag=31.12.2020&satz=0.9&bestritten=nein&vorsteuer=ja",
    ),
)
REPORTS = (
    Place("reports", "/inkasso/rueckmeldungen/", CLERK),
    Place("reports-all", "/inkasso/rueckmeldungen/?lage=alle"),
    Place("reports-refused", "/inkasso/rueckmeldungen/", click=_refused_report),
    Place("report", "/inkasso/rueckmeldungen/{report}/", CLERK),
    Place("report-broken", "/inkasso/rueckmeldungen/{broken_report}/"),
    Place("report-line", "/inkasso/rueckmeldungen/zeilen/{applied_line}/"),
    Place("report-line-word", "/inkasso/rueckmeldungen/zeilen/{unknown_word_line}/", CLERK),
    Place("report-line-case", "/inkasso/rueckmeldungen/zeilen/{unknown_case_line}/"),
    Place(
        "report-line-refused",
        "/inkasso/rueckmeldungen/zeilen/{unknown_case_line}/",
        click=_refused_line,
    ),
    Place("report-line-impossible", "/inkasso/rueckmeldungen/zeilen/{impossible_line}/"),
    Place("remittances", "/inkasso/rueckmeldungen/abrechnungen/", CLERK),
    Place("remittance", "/inkasso/rueckmeldungen/abrechnungen/{remittance}/"),
    Place("notices", "/inkasso/rueckmeldungen/meldungen/{reporting_agency}/", CLERK),
)
COLLECTION_ADMIN = (
    Place("admin-agencies", "/admin/collections/collectionagency/"),
    Place("admin-agency", "/admin/collections/collectionagency/{agency}/change/"),
    Place("admin-agency-new", "/admin/collections/collectionagency/add/"),
    Place("admin-agency-webhook", "/admin/collections/collectionagency/{agency}/webhook/"),
    Place(
        "admin-agency-secret",
        "/admin/collections/collectionagency/{agency}/webhook/",
        click=_renew_secret,
    ),
    Place("admin-collection-policies", "/admin/collections/collectionpolicy/"),
    Place("admin-collection-policy", "/admin/collections/collectionpolicy/{account}/change/"),
    Place("admin-claimants", "/admin/collections/claimant/"),
    Place("admin-claimant", "/admin/collections/claimant/{creditor}/change/"),
    Place("admin-bureau-rule", "/admin/collections/bureaurule/1/change/"),
)
