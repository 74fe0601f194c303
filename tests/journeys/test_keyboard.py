"""The menu on a phone without touching it, and the one button that waits for a Mahnstufe."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.staff import CLERK, Staff

WHY_DISABLED = "Zum Benachrichtigen Mahnstufe 1, 2 oder 3 wählen."
TABS_TO_MENU = 5


@pytest.fixture
def page(staff: Staff) -> Page:
    return staff.tab(CLERK)


def test_the_first_tab_leads_past_the_navigation(page):
    page.goto("/auftraege/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_the_phone_menu_opens_and_closes_by_keyboard(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/auftraege/")
    menu = page.get_by_role("button", name="Menü")
    orders = page.get_by_role("navigation", name="Hauptnavigation").get_by_role("link").first
    expect(orders).to_be_hidden()

    tab_to(page, menu)
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    expect(orders).to_be_visible()
    page.keyboard.press("Tab")
    expect(orders).to_be_focused()
    page.keyboard.press("Escape")

    expect(menu).to_be_focused()
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(orders).to_be_hidden()


def tab_to(page: Page, target) -> None:
    for _ in range(TABS_TO_MENU):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("The button is not among the first stops.")


@pytest.mark.parametrize("tab", ["", "?stufe=wartet", "?stufe=abgeschlossen", "?stufe=mahnsperre"])
def test_without_a_level_nobody_is_notified_and_the_page_says_why(page, tab):
    page.goto(f"/auftraege/{tab}")

    notify = page.get_by_role("button", name="Benachrichtigen")
    expect(notify).to_be_disabled()
    expect(notify).to_have_accessible_description(re.compile(f"^{re.escape(WHY_DISABLED)}"))
    expect(page.get_by_text(WHY_DISABLED)).to_be_visible()


def test_with_a_level_a_row_chosen_by_keyboard_can_be_notified(page):
    page.goto("/auftraege/?stufe=1")
    notify = page.get_by_role("button", name="Benachrichtigen")
    expect(notify).to_be_disabled()

    page.locator("tbody input[type=checkbox]").first.focus()
    page.keyboard.press("Space")

    expect(notify).to_be_enabled()
    expect(page.get_by_text(WHY_DISABLED)).to_have_count(0)
