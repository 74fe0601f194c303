"""What waiting cases lack: read from order, customer, account and bank, and kept up to date."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inkasso.models import CaseSettings, CollectionAgency, CollectionCase, CollectionPolicy
from inkasso.rules.states import CaseState
from inkasso.services.candidates import open_by_hand, open_candidates
from inkasso.services.readiness import readiness
from inkasso.services.refresh import refresh_cases, refreshed_at
from orders.models import Creditor, Customer, Order, SalesAccount
from orders.models.creditors import EXAMPLE_IBAN
from orders.services.customers import correct_customer
from orders.services.payments import record_payment
from orders.services.stops import set_stop
from reminders.models import DunningBlock, ReminderItem
from reminders.rules.instalments import equal_rates
from reminders.rules.states import ReminderState
from reminders.services.blocks import set_block, set_customer_block
from reminders.services.plans import agree_plan
from reminders.services.proposals import propose_run
from tests.bank_rows import movement, proposal, statement
from tests.collection_factories import agency, case
from tests.factories import TODAY
from tests.inkasso.collection_bench import NOW, codes, collecting, dunned

pytestmark = pytest.mark.django_db
BLOCK = {"reason": DunningBlock.Reason.DEFERRED, "until_on": None, "actor": None, "today": TODAY}


def ready() -> CollectionCase:
    """A case that lacks nothing."""
    made = open_by_hand(dunned().pk, TODAY, None)
    assert made.state == CaseState.READY
    return made


def refresh(today=TODAY) -> int:
    return refresh_cases(None, today=today, now=NOW)


def write(model: type, **values: object) -> Callable[[Order], None]:
    """A change that no service makes in one step."""
    return lambda order: model.objects.update(**values)


def split(order: Order) -> None:
    """Half of it is due later."""
    half = order.open_amount / 2
    order.installments.update(amount=half, open_amount=half)
    later = TODAY + timedelta(days=30)
    order.installments.create(position=2, due_on=later, amount=half, open_amount=half)


def stop(order: Order) -> None:
    set_stop(order.pk, Order.StopReason.DISPUTED, reason="Ware defekt", actor=None)


def uncertain(order: Order) -> None:
    ReminderItem.objects.filter(order=order, level=2).update(state=ReminderState.UNCERTAIN)


def propose_third_level(order: Order) -> None:
    propose_run([order.pk], level=3, day=TODAY, written_on=TODAY, selection="", actor=None)


def lose_papers(order: Order) -> None:
    ReminderItem.objects.filter(order=order).update(state=ReminderState.WITHDRAWN)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (write(Customer, street=""), "no_address"),
        (write(Customer, postcode=" "), "no_address"),
        (write(CollectionAgency, is_active=False), "no_agency"),
        (write(Order, ordered_on=TODAY + timedelta(days=1)), "no_contract_day"),
        (stop, "stopped"),
        (write(Order, reported_total=Decimal("50.00")), "amount_changed"),
        (lambda order: set_block(order.pk, **BLOCK), "blocked"),
        (lambda order: set_customer_block(order.customer_id, **BLOCK), "blocked"),
        (split, "not_all_due"),
        (write(CollectionPolicy, minimum_amount=Decimal("79.91")), "below_minimum"),
        (write(CollectionPolicy, is_active=False), "policy_off"),
        (write(SalesAccount, is_reseller=True), "reseller"),
        (write(Creditor, iban=EXAMPLE_IBAN), "example_creditor"),
        (write(Creditor, federal_state=""), "no_claimant"),
        (propose_third_level, "reminder_on_way"),
        (uncertain, "reminder_uncertain"),
        (lambda order: movement("20.00", proposals=[proposal(order)]), "payment_unmatched"),
        (lambda order: statement(TODAY - timedelta(days=9)), "bank_data_old"),
    ],
)
def test_a_ready_case_is_to_be_checked_again_once_something_is_missing(change, code):
    made = ready()

    change(made.order)
    refresh()

    assert code in codes(made)
    assert made.state == CaseState.TO_CHECK
    assert made.next_action.startswith("Zuerst klären: ")


def test_an_order_without_invoice_and_lines_lacks_papers():
    made = ready()
    made.order.lines.all().delete()

    refresh()

    assert codes(made) == ["no_documents"]


def test_a_reminder_that_was_withdrawn_proves_no_default():
    made = ready()

    lose_papers(made.order)
    refresh()

    assert codes(made) == ["not_in_default", "no_documents"]


def test_a_plan_that_is_kept_holds_the_case_back():
    made = ready()
    rates = equal_rates(made.order.open_amount, 2, TODAY + timedelta(days=10))

    agree_plan(made.order_id, rates, actor=None, today=TODAY)

    assert "plan_running" in codes(made)
    assert made.state == CaseState.TO_CHECK


def test_a_claim_of_years_ago_is_barred():
    made = open_by_hand(dunned(days_overdue=6 * 365).pk, TODAY, None)

    assert "statute_barred" in codes(made)


def test_a_claim_that_is_nearly_barred_says_until_when():
    order = dunned(days_overdue=(TODAY - TODAY.replace(year=2023)).days)

    made = open_by_hand(order.pk, TODAY, None)

    assert made.state == CaseState.READY
    assert made.next_action == "Vor der Verjährung: Übergeben an Nordwest Inkasso GmbH"
    assert made.next_action_on == TODAY.replace(month=12, day=31)


def test_a_case_is_ready_again_once_everything_is_there():
    made = ready()
    write(Customer, street="")(made.order)
    refresh()

    write(Customer, street="Am Markt 1")(made.order)
    refresh()

    assert codes(made) == []
    assert made.state == CaseState.READY


def test_an_address_completed_by_hand_makes_the_case_ready_at_once():
    made = ready()
    write(Customer, street="")(made.order)
    refresh()
    customer = Customer.objects.get(pk=made.order.customer_id)

    customer.street = "Am Markt 1"
    correct_customer(customer, ["street"], actor=None)

    assert codes(made) == []
    assert made.state == CaseState.READY


def test_a_payment_lets_the_case_know_at_once():
    made = ready()
    CollectionPolicy.objects.update(minimum_amount=Decimal("50.00"))

    record_payment(made.order_id, amount=Decimal("40.00"), paid_on=TODAY, actor=None, today=TODAY)

    assert codes(made) == ["below_minimum"]
    assert made.state == CaseState.TO_CHECK


def test_a_stop_lets_the_case_know_at_once():
    made = ready()

    stop(made.order)

    assert codes(made) == ["stopped"]


def test_a_case_without_agency_takes_that_of_its_account():
    made = ready()
    new = agency("Südwest Inkasso GmbH")
    CollectionAgency.objects.filter(pk=made.agency_id).update(is_active=False)
    CollectionPolicy.objects.update(agency=new)

    refresh()

    made.refresh_from_db()
    assert (made.agency, made.state) == (new, CaseState.READY)


def test_only_waiting_cases_are_touched_and_the_time_of_all_is_kept():
    ready()
    gone = case(state=CaseState.HANDED_OVER)
    assert refreshed_at() is None

    assert refresh() == 1

    gone.refresh_from_db()
    assert gone.checked_at is None
    assert refreshed_at() == NOW
    assert CaseSettings.objects.count() == 1


def test_some_cases_are_refreshed_without_touching_that_time():
    made = ready()

    assert refresh_cases([made.pk], today=TODAY, now=NOW) == 1

    assert refreshed_at() is None


def test_readiness_asks_the_same_number_of_queries_for_many_cases():
    account = collecting()
    for _ in range(5):
        dunned(account)
    open_candidates(TODAY, NOW)
    cases = list(CollectionCase.objects.select_related("order"))

    counts = []
    for some in (cases[:1], cases):
        with CaptureQueriesContext(connection) as queries:
            found = readiness(some, TODAY)
        counts.append(len(queries))

    assert len(found) == 5
    assert counts[0] == counts[1] <= 25
    assert readiness([], TODAY) == {}
