"""Every page around paying online, but the one that leads straight on to the provider."""

from functools import partial

from playwright.sync_api import Page

from tests.journeys.places import Place
from tests.journeys.staff import NOBODY

_Debtors = partial(Place, person=NOBODY, owner="Sternwarte")


def _pay_too_much(page: Page) -> None:
    page.get_by_label("Betrag in Euro").fill("999999")
    page.get_by_role("button", name="Karte oder Lastschrift").click()


def _offer_without_keys(page: Page) -> None:
    page.get_by_label("Hinterlegte Schlüssel löschen").check()
    page.get_by_role("button", name="Sichern", exact=True).click()


def _back(name: str, state: str, more: str = "") -> Place:
    """Back from the provider, in one of the states that a payment can be in."""
    return _Debtors(
        f"debtor-back-{name}",
        f"{{debtor_online_{state}_page}}zahlen/zurueck/?zahlung={{debtor_online_{state}_payment}}{more}",
        link=f"debtor_online_{state}_link",
    )


ONLINE_PAYMENTS: tuple[Place, ...] = (
    _back("paid", "paid"),
    _back("pending", "pending"),
    _back("begun", "begun"),
    _back("left", "begun", "&abbruch=1"),
    _Debtors("debtor-pending", "{debtor_online_pending_page}", link="debtor_online_pending_link"),
    _Debtors(
        "debtor-pay-refused", "{debtor_order_page}", link="debtor_order_link", click=_pay_too_much
    ),
    Place("order-paid-online", "/auftraege/{debtor_online_paid}/"),
    Place("payment-links", "/admin/orders/paymentlink/"),
    Place("payment-link-new", "/admin/orders/paymentlink/add/"),
    Place("providers", "/admin/orders/provideraccount/"),
    Place("provider-new", "/admin/orders/provideraccount/add/"),
    Place("provider", "/admin/orders/provideraccount/{provider}/change/"),
    Place(
        "provider-refused",
        "/admin/orders/provideraccount/{provider}/change/",
        click=_offer_without_keys,
    ),
)
