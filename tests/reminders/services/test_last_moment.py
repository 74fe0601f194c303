"""What is asked again at the last moment, and who is to blame when a mail cannot go out."""

from pathlib import Path

import pytest

from reminders.adapters.journal import Journal, JournalNotWritable
from reminders.rules.failures import explain_failure
from reminders.rules.states import ReminderState
from reminders.services.delivery import deliver_due
from tests.factories import TODAY, order, sales_account

pytestmark = pytest.mark.django_db


def test_a_corrected_address_stops_the_mail_to_the_old_one(released, sink, clock):
    bought = order(email="fremder@kunden.example")
    run = released(bought)
    bought.customer.email = "richtig@kunden.example"
    bought.customer.save()

    assert deliver_due(clock=clock) == {"revoked": 1}

    assert sink.envelopes == []
    assert run.reminders.get().outcome == "die E-Mail-Adresse hat sich geändert"


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ("reseller", "Plattform verkauft im eigenen Namen"),
        ("procedure off", "Mahnverfahren nicht aktiv"),
        ("start day", "Vor dem Starttag des Mahnverfahrens fällig"),
    ],
)
def test_what_forbids_a_reminder_is_asked_again(change, outcome, released, sink, clock):
    account = sales_account()
    run = released(order(account))
    if change == "reseller":
        account.is_reseller = True
        account.save()
    elif change == "procedure off":
        account.dunning_procedures.update(is_active=False)
    else:
        account.dunning_procedures.update(starts_on=TODAY)

    assert deliver_due(clock=clock) == {"revoked": 1}

    assert run.reminders.get().outcome == outcome


def test_a_journal_that_fails_after_the_dot_leaves_the_reminder_sent(
    released, sink, clock, monkeypatch
):
    run = released(order())

    def full_disk(self, entry):
        raise JournalNotWritable(Path("journal"), OSError(28, "voll"))

    monkeypatch.setattr(Journal, "append", full_disk)

    with pytest.raises(JournalNotWritable):
        deliver_due(clock=clock)

    assert run.reminders.get().state == ReminderState.SENT


def test_a_refused_copy_address_does_not_blame_the_customer(released, sink, clock):
    account = sales_account()
    account.copy_to = "weg@lindgruen.example"
    account.save()
    run = released(order(account))

    deliver_due(clock=clock)

    failure = explain_failure(run.reminders.get().outcome)
    assert not failure.is_address_wrong
    assert "Kopie-Adresse" in failure.next_step


def test_a_missing_logo_fails_its_own_reminders_and_says_why(
    released, sink, clock, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "logos").mkdir()
    account = sales_account()
    account.creditor.logo = "logos/fehlt.png"
    account.creditor.save()
    run = released(order(account))

    assert deliver_due(clock=clock) == {"failed": 1}

    assert "Laden Sie es beim Gläubiger neu hoch" in run.reminders.get().outcome
