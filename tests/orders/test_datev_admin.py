"""The accounts of the tax adviser have the length that his program expects."""

import pytest

from orders.admin_datev import DatevSettingsForm
from orders.models import DatevSettings
from tests import factories

pytestmark = pytest.mark.django_db


def errors(**changes: object) -> dict[str, list[str]]:
    facts = {
        "creditor": factories.creditor().pk,
        "consultant_number": 29098,
        "client_number": 55003,
        "chart": "SKR03",
        "account_length": 4,
        "fiscal_year_month": 1,
        "debtor_account": "10000",
        **changes,
    }
    form = type("Form", (DatevSettingsForm,), {"Meta": _Meta})(facts)
    return form.errors


class _Meta:
    model = DatevSettings
    fields = "__all__"


def test_usual_settings_are_taken():
    assert errors() == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"account_length": 6}, "debtor_account"),
        ({"fee_account": "270000"}, "fee_account"),
    ],
)
def test_accounts_of_another_length_are_refused(changes, field):
    assert list(errors(**changes)) == [field]
