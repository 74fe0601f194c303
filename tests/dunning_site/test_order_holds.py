"""The order's page and its pages for rates, deferral, disputes and a reminder taken back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone

from orders.models import Order
from reminders.models import DunningBlock, InstalmentPlan, Reminder
from reminders.services.blocks import set_customer_block
from reminders.services.delivery import deliver_due
from reminders.services.proposals import propose_run
from reminders.services.runs import release_run
from tests import factories
from tests.factories import TODAY
from tests.reminders.adapters.mail_servers import Server, sink_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(db):
    return factories.order(total="100.00")


def act(desk, order: Order, slug: str, **posted: object):
    """Post a form of the order as its page would send it."""
    address = reverse("order-booking", args=[order.pk, slug])
    newest = order.ledger_entries.latest("pk").pk
    return desk.post(address, {"seen_entry": newest, **posted}, follow=True)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def page_of(desk, order: Order) -> str:
    return text_of(desk.get(reverse("order-page", args=[order.pk])))


def test_rates_are_read_before_they_are_agreed(desk, order):
    asked = {"count": "3", "first_on": "01.12.2026"}

    read = act(desk, order, "ratenplan", **asked)
    assert not InstalmentPlan.objects.exists()
    checked = read.context["form"].data["checked"]
    done = act(desk, order, "ratenplan", **asked, checked=checked)

    assert "3. Rate: 33,34\xa0€ am 01.02.2027" in read.content.decode()
    assert "Ratenplan mit 3 Raten vereinbart." in text_of(done)
    assert "Ratenplan läuft: nächste Rate 33,33\xa0€ am 01.12.2026" in done.content.decode()
    assert "Ratenplan beenden" in text_of(done)
    assert done.context["badge"].text == "Ratenplan"
    assert "Ratenplan" in text_of(desk.get(reverse("order-list")))


def test_rates_can_be_typed_one_by_one(desk, order):
    rows = "01.12.2026 60,00\n15.01.2027; 40,00 €"

    read = act(desk, order, "ratenplan", rows=rows)
    act(desk, order, "ratenplan", rows=rows, checked=read.context["form"].data["checked"])

    assert InstalmentPlan.objects.get().rates == [
        {"due_on": "2026-12-01", "amount": "60.00"},
        {"due_on": "2027-01-15", "amount": "40.00"},
    ]


@pytest.mark.parametrize(
    ("posted", "told"),
    [
        ({}, "Nennen Sie Zahl und ersten Tag der Raten"),
        ({"rows": "bald 50,00"}, "ist keine Rate"),
        ({"rows": "01.12.2026 99,99"}, "offen sind aber 100,00"),
        ({"count": "2", "first_on": "20.11.2026"}, "Vergangenheit"),
    ],
)
def test_what_is_no_plan_is_told_at_the_form(desk, order, posted, told):
    response = act(desk, order, "ratenplan", **posted)

    assert response.status_code == 422
    assert told in text_of(response).replace("\xa0", " ")


def test_a_plan_is_ended_with_a_reason(desk, order):
    asked = {"count": "2", "first_on": "01.12.2026"}
    read = act(desk, order, "ratenplan", **asked)
    act(desk, order, "ratenplan", **asked, checked=read.context["form"].data["checked"])

    done = act(desk, order, "ratenplan-beenden", reason="Kunde sagt ab", rest_due_on="24.11.2026")

    order.refresh_from_db()
    assert "Ratenplan beendet." in text_of(done)
    assert order.oldest_due_on == TODAY + timedelta(days=3)


def test_a_deferral_is_a_block_that_ends_by_itself(desk, order):
    done = act(desk, order, "stundung", until_on="30.11.2026")

    block = DunningBlock.objects.get()
    assert (block.reason, block.order_id) == (DunningBlock.Reason.DEFERRED, order.pk)
    assert "Mahnsperre bis 30.11.2026: Gestundet." in text_of(done)


def test_a_deferral_into_the_past_is_refused(desk, order):
    response = act(desk, order, "stundung", until_on="20.11.2026")

    assert response.status_code == 422
    assert "liegt in der Vergangenheit" in text_of(response)


def test_a_part_is_disputed_and_the_rest_stays_in_its_level(desk, order):
    done = act(
        desk, order, "mahnen-anhalten", stop="disputed", amount="20,00", reason="Kratzer",
        answer_by="30.11.2026",
    )  # fmt: skip

    order.refresh_from_db()
    assert order.disputed_amount == Decimal("20.00")
    assert "Zum Teil bestritten: 20,00" in text_of(done)
    assert "Steht in Mahnstufe 1 zur Mahnung an" in text_of(done)
    assert "Antwort bis 30.11.2026." in text_of(done)


def test_a_part_of_something_else_is_refused(desk, order):
    response = act(desk, order, "mahnen-anhalten", stop="insolvency", amount="20", reason="x")

    assert response.status_code == 422
    assert "nur bei „bestritten“ möglich" in text_of(response)


def test_a_block_may_hold_all_orders_of_the_customer(desk, order):
    address = reverse("order-block", args=[order.pk])

    done = desk.post(address, {"reason": "goodwill", "for_customer": "on"}, follow=True)

    assert DunningBlock.objects.get().customer_id == order.customer_id
    assert "für alle Aufträge des Kunden gesetzt" in text_of(done)
    assert "Mahnsperre des Kunden" in text_of(done)


def test_the_customers_block_is_lifted_on_the_orders_page(desk, order):
    block = set_customer_block(
        order.customer_id,
        reason=DunningBlock.Reason.GOODWILL,
        until_on=None,
        actor=None,
        today=TODAY,
    )

    done = desk.post(
        reverse("reminders:block-lift", args=[block.pk]), {"order": order.pk}, follow=True
    )

    assert done.redirect_chain[-1][0] == reverse("order-page", args=[order.pk])
    assert "Steht in Mahnstufe 1 zur Mahnung an" in text_of(done)


@pytest.mark.parametrize("slug", ["ratenplan", "stundung", "mahnung-zurueckziehen"])
def test_who_only_looks_may_hold_nothing(reader, order, slug):
    assert act(reader, order, slug).status_code == 403
    assert "Ratenplan" not in page_of(reader, order)


def test_without_a_reminder_there_is_none_to_withdraw(desk, order):
    _let_withdraw("petra")

    response = act(desk, order, "mahnung-zurueckziehen", reason="Irrtum")

    assert "steht keine versendete Mahnung" in text_of(response)


def test_a_reminder_of_another_order_is_not_withdrawn_here(desk, order, settings):
    _let_withdraw("petra")
    with sink_server() as (_, port):
        settings.MAIL_SERVER = Server(port=port)
        own, other = _sent(order), _sent(factories.order())

    response = act(desk, order, "mahnung-zurueckziehen", reason="Irrtum", reminder=other.pk)

    assert "eine andere Mahnung die neueste" in text_of(response)
    states = Reminder.objects.filter(pk__in=[own.pk, other.pk]).values_list("state", flat=True)
    assert list(states) == ["sent", "sent"]


def _sent(order: Order) -> Reminder:
    run = propose_run([order.pk], level=1, day=TODAY, written_on=TODAY, selection="", actor=None)
    clerk = User.objects.get(username="petra")
    release_run(run.pk, actor=clerk, today=TODAY, now=timezone.now())
    deliver_due(clock=timezone.now)
    return run.reminders.get()


def _let_withdraw(username: str) -> None:
    right = Permission.objects.get(codename="change_reminder")
    User.objects.get(username=username).user_permissions.add(right)
