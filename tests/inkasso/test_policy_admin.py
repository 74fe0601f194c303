"""Inkassoregeln, Antragsteller and Auskunfteien in the admin."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from inkasso.models import BureauRule, CollectionPolicy
from inkasso.services.policies import Option, change_option
from orders.models import SalesAccount
from tests.admin_forms import errors_of, messages_of, save
from tests.collection_factories import agency, claimant, policy
from tests.factories import procedure, sales_account, user
from tests.pages import text_of

pytestmark = pytest.mark.django_db
LIST = "admin:collections_collectionpolicy_changelist"


@pytest.fixture
def leader(client):
    rights = [
        f"collections.{right}_{model}"
        for right in ("view", "change")
        for model in ("collectionpolicy", "claimant", "bureaurule")
    ]
    client.force_login(user("leonie", *rights, "orders.view_creditor", is_staff=True))
    return client


def url_of(account: SalesAccount) -> str:
    return reverse("admin:collections_collectionpolicy_change", args=[account.pk])


def stored() -> CollectionPolicy:
    return CollectionPolicy.objects.get()


def changed(days_ago: int) -> SalesAccount:
    """An account whose option became b so many days ago."""
    account = policy().sales_account
    day = timezone.localdate() - timedelta(days=days_ago)
    change_option(account.pk, Option.CANCELLATION, today=day, actor=None)
    return account


def test_the_list_shows_every_account_and_how_it_collects(leader):
    sales_account()
    policy(sales_account("Zweiter Shop"), is_automatic=True, approval_limit=Decimal("500.00"))

    said = text_of(leader.get(reverse(LIST)))

    assert "Foto-Shop" in said
    assert "Zweiter Shop" in said
    for told in ("a: Gericht", "Forderungen", "30 Tagen, 2. Mahnung", "500,00 €", "nie"):
        assert f">{told}<" in said


def test_amounts_are_typed_as_germans_write(leader):
    account = policy().sales_account

    save(
        leader,
        url_of(account),
        minimum_amount="25,50",
        approval_limit="1.000,00",
        cancellation_cost="49,9",
        days_after_due="45",
    )

    rules = stored()
    assert rules.minimum_amount == Decimal("25.50")
    assert rules.approval_limit == Decimal("1000.00")
    assert rules.cancellation_cost == Decimal("49.90")
    assert rules.days_after_due == 45


@pytest.mark.parametrize("field", ["minimum_amount", "cancellation_cost", "approval_limit"])
def test_an_amount_below_nothing_is_refused(leader, field):
    response = save(leader, url_of(policy().sales_account), **{field: "-1"})

    assert errors_of(response) == ["Dieser Wert muss größer oder gleich 0 sein."]


def test_the_option_changes_and_is_locked_from_then_on(leader):
    account = policy().sales_account
    assert "Sie lässt sich heute ändern" in text_of(leader.get(url_of(account)))

    response = save(leader, url_of(account), option="cancellation", cancellation_cost="0,00")

    today = timezone.localdate()
    assert (stored().option, stored().option_changed_on) == (Option.CANCELLATION, today)
    said = " ".join(messages_of(response))
    opens_on = today + timedelta(days=30)
    assert f"Mahnoption geändert. Die Mahnoption lässt sich ab dem {opens_on:%d.%m.%Y}" in said
    assert "Die Stornokosten sind 0,00 €" in said


def test_a_locked_option_says_before_saving_when_it_opens_and_is_not_offered(leader):
    account = changed(days_ago=29)

    page = leader.get(url_of(account))

    opens_on = timezone.localdate() + timedelta(days=1)
    assert f"Die Mahnoption lässt sich ab dem {opens_on:%d.%m.%Y} wieder ändern." in text_of(page)
    assert "b: Mahnwesen + Inkasso + Kündigung" in text_of(page)
    assert 'name="option"' not in page.content.decode()


def test_a_locked_option_does_not_change_whatever_is_posted_but_the_rest_does(leader):
    account = changed(days_ago=29)

    save(leader, url_of(account), option="court", days_after_due="60")

    assert (stored().option, stored().days_after_due) == (Option.CANCELLATION, 60)


def test_after_thirty_days_it_can_be_changed_again(leader):
    account = changed(days_ago=30)

    save(leader, url_of(account), option="court")

    assert stored().option == Option.COURT


def test_a_form_opened_before_somebody_else_changed_it_is_refused_with_the_day(leader):
    account = policy().sales_account
    open_form = leader.get(url_of(account))
    change_option(account.pk, Option.CANCELLATION, today=timezone.localdate(), actor=None)
    form = open_form.context["adminform"].form
    values = {
        bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)
    }

    leader.post(url_of(account), {**values, "option": "court", "_save": "1"})

    assert stored().option == Option.CANCELLATION


def test_saving_warns_of_what_may_not_be_meant(leader):
    account = policy(levels_required=3).sales_account

    response = save(leader, url_of(account), is_automatic="on", levels_required="3")

    assert "gehen jede Nacht ohne Prüfung" in " ".join(messages_of(response))


def test_collection_without_an_agency_is_not_switched_on(leader):
    account = policy(is_active=False).sales_account
    CollectionPolicy.objects.update(agency=None)

    response = save(leader, url_of(account), is_active="on", agency="")

    assert errors_of(response) == ["Wählen Sie den Inkassopartner, bevor Sie Inkasso aktivieren."]
    assert not stored().is_active


def test_saving_warns_of_more_levels_than_the_procedure_has(leader):
    account = policy().sales_account
    procedure(account).levels.filter(level__gte=2).delete()

    response = save(leader, url_of(account))

    assert "hat weniger Mahnstufen" in " ".join(messages_of(response))


def test_only_agencies_at_work_are_offered(leader):
    agency("Alt Inkasso", is_active=False)

    offered = text_of(leader.get(url_of(policy().sales_account)))

    assert "Nordwest Inkasso GmbH" in offered
    assert "Alt Inkasso" not in offered


def test_a_claimant_says_which_court_is_competent(leader):
    one = claimant()

    listed = text_of(leader.get(reverse("admin:collections_claimant_changelist")))
    shown = text_of(leader.get(reverse("admin:collections_claimant_change", args=[one.pk])))

    assert "Amtsgericht Hamburg-Altona" in listed
    assert "Hamburg" in shown
    assert "beim Gläubiger ändern" in shown


def test_a_claimant_without_seat_says_what_to_enter(leader):
    owner = sales_account().creditor

    listed = text_of(leader.get(reverse("admin:collections_claimant_changelist")))
    shown = text_of(leader.get(reverse("admin:collections_claimant_change", args=[owner.pk])))

    assert ">fehlt<" in listed
    assert "steht noch nicht fest" in listed
    assert "Das zuständige Mahngericht steht nicht fest: Tragen Sie" in shown


def test_a_number_of_the_court_has_only_digits(leader):
    one = claimant()

    response = save(
        leader,
        reverse("admin:collections_claimant_change", args=[one.pk]),
        court_number="abc",
    )

    assert errors_of(response) == ["Die Kennziffer besteht nur aus Ziffern."]


def test_there_is_one_rule_for_bureaus_and_it_can_be_changed(leader):
    opened = leader.get(reverse("admin:collections_bureaurule_changelist"), follow=True)
    assert "Das Programm meldet nie selbst" in text_of(opened)

    save(
        leader,
        reverse("admin:collections_bureaurule_change", args=[1]),
        reminders_needed="3",
    )

    assert BureauRule.current().reminders_needed == 3
