"""The words of the Übersicht, from figures made by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from dunning_site.overview_words import (
    ageing_panel,
    data_facts,
    months_panel,
    run_lines,
    standing_words,
    tiles,
)
from dunning_site.services.overview_figures import (
    AgeBand,
    DataState,
    DueLevel,
    Figure,
    LastRun,
    LevelSuccess,
    MonthRecovery,
    Overview,
    StatementState,
)

DAY = date(2026, 11, 21)
MORNING = datetime(2026, 11, 21, 7, 15, tzinfo=UTC)
NOTHING_READ = DataState((), None, "", None)
EMPTY = Overview(
    day=DAY,
    open=Figure(),
    overdue=Figure(),
    due_levels=(),
    received=Figure(),
    success_from=date(2026, 8, 10),
    success_to=date(2026, 11, 7),
    success=(),
    ageing=(),
    recovered_by_month=(),
    tasks=(),
    last_runs=(),
    data=NOTHING_READ,
)
BUSY = replace(
    EMPTY,
    open=Figure(512, Decimal("498100.38"), "/auftraege/"),
    overdue=Figure(351, Decimal("216000.00"), "/auftraege/?faellig_bis=2026-11-20"),
    due_levels=(
        DueLevel(0, "Erinnerung", 12, Decimal("100.00"), "/auftraege/?stufe=erinnerung", 12),
        DueLevel(1, "Mahnstufe 1", 214, Decimal("900.00"), "/auftraege/?stufe=1", 188),
    ),
    received=Figure(48, Decimal("27960.00"), "/auswertungen/"),
    success=(
        LevelSuccess(1, "Mahnstufe 1", 100, Decimal("1000.00"), Decimal("624.00")),
        LevelSuccess(2, "Mahnstufe 2", 10, Decimal("0.00"), Decimal("0.00")),
    ),
    ageing=(
        AgeBand(1, 14, "1–14 Tage", Decimal("162149.00"), 200, "/a"),
        AgeBand(91, None, "über 90 Tage", Decimal("53851.00"), 151, "/b"),
    ),
    recovered_by_month=(
        MonthRecovery(date(2026, 10, 1), 60, Decimal("34000.00")),
        MonthRecovery(date(2026, 11, 1), 48, Decimal("27960.00")),
    ),
)


def opens(url):
    return url


def opens_nothing(url):
    return ""


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_tiles_say_the_four_numbers_of_the_day():
    shown = tiles(BUSY, opens)

    assert [(one.label, plain(one.value.words), one.value.url) for one in shown] == [
        ("Offene Forderungen", "498.100,38 €", "/auftraege/"),
        ("Zur Mahnung fällig", "226", ""),
        ("Eingang nach Mahnung (30 Tage)", "27.960,00 €", "/auswertungen/"),
        ("Erfolgsquote Stufe 1", "62,4 %", "/auswertungen/?von=2026-08-10&bis=2026-11-07"),
    ]


def test_each_level_that_is_due_leads_to_its_tab():
    due = tiles(BUSY, opens)[1]

    assert [(one.words, one.url) for one in due.notes] == [
        ("Erinnerung: 12", "/auftraege/?stufe=erinnerung"),
        ("Stufe 1: 214", "/auftraege/?stufe=1"),
        ("davon 26 angehalten", ""),
    ]


def test_a_level_without_a_claim_has_no_rate():
    success = tiles(BUSY, opens)[3]

    assert [one.words for one in success.notes] == ["Stufe 2: –", "versendet 10.08.–07.11.2026"]


def test_nothing_leads_where_the_person_may_not_go():
    shown = tiles(BUSY, opens_nothing)

    assert not any(part.url for one in shown for part in (one.value, *one.notes))


def test_without_reminders_there_is_no_rate_of_success():
    success = tiles(EMPTY, opens)[3]

    assert (success.label, success.value.words) == ("Erfolgsquote", "–")


def test_the_ageing_names_the_largest_band_and_links_its_orders():
    panel = ageing_panel(BUSY, opens)

    assert plain(panel.message) == (
        "216.000,00 € sind überfällig, am meisten seit 1–14 Tagen: 162.149,00 €."
    )
    assert [row[1].url for row in panel.table.shown_rows] == ["/a", "/b"]
    assert [plain(cell.words) for cell in panel.table.shown_total] == [
        "Summe",
        "351",
        "216.000,00 €",
    ]
    assert "über 90" in panel.chart


def test_where_nothing_is_overdue_the_ageing_says_so_and_draws_nothing():
    panel = ageing_panel(EMPTY, opens)

    assert panel.message == "Kein Betrag ist überfällig."
    assert not panel.chart


def test_the_months_compare_this_with_the_last():
    panel = months_panel(BUSY, opens)

    assert plain(panel.message) == (
        "Im November kamen bisher 27.960,00 € nach einer Mahnung; im Oktober waren es 34.000,00 €."
    )
    assert [row[0].words for row in panel.table.shown_rows] == ["November 2026", "Oktober 2026"]
    assert [row[1].url for row in panel.table.shown_rows] == [
        "/auswertungen/?von=2026-11-01&bis=2026-11-30",
        "/auswertungen/?von=2026-10-01&bis=2026-10-31",
    ]


def test_months_without_money_draw_nothing():
    panel = months_panel(EMPTY, opens)

    assert panel.message == "Nach einer Mahnung ist noch keine Zahlung eingegangen."
    assert not panel.chart


def test_a_run_says_who_started_it_and_whether_something_failed():
    run = LastRun(7, DAY, "abgeschlossen", False, MORNING, "Petra Lohmann", 41, 1, "/mahnlaeufe/7/")

    manual, automatic = run_lines([run, replace(run, is_automatic=True, failed=0)], opens)

    assert (manual.kind, manual.moment, manual.failed) == (
        "manuell (Petra Lohmann)",
        "21.11.2026 08:15",
        "1",
    )
    assert (automatic.kind, automatic.failed) == ("automatisch", "")


def test_the_page_says_how_new_it_is_and_how_far_the_bank_statements_reach():
    read = replace(
        NOTHING_READ,
        statements=(
            StatementState("A GmbH", date(2026, 11, 20)),
            StatementState("B GmbH", date(2026, 11, 18)),
        ),
    )

    assert standing_words(MORNING, read) == (
        "Stand 21.11.2026, 08:15 Uhr · Kontoauszug vom 18.11.2026"
    )


def test_a_creditor_without_a_statement_is_not_passed_over():
    half = replace(
        NOTHING_READ,
        statements=(StatementState("A GmbH", date(2026, 11, 20)), StatementState("B GmbH", None)),
    )

    assert standing_words(MORNING, half).endswith(
        "Kontoauszug vom 20.11.2026, für einen Gläubiger keiner"
    )
    assert standing_words(MORNING, NOTHING_READ).endswith("noch kein Kontoauszug")


def test_the_state_of_the_data_names_what_was_never_read():
    facts = dict(data_facts(replace(NOTHING_READ, statements=(StatementState("A GmbH", None),))))

    assert facts == {
        "Kontoauszug A GmbH": "noch keiner eingelesen",
        "Letzter Import": "noch keiner",
        "Eingänge nach Mahnung gezählt": "noch nicht gezählt",
    }
