"""Ungeklärt: one decision for many, with a check page before it."""

import pytest

from orders.services.payments import record_payment
from reminders.models import UncertainDecision
from tests.pages import messages_of, text_of

pytestmark = pytest.mark.django_db
MANY = "/ungeklaert/entscheiden/"
REASON = "Am Telefon gefragt"


def state_of(reminder) -> str:
    reminder.refresh_from_db()
    return str(reminder.state)


def test_many_are_checked_and_then_decided_at_once(decider, lost, due_order):
    first, second = lost(due_order(), due_order())

    check = decider.post(MANY, {"reminder": [first.pk, second.pk], "filters": "", "all_hits": ""})
    chosen = check.context["chosen"]
    response = decider.post(
        MANY, {"chosen": chosen, "choice": "discard", "reason": REASON}, follow=True
    )

    assert "2 Mahnungen entscheiden" in text_of(check)
    assert (state_of(first), state_of(second)) == ("cancelled", "cancelled")
    assert messages_of(response) == ["2 Mahnungen entschieden: verwerfen."]


def test_all_hits_of_the_filter_are_chosen(decider, lost, due_order):
    lost(due_order(), due_order())

    check = decider.post(MANY, {"filters": "suche=M-000002", "all_hits": "1"})

    assert check.context["count"] == 1


def test_one_that_cannot_be_decided_keeps_no_other_back(decider, lost, due_order, today):
    paid = due_order()
    gone, other = lost(paid, due_order())
    record_payment(paid.pk, amount=paid.open_amount, paid_on=today, actor=None, today=today)

    response = decider.post(
        MANY,
        {"chosen": f"{gone.pk}:0,{other.pk}:0", "choice": "send_again", "reason": REASON},
        follow=True,
    )

    assert (state_of(gone), state_of(other)) == ("uncertain", "queued")
    assert "1 Mahnung entschieden: erneut senden." in messages_of(response)
    assert "inzwischen bezahlt" in text_of(response)


def test_many_without_a_reason_are_asked_again(decider, lost, due_order):
    (reminder,) = lost(due_order())

    response = decider.post(MANY, {"chosen": f"{reminder.pk}:0", "choice": "discard", "reason": ""})

    assert (response.status_code, state_of(reminder)) == (422, "uncertain")
    assert response.context["chosen"] == f"{reminder.pk}:0"


def test_nothing_chosen_leads_back(decider):
    response = decider.post(MANY, {"filters": "", "all_hits": ""}, follow=True)

    assert messages_of(response) == ["Wählen Sie zuerst Mahnungen aus."]


@pytest.mark.parametrize("chosen", ["", "1", "x:y", "1:0,", "99999999999999999999:0", "1:0;2:0"])
def test_a_choice_that_no_page_has_made_decides_nothing(decider, lost, due_order, chosen):
    (reminder,) = lost(due_order())

    decider.post(MANY, {"chosen": chosen, "choice": "discard", "reason": REASON})

    assert not UncertainDecision.objects.filter(reminder=reminder).exists() or chosen == "1:0"
