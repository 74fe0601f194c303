"""Every page of the debtors, and those on which clerks answer them."""

from functools import partial

from playwright.sync_api import Page

from tests.journeys.places import NOT_FOUND, Place
from tests.journeys.sitemap_payments import ONLINE_PAYMENTS
from tests.journeys.staff import NOBODY

# What the debtor of an order sees who came in by its link.
_Debtors = partial(Place, person=NOBODY, owner="Sternwarte")

_KINDS = ("already_paid", "deferral", "instalments", "dispute", "address", "payment_method")


def _send_nothing(page: Page) -> None:
    page.get_by_role("button", name="Zahlung melden").click()


def _decline_without_a_word(page: Page) -> None:
    page.get_by_role("button", name="Einwand erledigt, weiter mahnen").click()


DEBTOR_PAGES: tuple[Place, ...] = (
    _Debtors("debtor-open", "{debtor_order_page}", link="debtor_order_link"),
    _Debtors("debtor-part-paid", "{debtor_part_paid_page}", link="debtor_part_paid_link"),
    _Debtors("debtor-plan", "{debtor_plan_page}", link="debtor_plan_link"),
    _Debtors(
        "debtor-english",
        "{debtor_english_page}",
        link="debtor_english_link",
        language="en",
    ),
    *(
        _Debtors(
            f"debtor-form-{kind}",
            f"{{debtor_order_page}}anliegen/{kind}/",
            link="debtor_order_link",
        )
        for kind in _KINDS
    ),
    _Debtors(
        "debtor-form-english",
        "{debtor_english_page}anliegen/instalments/",
        link="debtor_english_link",
        language="en",
    ),
    _Debtors(
        "debtor-form-refused",
        "{debtor_order_page}anliegen/already_paid/",
        link="debtor_order_link",
        click=_send_nothing,
    ),
    Place(
        "debtor-not-found",
        "/z/0123456789abcdef/",
        person=NOBODY,
        status=NOT_FOUND,
        owner="nicht verfügbar",
    ),
    _Debtors(
        "debtor-form-not-now", "{debtor_plan_page}anliegen/instalments/", link="debtor_plan_link"
    ),
    *ONLINE_PAYMENTS,
)

# What clerks see.
DEBTOR_REQUESTS: tuple[Place, ...] = (
    Place("requests", "/anliegen/"),
    Place("requests-none", "/anliegen/?suche=niemand"),
    *(Place(f"request-{kind}", f"/anliegen/{{request_{kind}}}/") for kind in _KINDS),
    Place("request-refused", "/anliegen/{request_dispute}/", click=_decline_without_a_word),
    Place("request-declined", "/anliegen/{request_declined}/"),
    Place("order-asking", "/auftraege/{asking_order}/"),
    Place("order-access-renew", "/auftraege/{asking_order}/zahlungsseite/erneuern/"),
    Place("order-access-revoke", "/auftraege/{asking_order}/zahlungsseite/sperren/"),
    Place("access-alarms", "/zahlungsseiten/falsche-links/"),
    Place("payment-pages", "/admin/reminders/debtorpagesettings/"),
    Place("payment-page-form", "/admin/reminders/debtorpagesettings/{debtor_account}/change/"),
)
