"""The list Zahlungseingänge, one movement, and accepting what was proposed."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import BankStatement, BankTransaction, LedgerEntry, Order, StatementImport
from orders.services.bank import book_transaction, set_aside
from orders.services.payments import record_payment
from tests import factories
from tests.factories import TODAY
from tests.orders.views.payment_desk import LIST, detail, proposal_names
from tests.pages import messages_of, text_of

pytestmark = pytest.mark.django_db
State = BankTransaction.State


def names(browser: Client, query: str = "") -> list[str]:
    rows = browser.get(f"{LIST}?{query}").context["table"].paginated_rows
    return [row.record.name for row in rows]


def accept(browser: Client, movement: BankTransaction, name: str, **fields: str):
    address = reverse("orders:payment-accept", args=[movement.pk])
    return browser.post(address, {"proposal": name, **fields}, follow=True)


def test_the_list_shows_what_waits_with_the_best_proposal_and_why(clerk):
    order = factories.order(number="EF-1", total="79.90")
    factories.movement("50.00", proposals=[factories.proposal((order, "50.00"))])

    page = text_of(clerk.get(LIST))

    assert "EF-1 · Zoë Winter: offen 79,90 € → noch offen 29,90 €" in page
    assert "Name wie beim Kunden" in page
    assert "Annehmen" in page


def test_a_proposal_by_amount_alone_is_looked_at_before_it_is_accepted(clerk):
    order = factories.order(number="EF-1", total="79.90")
    why = ("Betrag gleich dem offenen Betrag",)
    movement = factories.movement(
        "79.90", name="Ida Ort", proposals=[factories.proposal((order, "79.90"), why=why)]
    )

    page = text_of(clerk.get(LIST))

    assert "EF-1 · Zoë Winter: offen 79,90 € → bezahlt" in page
    assert f'href="{detail(movement)}">Ansehen' in page
    assert "Annehmen" not in page


def test_what_has_no_proposal_leads_to_its_page(clerk):
    movement = factories.movement("50.00", state_reason="Auftrag EF-1 ist schon bezahlt")

    page = text_of(clerk.get(LIST))

    assert "Auftrag EF-1 ist schon bezahlt" in page
    assert "Annehmen" not in page
    assert f'href="{detail(movement)}"' in page


def test_each_tab_shows_its_part(clerk):
    order = factories.order(total="10.00")
    factories.movement("1.00", name="wartet")
    booked = factories.movement("10.00", name="gebucht")
    book_transaction(booked.pk, [(order.pk, Decimal("10.00"))], why="Nummer", actor=None)
    aside = factories.movement("2.00", name="beiseite")
    actor = factories.user("leo")
    set_aside(aside.pk, State.NOT_OURS, reason="Miete", actor=actor)

    shown = {tab: names(clerk, f"lage={tab}") for tab in ("zugeordnet", "beiseitegelegt")}

    assert names(clerk) == ["wartet"]
    assert shown == {"zugeordnet": ["gebucht"], "beiseitegelegt": ["beiseite"]}
    assert len(names(clerk, "lage=alle")) == 3


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        pytest.param("MÜLLER", True, id="capital letters"),
        pytest.param("mueller", True, id="another spelling of the umlaut"),
        pytest.param("Britta Müller", True, id="all the name"),
        pytest.param("Britta Meier", False, id="another name"),
        pytest.param("EF-2026-100075", True, id="a number that the bank broke in two"),
        pytest.param("129,60", True, id="the amount"),
        pytest.param("1.129,60", False, id="another amount"),
        pytest.param("DE02 1203 0000", True, id="the beginning of the IBAN"),
        pytest.param("100 %", False, id="a sign with a meaning in SQL"),
    ],
)
def test_it_finds_name_text_amount_and_iban(clerk, words, is_found):
    factories.movement(
        "129.60",
        name="MUELLER, BRITTA" if words == "mueller" else "Müller, Britta",
        iban="DE02120300000000202051",
        remittance_text="Bestellung EF-2026-\n100075",
    )

    assert bool(names(clerk, f"suche={words}")) == is_found


def test_it_finds_a_period_and_an_account(clerk):
    factories.movement("1.00", name="früh", booked_on=date(2026, 11, 2))
    factories.movement("1.00", name="spät", booked_on=date(2026, 11, 12))
    factories.movement("1.00", name="fremd", account="DE75512108001245126199")

    assert names(clerk, "von=2026-11-03&bis=2026-11-12") == ["spät"]
    assert names(clerk, "konto=DE75512108001245126199") == ["fremd"]
    assert names(clerk, "von=2026-02-31") == []


def test_the_count_in_tab_and_menu_is_work_to_do(clerk):
    factories.movement("1.00")
    factories.movement("1.00", state=State.IGNORED)

    page = clerk.get(LIST)

    assert [tab["count"] for tab in page.context["tabs"]] == [1, None, None, None]
    assert '<span class="visually-hidden"> zu klären</span>' in text_of(page)


def test_it_says_that_held_statements_are_missing(clerk):
    file = StatementImport.objects.create(file_name="a.sta", content=b"", sha256="")
    BankStatement.objects.create(
        statement_import=file, position=1, account="1", currency="EUR", state="held"
    )

    assert "Ein Kontoauszug ist angehalten" in text_of(clerk.get(LIST))


def test_the_list_needs_no_more_queries_for_more_rows(clerk, django_assert_max_num_queries):
    for _ in range(5):
        order = factories.order()
        factories.movement("50.00", proposals=[factories.proposal((order, "50.00"))])

    with django_assert_max_num_queries(17):
        clerk.get(LIST)


def test_one_click_books_the_proposal_and_stays_in_the_filtered_list(clerk):
    order = factories.order(number="EF-1", total="79.90")
    movement = factories.movement("79.90", proposals=[factories.proposal((order, "79.90"))])
    factories.movement("5.00", name="wartet noch")

    response = accept(
        clerk, movement, proposal_names(clerk, movement)[0], from_list="1", filters="suche=Winter"
    )

    assert response.redirect_chain[-1][0] == f"{LIST}?suche=Winter"
    assert "79,90 € von Zoë Winter vom 19.11.2026 zugeordnet: EF-1." in messages_of(response)[0]
    assert "Noch 1 Umsatz zu klären." in messages_of(response)[0]
    assert not Order.objects.get(pk=order.pk).is_open
    assert LedgerEntry.objects.get(source="bank").actor.username == "clara"


def test_from_its_page_the_next_movement_follows(clerk):
    order = factories.order(total="79.90")
    newer = factories.movement("1.00", booked_on=date(2026, 11, 20))
    movement = factories.movement("79.90", proposals=[factories.proposal((order, "79.90"))])
    older = factories.movement("1.00", booked_on=date(2026, 11, 2))

    response = accept(clerk, movement, proposal_names(clerk, movement)[0])

    assert response.redirect_chain[-1][0] == detail(older)
    assert f'href="{detail(newer)}"' in text_of(response)


def test_after_the_last_one_the_list_says_so(clerk):
    order = factories.order(total="79.90")
    movement = factories.movement("79.90", proposals=[factories.proposal((order, "79.90"))])

    response = accept(clerk, movement, proposal_names(clerk, movement)[0])

    assert response.redirect_chain[-1][0] == LIST
    assert "Damit ist alles geklärt." in messages_of(response)[0]


def test_a_second_click_books_nothing_and_says_why(clerk):
    order = factories.order(total="79.90")
    movement = factories.movement("79.90", proposals=[factories.proposal((order, "79.90"))])
    name = proposal_names(clerk, movement)[0]
    accept(clerk, movement, name)

    response = accept(clerk, movement, name)

    assert messages_of(response) == ["Über den Umsatz ist schon entschieden: zugeordnet."]
    assert order.ledger_entries.filter(kind=LedgerEntry.Kind.PAYMENT).count() == 1


def test_a_proposal_whose_order_was_paid_meanwhile_is_not_booked(clerk):
    order = factories.order(total="79.90")
    movement = factories.movement("79.90", proposals=[factories.proposal((order, "79.90"))])
    name = proposal_names(clerk, movement)[0]
    record_payment(order.pk, amount=Decimal("79.90"), paid_on=TODAY, actor=None, today=TODAY)

    response = accept(clerk, movement, name)

    assert "Der Vorschlag gilt nicht mehr" in messages_of(response)[0]
    movement.refresh_from_db()
    assert movement.state == State.INBOX


@pytest.mark.parametrize("name", ["", "0" * 16, "\x00"])
def test_a_proposal_nobody_made_is_not_booked(clerk, name):
    order = factories.order(total="79.90")
    movement = factories.movement("79.90", proposals=[factories.proposal((order, "79.90"))])

    response = accept(clerk, movement, name)

    assert "Der Vorschlag gilt nicht mehr" in messages_of(response)[0]


def test_a_returned_debit_is_accepted_with_the_cost_of_the_bank(clerk):
    order = factories.order(number="EF-1", total="79.90")
    paid = factories.movement("79.90", state=State.NEW)
    book_transaction(paid.pk, [(order.pk, Decimal("79.90"))], why="Nummer", actor=None)
    returned = factories.movement(
        "-82.90",
        is_return=True,
        original_amount=Decimal("79.90"),
        return_reason="AM04",
        proposals=[factories.proposal((order, "79.90"))],
    )
    page = text_of(clerk.get(detail(returned)))

    accept(clerk, returned, proposal_names(clerk, returned)[0])

    assert "nichts offen → offen 82,90 €" in page
    assert "Konto nicht gedeckt (AM04)" in page
    order.refresh_from_db()
    assert (order.open_amount, order.open_costs) == (Decimal("82.90"), Decimal("3.00"))


def test_the_page_tells_everything_of_the_bank(clerk):
    movement = factories.movement(
        "5.00", remittance_text="Zeile eins\nZeile zwei", end_to_end_id="E2E-1", gvc="166"
    )

    page = text_of(clerk.get(detail(movement)))

    assert "Zeile eins<br>Zeile zwei" in page
    assert "E2E-1" in page
    assert "DE89 3704 0044 0532 0130 00" in page


def test_a_reader_sees_it_and_decides_nothing(client):
    client.force_login(factories.user("ines", "orders.view_banktransaction"))
    order = factories.order(total="79.90")
    movement = factories.movement("79.90", proposals=[factories.proposal((order, "79.90"))])

    pages = text_of(client.get(LIST)) + text_of(client.get(detail(movement)))

    assert "offen 79,90 € → bezahlt" in pages
    assert "Annehmen" not in pages
    assert "Beiseitelegen" not in pages
    assert accept(client, movement, "x").status_code == 403


def test_without_the_right_there_is_no_list(client):
    client.force_login(factories.user("ines", "orders.view_order"))

    assert client.get(LIST).status_code == 403
    assert "Zahlungseingänge ansehen" in text_of(client.get(LIST))
