"""A page as the checks of every page visit it."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.journeys.staff import LEAD

OK, FORBIDDEN, NOT_FOUND, ONLY_POST = 200, 403, 404, 405


@dataclass(frozen=True)
class Place:
    """A page, who looks at it, what it answers, and the clicks that lead on from it."""

    name: str
    path: str
    person: str = LEAD
    status: int = OK
    click: Callable[[Page], None] | None = None
    # Debtors come in by the link of an order, in its language; whose page it is ends the title.
    link: str = ""
    language: str = "de"
    owner: str = "Mahnwerk"
