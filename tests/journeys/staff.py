"""The people of the installation with a browser each, logged in once."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.installation import PASSWORD

CLERK, LEAD, GUEST, NOBODY = "petra", "ruth", "ines", ""
WIDE = {"width": 1440, "height": 900}


@dataclass
class Staff:
    """Hands out tabs; what a browser complains about is kept per tab by whoever asks for it."""

    browser: Browser
    url: str
    contexts: dict[str, BrowserContext] = field(default_factory=dict)
    windows: dict[str, Page] = field(default_factory=dict)

    def window(self, person: str = LEAD) -> Page:
        """The one tab of the person that is used again and again.

        Closing hundreds of tabs, one of them sometimes never closes.
        """
        if person not in self.windows:
            self.windows[person] = self.tab(person)
        return self.windows[person]

    def tab(self, person: str = LEAD) -> Page:
        """A new tab of the person's browser; NOBODY gets a new browser and is not logged in."""
        if person == NOBODY:
            return self._context(person).new_page()
        if person not in self.contexts:
            self.contexts[person] = self._context(person)
        return self.contexts[person].new_page()

    def _context(self, person: str) -> BrowserContext:
        # Without movement colours are final at once.
        context = self.browser.new_context(
            locale="de-DE", viewport=WIDE, base_url=self.url, reduced_motion="reduce"
        )
        if person != NOBODY:
            page = context.new_page()
            log_in(page, person)
            page.close()
        return context


def log_in(page: Page, person: str) -> None:
    """Fill the login form; the tab belongs to a browser that knows the address."""
    page.goto("/anmelden/")
    page.get_by_label("Benutzername").fill(person)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
