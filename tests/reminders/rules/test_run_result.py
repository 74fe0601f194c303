"""The sentences of a run's review and result."""

from datetime import time, timedelta

import pytest

from reminders.rules.run_result import (
    RunCounts,
    consequence,
    duration,
    headline,
    remarks,
    removal,
    send_label,
    waiting,
)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        (RunCounts(), "Es war keine Mahnung zu versenden."),
        (RunCounts(sent=1), "Die Mahnung wurde versendet."),
        (RunCounts(failed=1), "Die Mahnung wurde nicht versendet."),
        (RunCounts(sent=2), "Alle 2 Mahnungen versendet."),
        (RunCounts(failed=2), "Keine der 2 Mahnungen wurde versendet."),
        (RunCounts(sent=165, failed=3), "165 von 168 Mahnungen versendet."),
        (RunCounts(sent=1200, uncertain=1), "1.200 von 1.201 Mahnungen versendet."),
        (RunCounts(sent=1, pending=2), "1 von 3 Mahnungen versendet."),
    ],
)
def test_headline(counts, sentence):
    assert headline(counts) == sentence


@pytest.mark.parametrize(
    ("counts", "excluded", "sentence"),
    [
        (RunCounts(sent=55), 24, "55 Mahnungen versendet, 24 Aufträge ausgeschlossen."),
        (RunCounts(sent=1), 1, "1 Mahnung versendet, 1 Auftrag ausgeschlossen."),
        (RunCounts(sent=165, failed=3), 24, "165 von 168 Mahnungen versendet."),
    ],
)
def test_headline_tells_how_many_were_left_out(counts, excluded, sentence):
    assert headline(counts, excluded=excluded) == sentence


@pytest.mark.parametrize(
    ("counts", "level", "why", "sentences"),
    [
        (RunCounts(sent=3), 1, {}, []),
        (
            RunCounts(failed=1),
            2,
            {},
            ["1 ist fehlgeschlagen und steht weiter in Mahnstufe 2."],
        ),
        (
            RunCounts(failed=3),
            1,
            {},
            ["3 sind fehlgeschlagen und stehen weiter in Mahnstufe 1."],
        ),
        (
            RunCounts(failed=2),
            None,
            {},
            ["2 sind fehlgeschlagen und stehen weiter in ihrer Mahnstufe."],
        ),
        (RunCounts(uncertain=1), 1, {}, ["1 ist ungeklärt und wird nicht wiederholt."]),
        (RunCounts(uncertain=2), 1, {}, ["2 sind ungeklärt und werden nicht wiederholt."]),
        (
            RunCounts(revoked=1),
            1,
            {"Mahnsperre gesetzt": 1},
            ["1 wurde nicht versendet: Mahnsperre gesetzt."],
        ),
        (
            RunCounts(revoked=4),
            1,
            {"inzwischen bezahlt oder storniert": 3, "Mahnsperre gesetzt": 1},
            [
                "4 wurden nicht versendet: 3 inzwischen bezahlt oder storniert, "
                "1 Mahnsperre gesetzt."
            ],
        ),
    ],
)
def test_remarks(counts, level, why, sentences):
    assert remarks(counts, level=level, revoked_why=why) == sentences


def test_what_is_pending_is_not_settled():
    counts = RunCounts(sent=30, failed=4, uncertain=1, revoked=2, pending=137)

    assert (counts.settled, counts.total) == (37, 174)


@pytest.mark.parametrize(
    ("why", "count", "sentence"),
    [
        (
            "inzwischen bezahlt oder storniert",
            1,
            "1 Auftrag wurde inzwischen bezahlt oder storniert und aus dem Mahnlauf entfernt.",
        ),
        (
            "inzwischen bezahlt oder storniert",
            3,
            "3 Aufträge wurden inzwischen bezahlt oder storniert und aus dem Mahnlauf entfernt.",
        ),
        (
            "Mahnsperre gesetzt",
            2,
            "2 Aufträge wurden inzwischen aus dem Mahnlauf entfernt: Mahnsperre gesetzt.",
        ),
    ],
)
def test_removal(why, count, sentence):
    assert removal(why, count) == sentence


@pytest.mark.parametrize(
    ("moving_up", "closing", "begin"),
    [
        (0, 0, ""),
        (1, 0, "Nach dem Versand rückt 1 Auftrag in die nächste Mahnstufe. "),
        (174, 0, "Nach dem Versand rücken 174 Aufträge in die nächste Mahnstufe. "),
        (0, 1, "Nach dem Versand ist 1 Auftrag abgeschlossen. "),
        (
            2,
            3,
            "Nach dem Versand rücken 2 Aufträge in die nächste Mahnstufe und sind 3 Aufträge "
            "abgeschlossen. ",
        ),
    ],
)
def test_consequence(moving_up, closing, begin):
    sentence = consequence(moving_up=moving_up, closing=closing)

    assert sentence.startswith(begin)
    assert ("nicht zurückholen" in sentence) == bool(begin)


def test_it_says_how_long_reminders_wait_for_the_mail_server():
    sentence = waiting(174, at=time(10, 15), why="Connection refused", is_server_down=True)

    assert sentence == (
        "Der Mailserver antwortet nicht. 174 Mahnungen warten; "
        "der nächste Versuch folgt um 10:15 Uhr. (Connection refused)"
    )


def test_it_says_how_long_one_postponed_reminder_waits():
    sentence = waiting(1, at=time(8, 5), why="451 try later", is_server_down=False)

    assert sentence == "1 Mahnung wartet; der nächste Versuch folgt um 08:05 Uhr. (451 try later)"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-1, "0 s"), (42.9, "42 s"), (60, "1 min 0 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")],
)
def test_duration(seconds, words):
    assert duration(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("mails", "letters", "is_approval", "label"),
    [
        (0, 0, False, "0 Mahnungen jetzt versenden"),
        (1, 0, False, "1 Mahnung jetzt versenden"),
        (1200, 0, True, "1.200 Mahnungen freigeben und versenden"),
        (120, 14, False, "120 E-Mails und 14 Briefe jetzt freigeben"),
        (1, 1, True, "1 E-Mail und 1 Brief freigeben"),
        (0, 14, False, "14 Briefe zum Druck freigeben"),
        (0, 1, True, "1 Brief zum Druck freigeben"),
    ],
)
def test_the_button_says_what_leaves_and_what_is_to_be_printed(mails, letters, is_approval, label):
    assert send_label(mails=mails, letters=letters, is_approval=is_approval) == label


def test_the_button_calls_payment_reminders_by_their_name():
    label = send_label(mails=7, letters=0, is_approval=False, level=0)

    assert label == "7 Zahlungserinnerungen jetzt versenden"
