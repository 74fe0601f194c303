"""What a file would do, and whether it looks like another sales account's."""

import pytest

from orders.services.import_plan import known_elsewhere, plan
from tests.factories import creditor, draft, order, sales_account

pytestmark = pytest.mark.django_db


def test_it_counts_new_numbers_that_other_accounts_of_the_creditor_have(
    django_assert_num_queries,
):
    account, twin = sales_account("Elbfoto Shop"), sales_account("Elbfoto Outlet")
    foreign = sales_account("Fremder Shop")
    foreign.creditor = creditor("Anderer Gläubiger GmbH")
    foreign.save()
    order(twin, number="A-1")
    order(twin, number="A-2")
    order(foreign, number="A-3")
    order(account, number="A-4")
    planned = plan(account, [draft(number=number) for number in ("A-1", "A-2", "A-3", "A-4")])

    with django_assert_num_queries(1):
        elsewhere = known_elsewhere(account, planned)

    assert elsewhere == {"Elbfoto Outlet": 2}
