"""Which text an order gets: by language, by what was bought, by who bought it."""

from datetime import date

import pytest

from orders.models import Customer, Order, OrderLine
from reminders.models import ReminderTemplate, TemplateVersion
from reminders.services.shipped_texts import install_default_templates
from reminders.services.templates import template_for
from tests.factories import order, procedure, sales_account
from tests.reminders.services.rates import in_rates

pytestmark = pytest.mark.django_db
Kind = OrderLine.Kind
DUE, LATER = date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
def base(db) -> ReminderTemplate:
    return install_default_templates()[1]


def bought(*kinds: str, **of_customer: str) -> Order:
    """An order with one line of each kind."""
    one = order()
    one.lines.all().delete()
    for position, kind in enumerate(kinds):
        OrderLine.objects.create(
            order=one, position=position, product=kind, quantity=1, unit_price="9.90", kind=kind
        )
    Customer.objects.filter(pk=one.customer_id).update(**of_customer)
    return Order.objects.get(pk=one.pk)


@pytest.mark.parametrize(
    ("kinds", "of_customer", "name"),
    [
        pytest.param((Kind.GOODS,), {}, "", id="goods: the text itself"),
        pytest.param((Kind.DOWNLOAD,), {}, "Downloads", id="downloads only"),
        pytest.param((Kind.DOWNLOAD, Kind.DOWNLOAD), {}, "Downloads", id="two downloads"),
        pytest.param((Kind.COURSE,), {}, "Kurse", id="a course"),
        pytest.param((Kind.GOODS, Kind.DOWNLOAD), {}, "", id="goods and downloads"),
        pytest.param((Kind.COURSE, Kind.DOWNLOAD), {}, "", id="course and downloads"),
        pytest.param((Kind.SERVICE,), {}, "", id="a service"),
        pytest.param((), {}, "", id="no lines"),
        pytest.param((Kind.GOODS,), {"kind": "business"}, "Unternehmen", id="a business"),
        pytest.param(
            (Kind.DOWNLOAD,), {"kind": "business"}, "Unternehmen", id="business before product"
        ),
        pytest.param((Kind.GOODS,), {"language": "en"}, "Englisch", id="English"),
        pytest.param((Kind.DOWNLOAD,), {"language": "en"}, "Englisch", id="language before kind"),
        pytest.param((Kind.GOODS,), {"language": "de"}, "", id="German"),
    ],
)
def test_the_best_fitting_variant_is_chosen(base, kinds, of_customer, name):
    chosen = template_for(base, bought(*kinds, **of_customer))

    assert chosen.name == " · ".join(part for part in (base.name, name) if part)


def test_rates_come_before_what_was_bought(base):
    one = in_rates(bought(Kind.DOWNLOAD), (DUE, "40.00"), (LATER, "39.90"))

    assert template_for(base, one).product_kind == "instalments"


def test_a_rate_that_was_given_up_makes_no_instalments(base):
    one = in_rates(bought(Kind.DOWNLOAD), (DUE, "40.00"), (LATER, "39.90"))

    assert template_for(base, in_rates(one, (DUE, "79.90"))).product_kind == "downloads"


def test_the_account_speaks_where_the_customer_is_silent(base):
    one = bought(Kind.GOODS)
    one.sales_account.language = "en"

    assert template_for(base, one).language == "en"


def test_several_orders_speak_of_no_product(base):
    assert template_for(base, bought(Kind.DOWNLOAD), bought(Kind.COURSE)) == base


def test_without_a_variant_the_text_itself_is_taken(base):
    base.variants.all().delete()

    assert template_for(base, bought(Kind.DOWNLOAD, language="en")) == base


def test_installing_twice_adds_nothing_and_keeps_what_the_house_wrote(base):
    base.mail_subject = "Unser Betreff"
    base.save()
    base.variants.get(product_kind="courses").delete()
    count = ReminderTemplate.objects.count()

    again = install_default_templates()

    assert again[1].mail_subject == "Unser Betreff"
    assert ReminderTemplate.objects.count() == count
    assert sorted(again) == [0, 1, 2, 3]


def test_every_shipped_text_keeps_its_first_version(base):
    assert TemplateVersion.objects.count() == ReminderTemplate.objects.count()


def test_the_shipped_procedure_names_the_texts(base):
    shipped = procedure(sales_account())

    assert [one.template.name for one in shipped.levels.order_by("level")] == [
        "Mahnstufe 1: sachlich",
        "Mahnstufe 2: bestimmt",
        "Mahnstufe 3: letzte Mahnung",
    ]
