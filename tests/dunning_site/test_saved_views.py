"""Own views of a list and the choice of its columns: kept for each person, changed by POST only."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from common.models import ColumnChoice, SavedView
from common.services import list_choices
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db
LIST = "/auftraege/"


def save(desk: Client, name: str, query: str = "stufe=1", page: str = "order-list"):
    return desk.post(reverse("view-save"), {"page": page, "name": name, "query": query})


def choose(desk: Client, *shown: str, offered: tuple[str, ...], **more: str):
    data = {"page": "order-list", "query": "", "shown": shown, "offered": offered, **more}
    return desk.post(reverse("columns-choose"), data)


def columns(response) -> list[str]:
    return [column.name for column in response.context["table"].columns]


def test_a_view_keeps_filter_sorting_and_columns_but_not_the_page(desk):
    response = save(desk, " Meine  Ersten ", "stufe=1&sort=-total&page=4&spalten=product,-status")

    view = SavedView.objects.get()
    assert (view.user.username, view.page, view.name) == ("petra", "order-list", "Meine Ersten")
    assert view.query == "stufe=1&sort=-total&spalten=product,-status"
    assert response.url == f"{LIST}?{view.query}"


def test_a_view_is_offered_on_its_list_and_marked_while_shown(desk):
    factories.order()
    save(desk, "Dringend")

    page = text_of(desk.get(f"{LIST}?stufe=1"))

    assert '<a href="?stufe=1" aria-current="true">Dringend</a>' in page


def test_a_view_of_the_same_name_is_replaced(desk):
    save(desk, "Dringend", "stufe=1")
    save(desk, "Dringend", "stufe=2")

    assert SavedView.objects.get().query == "stufe=2"


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        (" ", "stufe=1", "Geben Sie der Ansicht einen Namen."),
        ("x" * 61, "stufe=1", "mehr als 60 Zeichen"),
        ("Viel", f"suche={'x' * 2001}", "zu viele Filter"),
    ],
)
def test_a_view_that_cannot_be_kept_says_why(desk, name, query, words):
    page = desk.post(
        reverse("view-save"), {"page": "order-list", "name": name, "query": query}, follow=True
    )

    assert words in text_of(page)
    assert not SavedView.objects.exists()


def test_nobody_keeps_more_views_of_a_list_than_fit(desk, monkeypatch):
    monkeypatch.setattr(list_choices, "MAX_VIEWS", 1)
    save(desk, "Eins")
    save(desk, "Zwei")
    save(desk, "Eins", "stufe=3")
    save(desk, "Auf einer anderen Liste", page="credit-list")

    assert [view.name for view in SavedView.objects.order_by("pk")] == [
        "Eins",
        "Auf einer anderen Liste",
    ]


def test_views_are_removed_by_their_owner_only(desk):
    own = _view_of("petra")
    foreign = _view_of("ines")

    assert desk.post(reverse("view-delete", args=[foreign.pk])).status_code == 404
    assert desk.get(reverse("view-delete", args=[own.pk])).status_code == 405
    assert desk.post(reverse("view-delete", args=[own.pk])).url == LIST
    assert list(SavedView.objects.all()) == [foreign]
    assert "Fremde ines" not in text_of(desk.get(LIST))


def _view_of(username: str) -> SavedView:
    user = User.objects.filter(username=username).first() or factories.user(username)
    return SavedView.objects.create(
        user=user, page="order-list", name=f"Fremde {username}", query="stufe=1"
    )


@pytest.mark.parametrize("page", ["", "nirgends", "order-page", "https://anderswo.example/"])
def test_a_view_of_no_list_is_refused(desk, page):
    assert save(desk, "Ansicht", page=page).status_code == 404


def test_chosen_columns_stay_for_this_person(desk):
    factories.order()
    choose(desk, "product", "total", offered=("product", "total", "status", "customer"))

    shown = columns(desk.get(LIST))

    assert {"number", "product", "total", "open_amount"} <= set(shown)
    assert not {"status", "customer"} & set(shown)
    assert ColumnChoice.objects.get().columns == ["product", "total", "-status", "-customer"]


def test_the_number_stays_whatever_was_chosen(desk):
    factories.order()
    choose(desk, offered=("number", "customer"))

    assert "number" in columns(desk.get(LIST))


def test_columns_that_were_not_offered_stay_as_they_were(desk):
    choose(desk, offered=("status",))
    choose(desk, "total", offered=("total",))

    assert ColumnChoice.objects.get().columns == ["total", "-status"]


def test_the_list_can_be_shown_as_it_comes_again(desk):
    factories.order()
    as_it_comes = columns(desk.get(LIST))
    choose(desk, offered=("status",))
    choose(desk, offered=("status",), reset="1")

    assert columns(desk.get(LIST)) == as_it_comes
    assert not ColumnChoice.objects.exists()


def test_the_address_may_say_which_columns_a_view_shows(desk):
    factories.order()
    choose(desk, offered=("customer",))

    shown = columns(desk.get(f"{LIST}?spalten=product,-status"))

    assert "product" in shown
    assert "customer" in shown
    assert "status" not in shown
