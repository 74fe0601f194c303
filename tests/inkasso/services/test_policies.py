"""The rules of collection of an account, and the lock on its option, in service and database."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from inkasso.models import CollectionPolicy
from inkasso.services.policies import (
    Option,
    PolicyRefused,
    change_option,
    claimant_of,
    option_lock,
    option_opens_on,
    policy_of,
    settle_all_claimants,
    settle_all_policies,
)
from orders.models import SalesAccount
from tests.collection_factories import claimant, policy
from tests.factories import TODAY, creditor, sales_account

pytestmark = pytest.mark.django_db


def changed(days_ago: int) -> CollectionPolicy:
    """A policy whose option was changed so many days before today."""
    account = sales_account()
    changed_on = TODAY - timedelta(days=days_ago)
    return change_option(account.pk, Option.CANCELLATION, today=changed_on, actor=None)


def write(rules: CollectionPolicy, **values: object) -> None:
    """What somebody with a shell of the database could do."""
    columns = ", ".join(f"{name} = %s" for name in values)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE collections_collectionpolicy SET {columns} WHERE sales_account_id = %s",
            [*values.values(), rules.pk],
        )


def test_an_account_without_rules_does_not_collect():
    rules = policy_of(sales_account())

    assert not rules.is_active
    assert rules.days_after_due == 30
    assert rules.levels_required == 2
    assert not CollectionPolicy.objects.exists()


def test_every_account_and_creditor_gets_its_row_once():
    account = policy().sales_account
    sales_account("Zweiter Shop")
    claimant(account)
    creditor("Zweite Firma")

    for _ in range(2):
        settle_all_policies()
        settle_all_claimants()

    assert CollectionPolicy.objects.count() == SalesAccount.objects.count() == 2
    assert policy_of(SalesAccount.objects.get(pk=account.pk)).is_active
    assert claimant_of(creditor("Zweite Firma")).pk is not None


def test_the_first_choice_is_free():
    rules = policy()

    assert option_opens_on(rules) is None
    assert change_option(rules.pk, "cancellation", today=TODAY, actor=None).option_changed_on == (
        TODAY
    )


def test_the_same_option_again_starts_no_lock():
    rules = policy()

    change_option(rules.pk, rules.option, today=TODAY, actor=None)

    assert CollectionPolicy.objects.get().option_changed_on is None


def test_after_29_days_the_service_refuses_and_says_from_when_on():
    rules = changed(days_ago=29)

    with pytest.raises(PolicyRefused) as refusal:
        change_option(rules.pk, Option.COURT, today=TODAY, actor=None)

    assert str(refusal.value) == "Die Mahnoption lässt sich ab dem 22.11.2026 wieder ändern."
    assert option_lock(rules, TODAY) == str(refusal.value)
    assert CollectionPolicy.objects.get().option == Option.CANCELLATION


def test_after_30_days_the_service_changes_it():
    rules = changed(days_ago=30)

    change_option(rules.pk, Option.COURT, today=TODAY, actor=None)

    stored = CollectionPolicy.objects.get()
    assert (stored.option, stored.option_changed_on) == (Option.COURT, TODAY)
    assert option_lock(stored, TODAY + timedelta(days=30)) == ""


def test_after_29_days_the_database_refuses_a_direct_update():
    rules = changed(days_ago=29)

    with pytest.raises(DatabaseError, match="nur alle 30 Tage"):
        write(rules, option="court", option_changed_on=TODAY)

    assert CollectionPolicy.objects.get().option == Option.CANCELLATION


def test_after_30_days_the_database_takes_a_direct_update():
    rules = changed(days_ago=30)

    write(rules, option="court", option_changed_on=TODAY)

    assert CollectionPolicy.objects.get().option == Option.COURT


@pytest.mark.parametrize(
    "values",
    [
        {"option": "court"},
        {"option": "court", "option_changed_on": None},
        {"option_changed_on": date(2020, 1, 1)},
        {"option_changed_on": None},
    ],
)
def test_the_database_lets_nobody_around_the_lock(values):
    rules = changed(days_ago=29)

    with pytest.raises(DatabaseError):
        write(rules, **values)


def test_the_rest_of_the_rules_is_never_locked():
    rules = changed(days_ago=1)

    write(rules, is_active=True, days_after_due=45)

    assert CollectionPolicy.objects.get().days_after_due == 45


def test_rules_are_never_deleted_to_get_around_the_lock():
    rules = changed(days_ago=1)

    with pytest.raises(DatabaseError, match="nie gelöscht"), transaction.atomic():
        CollectionPolicy.objects.filter(pk=rules.pk).delete()
