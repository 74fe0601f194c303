"""The main menu."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from dunning_site.navigation import MENU, Entry, Group, ShownGroup, page_guard, shown_menu
from reminders.models import DunningBlock, DunningProcedure
from reminders.services.blocks import set_block
from tests.factories import order, procedure, sales_account

TODAY = date(2026, 11, 21)


def _request(path: str, user: User) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user
    return request


def _menu(*entries: Entry) -> tuple[Group, ...]:
    return (Group("System", entries),)


def _labels(groups: list[ShownGroup]) -> list[str]:
    return [item.label for group in groups for item in group.items]


PASSWORD = Entry("Passwort", "password_change", "key")
PEOPLE = Entry(
    "Benutzer", "admin:auth_user_changelist", "users", "auth.view_user", needs_staff=True
)


@pytest.fixture
def clerk(db) -> User:
    return User.objects.create_user("clerk")


@pytest.fixture
def administrator(db) -> User:
    return User.objects.create_superuser("administrator")


def test_it_leaves_out_what_does_not_exist(administrator: User):
    missing = Entry("Inkassofälle", "no-such-page", "orders")

    groups = shown_menu(_request("/", administrator), today=TODAY, menu=_menu(missing, PASSWORD))

    assert _labels(groups) == ["Passwort"]


def test_it_leaves_out_groups_without_an_entry(clerk: User):
    assert shown_menu(_request("/", clerk), today=TODAY, menu=_menu(PEOPLE)) == []


@pytest.mark.parametrize(
    ("has_right", "is_staff", "labels"),
    [(True, True, ["Benutzer"]), (True, False, []), (False, True, [])],
)
def test_master_data_needs_the_right_and_access_to_the_admin(
    clerk: User, has_right: bool, is_staff: bool, labels: list[str]
):
    clerk.is_staff = is_staff
    if has_right:
        clerk.user_permissions.add(Permission.objects.get(codename="view_user"))

    groups = shown_menu(_request("/", clerk), today=TODAY, menu=_menu(PEOPLE))

    assert _labels(groups) == labels


@pytest.mark.parametrize(("is_demo", "labels"), [(True, ["Demo-Postfach"]), (False, [])])
def test_the_demo_mailbox_is_there_in_a_demo_only(
    clerk: User, settings, is_demo: bool, labels: list[str]
):
    settings.DEMO = is_demo
    mailbox = Entry("Demo-Postfach", "password_change", "inbox", needs_demo=True)

    groups = shown_menu(_request("/", clerk), today=TODAY, menu=_menu(mailbox))

    assert _labels(groups) == labels


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/passwort/", ["Passwort"]),
        ("/passwort/geaendert/", ["Geändert"]),
        ("/admin/auth/user/1/change/", ["Benutzer"]),
        ("/anmelden/", []),
    ],
)
def test_the_closest_entry_is_the_current_one(administrator: User, path: str, current: list[str]):
    menu = _menu(PASSWORD, Entry("Geändert", "password_change_done", "key"), PEOPLE)

    groups = shown_menu(_request(path, administrator), today=TODAY, menu=menu)

    assert [item.label for item in groups[0].items if item.is_current] == current


def test_a_count_is_asked_for_the_day(clerk: User):
    counted = Entry("Aufträge", "password_change", "orders", count=lambda today: today.day)

    groups = shown_menu(_request("/", clerk), today=TODAY, menu=_menu(counted))

    assert groups[0].items[0].count == 21


def _counted_orders() -> int:
    [orders] = [entry for group in MENU for entry in group.entries if entry.label == "Aufträge"]
    assert orders.count is not None
    return orders.count(TODAY)


def test_orders_are_counted_with_one_query(db):
    order()
    order(due_on=date(2026, 11, 20))

    with CaptureQueriesContext(connection) as queries:
        count = _counted_orders()

    assert (count, len(queries)) == (1, 1)


def _block(due) -> None:
    set_block(
        due.pk,
        reason=DunningBlock.Reason.OTHER,
        note="",
        until_on=TODAY,
        actor=None,
        today=TODAY,
    )


def _switch_off(due) -> None:
    DunningProcedure.objects.update(is_active=False)


def _start_later(due) -> None:
    DunningProcedure.objects.update(starts_on=date(2026, 11, 15))


def _start_with_it(due) -> None:
    DunningProcedure.objects.update(starts_on=due.oldest_due_on)


def _make_reseller(due) -> None:
    due.sales_account.is_reseller = True
    due.sales_account.save()


@pytest.mark.parametrize(
    ("happen", "count"),
    [(_block, 0), (_switch_off, 0), (_start_later, 0), (_make_reseller, 0), (_start_with_it, 1)],
)
def test_only_orders_that_can_be_dunned_are_counted(db, happen, count):
    due = order()

    happen(due)

    assert _counted_orders() == count


def test_an_order_that_is_not_due_is_not_counted_whatever_its_ladder_says(db):
    DunningProcedure.objects.filter(pk=procedure(sales_account()).pk).update(anchor="order_day")
    order(due_on=TODAY)

    assert _counted_orders() == 0


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("/", True),
        ("/auftraege/?stufe=1", True),
        ("/auftraege/7/", True),
        ("/zahlungseingaenge/?zustand=offen", False),
        ("/admin/auth/user/", False),
        ("/passwort/", True),
    ],
)
def test_an_address_that_the_menu_keeps_from_a_person_is_held_back(
    clerk: User, address: str, is_open: bool
):
    clerk.user_permissions.add(Permission.objects.get(codename="view_order"))

    guard = page_guard(_request("/", clerk))

    assert guard(address) == (address if is_open else "")


def test_the_overview_is_the_current_page_only_on_its_own_address(administrator: User):
    def current(path: str) -> list[str]:
        groups = shown_menu(_request(path, administrator), today=TODAY)
        return [item.label for group in groups for item in group.items if item.is_current]

    assert current("/") == ["Übersicht"]
    assert current("/auftraege/") == ["Aufträge"]
    assert current("/gibt-es-nicht/") == []
