"""What a refusal of the mail server means for the clerk."""

import pytest

from reminders.rules.failures import LATER, LETTER, NEW_ADDRESS, SENDER, explain_failure

SAID = "Der Mailserver hat nicht angenommen: "


@pytest.mark.parametrize(
    ("outcome", "reason", "next_step"),
    [
        (SAID + "550 5.1.1 User unknown", "Adresse unbekannt (550)", NEW_ADDRESS),
        (SAID + "550 no such user", "Adresse unbekannt (550)", NEW_ADDRESS),
        (SAID + "550-5.1.1 The account does not exist", "Adresse unbekannt (550)", NEW_ADDRESS),
        (SAID + "550 5.2.1 mailbox disabled", "Adresse unbekannt (550)", NEW_ADDRESS),
        (SAID + "552 5.2.2 over quota", "Postfach voll (552)", LATER),
        (SAID + "552 mailbox full", "Postfach voll (552)", LATER),
        (SAID + "552 5.3.4 too big", "Die E-Mail ist zu groß (552)", SENDER),
        (SAID + "550 5.7.1 SPF", "Absender oder Inhalt abgelehnt (550)", SENDER),
        (SAID + "554 spam", "Absender oder Inhalt abgelehnt (554)", SENDER),
        (SAID + "521 no mail here", "Vom Mailserver abgelehnt (521)", SENDER),
        (
            "nach 3 Versuchen aufgegeben: Der Brief ist zu umfangreich.",
            "nach 3 Versuchen aufgegeben: Der Brief ist zu umfangreich.",
            LETTER,
        ),
        (
            "nach 6 Versuchen aufgegeben: " + SAID + "451 4.7.1 try later",
            "Mehrmals nicht angenommen (451)",
            LATER,
        ),
        ("„x@y“ nennt nach dem @ keine vollständige Domain.", None, NEW_ADDRESS),
        ("An „-x@y.de“ kann nicht gesendet werden.", None, NEW_ADDRESS),
        ("die Vorbereitung ist mehrmals abgebrochen", None, LATER),
        ("", "Nicht zugestellt.", LATER),
    ],
)
def test_explain_failure(outcome, reason, next_step):
    failure = explain_failure(outcome)

    assert failure.reason == (outcome if reason is None else reason)
    assert failure.next_step == next_step
    assert failure.is_address_wrong == (next_step == NEW_ADDRESS)


def test_it_keeps_what_the_server_said():
    assert explain_failure(SAID + "550 5.1.1 User unknown").server_words == "550 5.1.1 User unknown"
