"""Debtors on their payment page, and the clerk who settles what they ask: in a real browser."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.journeys.installation import Installation
from tests.journeys.staff import CLERK, NOBODY, Staff, log_in
from tests.provider_stand_in import ProviderStandIn
from tests.reminders.adapters.mail_servers import Sink

# A reminder that leaves in half an hour; then everything that may leave by then does.
QUEUE = """
from datetime import timedelta
from django.utils import timezone
from orders.models import Order
from reminders.services.proposals import propose_run
from reminders.services.runs import release_run

today, now = timezone.localdate(), timezone.now()
order = Order.objects.get(number="{number}")
run = propose_run(
    [order.pk], level=2, day=today, written_on=today, selection="Reise", actor=None
)
release_run(run.pk, actor=None, today=today, now=now + timedelta(minutes=30))
print(order.customer.email)
"""
DELIVER = """
from datetime import timedelta
from itertools import count
from django.utils import timezone
from reminders.models import ReminderItem
from reminders.services.delivery import deliver_due

later, seconds = timezone.now() + timedelta(hours=1), count()
deliver_due(clock=lambda: later + timedelta(seconds=next(seconds)))
print(ReminderItem.objects.get(order__number="{number}", level=2).state)
"""


@pytest.fixture
def debtor(staff: Staff, installation: Installation) -> Iterator[Page]:
    """A phone that came in by nobody's link yet; an error on its console fails the test."""
    page = staff.tab(NOBODY)
    page.set_viewport_size({"width": 390, "height": 844})
    yield from _without_errors(page, installation)


@pytest.fixture(scope="module")
def clerk(staff: Staff, installation: Installation) -> Iterator[Page]:
    page = staff.tab(NOBODY)
    log_in(page, CLERK)
    yield from _without_errors(page, installation)


def _without_errors(page: Page, installation: Installation) -> Iterator[Page]:
    """The page; what the browser complains about on ours, not on the provider's, fails the test."""
    errors: list[str] = []

    def note(one: ConsoleMessage) -> None:
        if one.type == "error" and one.location["url"].startswith(installation.url):
            errors.append(one.text)

    page.on("console", note)
    yield page
    assert errors == []


def enter(debtor: Page, installation: Installation, name: str) -> None:
    """Open the link as it stands in the mail; its token leaves the address bar."""
    link = installation.ids[f"{name}_link"]
    debtor.goto(link)
    expect(debtor).to_have_url(urljoin(installation.url, installation.ids[f"{name}_page"]))
    assert link.partition(".")[2] not in debtor.content()


def test_a_debtor_pays_a_part_on_the_providers_page(
    debtor: Page, clerk: Page, installation: Installation, provider: ProviderStandIn
):
    provider.reports_to(urljoin(installation.url, installation.ids["debtor_webhook"]))
    enter(debtor, installation, "debtor_payer")

    debtor.get_by_label("Betrag").fill("60,00")
    debtor.get_by_role("button", name="Karte oder Lastschrift").click()
    debtor.get_by_role("button", name="Bezahlen", exact=True).click()

    expect(debtor.get_by_role("heading", name="Zahlung eingegangen")).to_be_visible()
    expect(debtor.get_by_text("60,00").first).to_be_visible()
    debtor.get_by_role("link", name="Zurück").click()
    expect(debtor.get_by_text("60,00").first).to_be_visible()
    clerk.goto(f"/auftraege/{installation.ids['debtor_payer']}/")
    expect(clerk.get_by_text("Zahlungsanbieter").first).to_be_visible()
    expect(clerk.get_by_text("Link der Zahlungsseite geöffnet").first).to_be_visible()


def test_a_dispute_stops_the_queued_reminder_and_a_clerk_settles_it(
    debtor: Page, clerk: Page, installation: Installation, sink: Sink
):
    address = queue_a_reminder(installation, "SW-111")
    enter(debtor, installation, "debtor_disputer")

    debtor.get_by_role("link", name="Einwand").click()
    debtor.get_by_label("Was stimmt nicht?").select_option(label="Ich habe nichts erhalten")
    debtor.get_by_label("Nachricht").fill("Das Paket kam nie an.")
    debtor.get_by_role("button", name="Einwand senden").click()

    expect(debtor.get_by_text("Ihren Einwand prüfen wir")).to_be_visible()
    before = mails_to(sink, address)
    assert deliver_all(installation, "SW-111") == "cancelled"
    assert mails_to(sink, address) == before
    open_request(clerk, "SW-111", "Einwand")
    expect(clerk.get_by_text("Das Paket kam nie an.")).to_be_visible()
    clerk.get_by_label("Wie wurde es geklärt?").fill("Laut Sendungsverfolgung zugestellt.")
    clerk.get_by_label("Antwort an den Kunden").fill("Das Paket liegt beim Nachbarn.")
    clerk.get_by_role("button", name="Einwand erledigt, weiter mahnen").click()
    debtor.reload()
    expect(debtor.get_by_text("Das Paket liegt beim Nachbarn.")).to_be_visible()


def test_instalments_beyond_the_rule_wait_for_a_clerk_who_grants_them(
    debtor: Page, clerk: Page, installation: Installation
):
    enter(debtor, installation, "debtor_asker")

    debtor.get_by_role("link", name="Raten").click()
    debtor.get_by_label("Zahl der Raten").select_option("8")
    debtor.get_by_role("button", name="Raten anfragen").click()

    expect(debtor.get_by_text("Wir prüfen Ihre Nachricht.")).to_be_visible()
    open_request(clerk, "SW-112", "Ratenzahlung")
    clerk.get_by_role("button", name="Raten vereinbaren").click()
    debtor.reload()
    expect(debtor.get_by_text("Ihr Ratenplan läuft")).to_be_visible()


def queue_a_reminder(installation: Installation, number: str) -> str:
    """Release a reminder that leaves in half an hour; whom it is for."""
    return installation.manage("shell", "-v", "0", "-c", QUEUE.format(number=number)).strip()


def deliver_all(installation: Installation, number: str) -> str:
    """Let everything leave that may within the hour; what became of the order's reminder."""
    return installation.manage("shell", "-v", "0", "-c", DELIVER.format(number=number)).strip()


def mails_to(sink: Sink, address: str) -> int:
    return sum(address in envelope.rcpt_tos for envelope in sink.envelopes)


def open_request(clerk: Page, number: str, kind: str) -> None:
    """From the menu to the request of the order."""
    clerk.goto("/")
    clerk.get_by_role("link", name=re.compile("^Anliegen")).first.click()
    row = clerk.get_by_role("row").filter(has_text=number)
    expect(row).to_contain_text(kind)
    row.get_by_role("link").first.click()
