"""What a clerk sees of mails that came back: the list of addresses, the order's page, the log."""

import pytest
from django.urls import reverse

from dunning_site.failed_addresses import UNKNOWN
from dunning_site.services.overview_tasks import tasks_of
from orders.models import Order
from reminders.models import DeliveryEvent
from reminders.rules.delivery_kinds import DeliveryKind
from reminders.rules.reasons import Code
from reminders.rules.states import ReminderState
from reminders.services.assessment import assess
from reminders.services.delivery_events import Heard, note_event
from tests import factories
from tests.factories import TODAY, order
from tests.sent_reminders import sent_reminder

pytestmark = pytest.mark.django_db
LOG = "/versandprotokoll/"


@pytest.fixture
def page(client, today):
    rights = ("orders.view_order", "orders.view_customer", "reminders.view_reminder")
    client.force_login(factories.user("petra", *rights))
    return client


def returned(kind: DeliveryKind = DeliveryKind.HARD_BOUNCE, **of_draft: object):
    """An order whose reminder came back."""
    bought = order(**of_draft)
    reminder = sent_reminder(bought, sent_on=TODAY, recipient=bought.customer.email)
    heard = Heard("test", str(reminder.pk), kind, reminder.pk, "", "5.1.1 unbekannt", None)
    note_event(heard, now=reminder.sent_at)
    return bought


def listed(page) -> list[tuple[str, str]]:
    rows = page.get("/kunden/adressen/").context["table"].paginated_rows
    return [(row.get_cell("effective_email"), row.get_cell("reason")) for row in rows]


def test_it_lists_whom_no_mail_reaches_with_the_reason(page):
    bounced = returned()
    complained = returned(DeliveryKind.COMPLAINT)
    returned(DeliveryKind.SOFT_BOUNCE)

    assert sorted(listed(page)) == sorted(
        [
            (bounced.customer.email, "kam zurück: 5.1.1 unbekannt"),
            (complained.customer.email, "als Spam gemeldet"),
        ]
    )


def test_it_tells_why_a_server_refused_the_address_at_once(page):
    refused, by_hand = order(), order()
    outcome = "Der Mailserver hat nicht angenommen: 550 5.1.1 unknown"
    sent_reminder(refused, sent_on=TODAY, state=ReminderState.FAILED, outcome=outcome)
    for one in (refused, by_hand):
        one.customer.email_failed_on = TODAY
        one.customer.save()

    assert listed(page) == [
        (by_hand.customer.email, UNKNOWN),
        (refused.customer.email, "Adresse unbekannt (550)"),
    ]


def test_who_owes_nothing_needs_no_address(page):
    paid = order(open_amount="0.00")
    paid.customer.email_failed_on = TODAY
    paid.customer.save()

    assert listed(page) == []
    assert "Keine Adresse ist zu prüfen." in page.get("/kunden/adressen/").content.decode()


def test_it_tells_where_no_letter_can_take_its_place(page):
    returned(street="")

    assert "Anschrift fehlt" in page.get("/kunden/adressen/").content.decode()


def test_the_task_leads_to_the_list_and_counts_the_same(page):
    returned()

    tasks = tasks_of([], today=TODAY, has_perm=lambda right: right == "orders.change_customer")

    (task,) = [one for one in tasks if one.url == reverse("failed-address-list")]
    assert (task.count, len(listed(page))) == (1, 1)


def test_the_orders_page_shows_what_came_back(page):
    html = page.get(reverse("order-page", args=[returned().pk])).content.decode()

    assert "versendet, kam zurück" in html
    assert "unzustellbar: 5.1.1 unbekannt" in html
    assert "Dorthin geht keine Mahnung mehr." in html


def test_a_delayed_mail_still_counts_as_sent(page):
    html = page.get(reverse("order-page", args=[returned(DeliveryKind.DELAYED).pk])).content

    assert "kam zurück" not in html.decode()
    assert "verzögert: 5.1.1 unbekannt" in html.decode()


@pytest.mark.parametrize("kind", DeliveryKind)
def test_the_log_finds_reminders_by_what_came_back(page, kind):
    wanted = returned(kind)
    order_without_report = order()
    sent_reminder(order_without_report, sent_on=TODAY)

    rows = page.get(f"{LOG}?rueckmeldung={kind}").context["table"].paginated_rows

    assert [row.record.items.get().order for row in rows] == [wanted]


def test_the_log_marks_what_came_back_for_good(page):
    returned()

    assert "versendet, kam zurück" in page.get(LOG).content.decode()
    assert DeliveryEvent.objects.count() == 1


def test_after_a_complaint_nothing_says_that_the_address_does_not_exist(page):
    bought = returned(DeliveryKind.COMPLAINT, street="")
    (assessment,) = assess(Order.objects.filter(pk=bought.pk), TODAY)
    (reason,) = [one for one in assessment.reasons if one.code == Code.ADDRESS_BOUNCED]

    html = page.get(reverse("order-page", args=[bought.pk])).content.decode()

    assert f"geht an {bought.customer.email} keine E-Mail mehr" in reason.text
    assert "als Spam gemeldet" in html
    assert ">unzustellbar<" not in html
    assert "kam zurück" not in html
