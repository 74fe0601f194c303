import pytest

from reminders.models import DeliveryEvent
from reminders.rules.delivery_kinds import (
    DeliveryKind,
    kind_of_action,
    kind_of_failure,
    status_in,
)

HARD, SOFT = DeliveryKind.HARD_BOUNCE, DeliveryKind.SOFT_BOUNCE


def test_it_knows_the_kinds_of_the_table():
    assert set(DeliveryKind) == set(DeliveryEvent.Kind.values)


@pytest.mark.parametrize(
    ("status", "diagnostic", "kind"),
    [
        ("5.1.1", "", HARD),
        ("5.1.2", "smtp; host not found", HARD),
        ("5.1.10", "recipient null MX", HARD),
        ("5.2.1", "mailbox disabled", HARD),
        ("5.4.4", "unable to route", HARD),
        ("5.0.0", "smtp; 550 5.1.1 unknown user", HARD),
        ("5.0.0", "smtp; 550 no such user", HARD),
        ("5.0.0", "", HARD),
        ("", "550 no such user here", HARD),
        ("5.2.2", "smtp; 552 mailbox full", SOFT),
        ("5.7.1", "smtp; 550 5.7.1 looks like spam", SOFT),
        ("5.1.8", "bad sender", SOFT),
        ("5.3.4", "too big", SOFT),
        ("5.0.0", "smtp; 554 5.7.1 refused by policy", SOFT),
        ("5.0.0", "554 refused", SOFT),
        ("5.4.7", "delivery time expired", SOFT),
        ("4.4.7", "delivery time expired", SOFT),
        ("4.2.2", "", SOFT),
        ("", "", SOFT),
        ("rubbish", "no idea", SOFT),
        ("", "refused by 5.10.20.30 for no reason", SOFT),
    ],
)
def test_it_tells_dead_addresses_from_other_failures(status, diagnostic, kind):
    assert kind_of_failure(status, diagnostic) == kind


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("delivered", DeliveryKind.DELIVERED),
        ("relayed", DeliveryKind.DELIVERED),
        ("expanded", DeliveryKind.DELIVERED),
        ("delayed", DeliveryKind.DELAYED),
        ("failed", HARD),
        ("vanished", None),
        ("", None),
    ],
)
def test_it_reads_what_a_server_did(action, kind):
    assert kind_of_action(action, "5.1.1", "") == kind


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("said: 550 5.1.1 <weg@kunden.example> unknown", "5.1.1"),
        ("said: 550 unknown", "550"),
        ("Aktion 2.0.0 angenommen", ""),
        ("Ihre Bestellung 5501 vom 12.11.2026", ""),
        ("from 5.1.1.20", ""),
        ("Sie erreichen mich unter 040 551 234", ""),
        ("", ""),
    ],
)
def test_it_finds_the_status_in_running_text(text, status):
    assert status_in(text) == status
