"""The people of the installation with a browser each, logged in once."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page

from tests.journeys.installation import PASSWORD

CLERK, LEAD, GUEST, NOBODY = "petra", "ruth", "ines", ""
WIDE = {"width": 1440, "height": 900}


@dataclass
class Staff:
    """Hands out tabs; what a browser complains about is kept per tab by whoever asks for it.

    No tab is closed before its browser is: closing one sometimes never ends.
    """

    browser: Browser
    url: str
    windows: dict[str, Page] = field(default_factory=dict)

    def window(self, person: str = LEAD) -> Page:
        """The one tab of the person that is used again and again; NOBODY is not logged in."""
        if person not in self.windows:
            self.windows[person] = self._browser_of(person)
        return self.windows[person]

    def tab(self, person: str = LEAD) -> Page:
        """A new tab of the person's browser; NOBODY gets a new browser."""
        if person == NOBODY:
            return self._browser_of(person)
        return self.window(person).context.new_page()

    def _browser_of(self, person: str) -> Page:
        # Without movement colours are final at once.
        context = self.browser.new_context(
            locale="de-DE", viewport=WIDE, base_url=self.url, reduced_motion="reduce"
        )
        page = context.new_page()
        if person != NOBODY:
            log_in(page, person)
        return page


def log_in(page: Page, person: str) -> None:
    """Fill the login form; the tab belongs to a browser that knows the address."""
    page.goto("/anmelden/")
    page.get_by_label("Benutzername").fill(person)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(lambda url: "/anmelden/" not in url)
