"""What holds for every page: readable by everybody, German, quiet, on any screen and on paper."""

import pytest
from playwright.sync_api import expect

from tests.journeys.installation import Installation
from tests.journeys.looking import COLOURS, LAYOUT, STANDARD, Shown
from tests.journeys.places import FORBIDDEN
from tests.journeys.sitemap import PLACES, Place
from tests.journeys.staff import Staff

NOT_ON_PAPER = (".header", ".navigation", ".breadcrumbs", ".tabs", ".skip-link")
DESK, PHONE, SMALL_PHONE = 1440, 390, 320
WITH_MENU = ("home", "orders", "admin-datev-list")
# They say the same words: two are looked at like other pages.
CLOSED = [place for place in PLACES if place.status == FORBIDDEN]
LOOKED_AT = [place for place in PLACES if place.status != FORBIDDEN] + CLOSED[:2]


def menu_of(shown: Shown) -> str:
    """The menu, which is the same on every page: in the dark and on phones one shows it for all."""
    return "" if shown.place.name in WITH_MENU else "#navigation"


def has_own_phone(shown: Shown) -> bool:
    """Whether colours hang on the width: in the shell, which few show for all, and for debtors."""
    return bool(shown.place.link) or shown.place.name in WITH_MENU


@pytest.fixture(scope="module", params=LOOKED_AT, ids=lambda place: place.name)
def shown(request, staff: Staff, installation: Installation) -> Shown:
    """Each page is loaded once, then all checks look at it."""
    place: Place = request.param
    shown = Shown(place, staff.window(place.person))
    shown.wear(width=DESK)
    shown.open(installation.ids)
    return shown


def test_it_answers_and_the_browser_has_nothing_to_complain_about(shown):
    assert shown.status == shown.place.status
    assert shown.complaints == []


def test_it_has_one_heading_and_says_whose_page_it_is(shown):
    expect(shown.page.locator("h1")).to_have_count(1)
    expect(shown.page.locator("html")).to_have_attribute("lang", shown.place.language)
    assert shown.page.title().endswith(shown.place.owner)


def test_it_speaks_one_language(shown):
    words = shown.english_words()

    assert not words if shown.place.language == "de" else words


def test_axe_finds_nothing(shown):
    shown.wear(width=DESK)

    assert shown.violations(tags=STANDARD) == []


def test_axe_finds_nothing_on_a_phone(shown):
    shown.wear(width=PHONE)
    only = {"tags": STANDARD} if has_own_phone(shown) else {"rules": LAYOUT}

    assert shown.violations(without=menu_of(shown), **only) == []


def test_axe_finds_nothing_in_the_dark(shown):
    for width in (DESK, PHONE) if has_own_phone(shown) else (DESK,):
        shown.wear(width=width, scheme="dark")

        assert shown.violations(rules=COLOURS, without=menu_of(shown)) == []


@pytest.mark.parametrize("width", [DESK, PHONE, SMALL_PHONE])
def test_it_does_not_scroll_sideways(shown, width):
    shown.wear(width=width)

    assert shown.sticking_out() == []


def test_on_paper_there_is_no_navigation(shown):
    shown.wear(width=DESK)
    shown.page.emulate_media(media="print")

    assert shown.seen("h1", *NOT_ON_PAPER) == ["h1"]
    shown.page.emulate_media(media="screen")


@pytest.mark.parametrize("place", CLOSED[2:], ids=lambda place: place.name)
def test_who_may_not_open_it_is_told_so(place, staff, installation):
    page = staff.window(place.person)

    answer = page.goto(place.path.format(**installation.ids))

    assert answer.status == FORBIDDEN
    expect(page.locator("h1")).to_have_count(1)
