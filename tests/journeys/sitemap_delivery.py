"""What became of mails: uncertain ones, and stopping them."""

from playwright.sync_api import Page

from tests.journeys.places import FORBIDDEN, ONLY_POST, Place
from tests.journeys.staff import CLERK, GUEST


def _decide_nothing(page: Page) -> None:
    page.get_by_role("button", name="Entscheidung speichern").click()


def _check_all(page: Page) -> None:
    page.get_by_label("Alle auf dieser Seite auswählen").check()
    page.get_by_role("button", name="Gemeinsam entscheiden").click()


def _stop_without_reason(page: Page) -> None:
    page.get_by_role("button", name="Versand anhalten").click()


DELIVERY: tuple[Place, ...] = (
    Place("uncertain", "/ungeklaert/", person=CLERK),
    Place("uncertain-decided", "/ungeklaert/?lage=entschieden"),
    Place("uncertain-nothing", "/ungeklaert/?suche=M-999999", person=CLERK),
    Place("uncertain-page", "/ungeklaert/{uncertain}/", person=CLERK),
    Place("uncertain-page-opened", "/ungeklaert/{uncertain_opened}/"),
    Place("uncertain-page-decided", "/ungeklaert/{uncertain_decided}/"),
    Place(
        "uncertain-page-refused",
        "/ungeklaert/{uncertain}/",
        person=CLERK,
        click=_decide_nothing,
    ),
    Place("uncertain-check", "/ungeklaert/", person=CLERK, click=_check_all),
    Place("uncertain-many-get", "/ungeklaert/entscheiden/", person=CLERK, status=ONLY_POST),
    Place("uncertain-closed", "/ungeklaert/", person=GUEST, status=FORBIDDEN),
    Place("sending", "/versand/"),
    Place("sending-reader", "/versand/", person=CLERK),
    Place("sending-refused", "/versand/", click=_stop_without_reason),
    Place("operation", "/betrieb/"),
    Place("admin-failures", "/admin/django_q/failure/"),
    Place("admin-failure", "/admin/django_q/failure/{failure}/change/"),
    Place("admin-successes", "/admin/django_q/success/"),
    Place("admin-waiting-tasks", "/admin/django_q/ormq/"),
    Place("operation-closed", "/betrieb/", person=CLERK, status=FORBIDDEN),
    Place("restore", "/betrieb/wiederherstellung/"),
    Place("restore-lift-get", "/betrieb/wiederherstellung/aufheben/", status=ONLY_POST),
    Place("restore-closed", "/betrieb/wiederherstellung/", person=CLERK, status=FORBIDDEN),
    Place("sending-stop-get", "/versand/anhalten/", status=ONLY_POST),
)
