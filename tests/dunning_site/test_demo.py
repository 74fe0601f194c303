"""Loading the demo: only there, only once, and on any day."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from dunning_site.demo.adapters.export_files import shopify_file, woocommerce_file
from dunning_site.demo.fates import FULL_SIZE
from dunning_site.demo.ladders import run_days
from dunning_site.demo.plans import make_plans
from dunning_site.demo.services.loading import DemoRefused, load_demo
from dunning_site.demo.services.users import CLERK
from orders.adapters.shops import read_orders
from orders.models import Order
from orders.rules.drafts import ShopState
from reminders.rules.eligibility import is_reserved_address
from tests.reminders.adapters.mail_servers import Server

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def load_without_past() -> None:
    """Load the smallest demo, without a single mail."""
    load_demo(today=TODAY, now=NOW, say=lambda _: None, size=1, has_past=False)


@pytest.mark.django_db
def test_it_refuses_outside_the_demo():
    with pytest.raises(CommandError, match="nur in der Demo"):
        call_command("demo")

    assert not Order.objects.exists()


@pytest.mark.django_db
def test_it_refuses_where_the_demo_was_loaded_by_half(settings):
    settings.DEMO = True
    load_without_past()
    clerk = User.objects.get(username=CLERK.username)
    clerk.set_unusable_password()
    clerk.save()

    with pytest.raises(DemoRefused, match="--fresh"):
        load_without_past()


@pytest.mark.django_db
def test_it_sends_to_no_other_mail_server(settings):
    settings.DEMO = True
    settings.MAIL_SERVER = Server(25, host="mail.example.com")

    with pytest.raises(DemoRefused, match="Postfach"):
        load_demo(today=TODAY, now=NOW, say=lambda _: None)

    assert not Order.objects.exists()


@pytest.mark.django_db
def test_its_sample_file_holds_new_paid_and_broken_orders(settings):
    settings.DEMO = True
    load_without_past()

    shopify, woocommerce = [
        read_orders(path.read_bytes())
        for path in sorted((settings.DATA_DIR / "beispieldateien").glob("*.csv"))
    ]

    known = set(Order.objects.open().values_list("number", flat=True))
    assert (shopify.format, woocommerce.format) == ("shopify", "woocommerce")
    assert (shopify.rejected, [problem.column for problem in shopify.problems]) == (1, ["Total"])
    assert len([draft for draft in shopify.orders if draft.number in known]) > 0
    assert len([draft for draft in shopify.orders if draft.number not in known]) == 60
    assert woocommerce.problems == ()
    for parsed in (shopify, woocommerce):
        assert all(
            is_reserved_address(draft.customer.email or "@example.org") for draft in parsed.orders
        )


def test_its_export_files_are_read_as_they_were_written():
    plans = make_plans(120, today=TODAY, runs=run_days(TODAY), rng=Random(1))
    drafts = [plan.draft for plan in plans]

    again = read_orders(shopify_file(drafts).encode()).orders
    plain = read_orders(woocommerce_file(drafts).encode()).orders

    assert [(d.number, d.customer, d.lines, d.open_amount) for d in again] == [
        (d.number, d.customer, d.lines, d.open_amount) for d in drafts
    ]
    assert [(d.number, d.ordered_on, d.total) for d in plain] == [
        (d.number, d.ordered_on, d.total) for d in drafts
    ]


@pytest.mark.parametrize("days", range(0, 366, 31))
def test_it_can_be_planned_on_any_day_of_the_year(days):
    today = TODAY + timedelta(days=days)

    plans = make_plans(FULL_SIZE, today=today, runs=run_days(today), rng=Random(days))

    assert len({(plan.shop.name, plan.draft.number) for plan in plans}) == len(plans)
    assert all(plan.draft.shop_state in (ShopState.OPEN, ShopState.PAID) for plan in plans)
    for plan in plans:
        for happening in plan.happenings:
            assert plan.draft.ordered_on < happening.on < today
