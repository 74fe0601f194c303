"""Admin pages of the site: sales accounts, background tasks."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from orders.models import SalesAccount
from tests.admin_forms import messages_of, save
from tests.factories import creditor

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    client.force_login(User.objects.create_superuser("admin"))
    return client


def test_a_new_sales_account_gets_the_shipped_procedure_switched_off(administrator):
    url = reverse("admin:orders_salesaccount_add")

    response = save(administrator, url, name="Neuer Shop", creditor=creditor().pk)

    procedure = SalesAccount.objects.get(name="Neuer Shop").dunning_procedures.get()
    assert not procedure.is_active
    assert procedure.levels.count() == 3
    assert "ist angelegt und ausgeschaltet" in " ".join(messages_of(response))


def test_a_changed_sales_account_gets_no_second_procedure(administrator):
    save(administrator, reverse("admin:orders_salesaccount_add"), name="A", creditor=creditor().pk)
    account = SalesAccount.objects.get()

    save(administrator, reverse("admin:orders_salesaccount_change", args=[account.pk]), name="B")

    assert SalesAccount.objects.get().name == "B"
    assert account.dunning_procedures.count() == 1


@pytest.mark.parametrize("model", ["schedule", "failure"])
def test_background_tasks_can_be_looked_at_but_not_changed(administrator, model):
    shown = administrator.get(reverse(f"admin:django_q_{model}_changelist"))
    added = administrator.get(reverse(f"admin:django_q_{model}_add"))

    assert (shown.status_code, added.status_code) == (200, 403)
