"""Look at a page as its readers do: what it breaks for whom, which words it shows."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Error, Page, Request

from tests.journeys.sitemap import Place

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What can differ between light and dark.
COLOURS = ["color-contrast", "link-in-text-block"]
# What can differ between a wide and a narrow window, colours apart.
LAYOUT = [
    "aria-hidden-focus",
    "button-name",
    "label",
    "link-name",
    "scrollable-region-focusable",
    "select-name",
    "target-size",
]
# Mails in frames are the shop's own words and may run no script.
AXE_RUN = """async ({only, without}) => {
  const chosen = only.rules ? {type: "rule", values: only.rules} : {type: "tag", values: only.tags};
  const missing = without && document.querySelector(without);
  const context = missing ? {include: [document], exclude: [[without]]} : document;
  const found = await axe.run(context, {
    runOnly: chosen,
    resultTypes: ["violations"], iframes: false,
  });
  return found.violations.flatMap((rule) => rule.nodes.map(
    (node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`,
  ));
}"""
# Words of Django and of the libraries; none of them is a German word as well.
ENGLISH = """
Search Save Delete required Showing Next Previous Select Home Add Change Log Logout Login View
Remove Cancel Close Clear Choose Submit Back Show Hide Edit Update Create Today Yesterday Tomorrow
Now Yes No Please Enter Error Errors Warning Password Username Page Pages Loading Results Result
Actions Go items selected History Welcome Filters Sort Sorting Toggle Recent Successfully This That
field fields the of and or with from for to is are you your has been must cannot invalid valid
value choices object objects Schedule Failure Success Cluster Function Arguments Started Stopped
True False None
January March May June July October December Monday Tuesday Sunday Skip content More Less Help
"""
VISIBLE_WORDS = """() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  // What says that it is English may be English.
  for (const foreign of document.querySelectorAll("body [lang=en]")) foreign.hidden = true;
  const attributes = ["aria-label", "title", "placeholder", "alt", "aria-description"];
  const named = [...document.querySelectorAll(attributes.map((name) => `[${name}]`))];
  const buttons = [...document.querySelectorAll("input[type=submit], input[type=button]")];
  return [
    document.title,
    document.body.innerText,
    ...named.flatMap((element) => attributes.map((name) => element.getAttribute(name) || "")),
    ...buttons.map((button) => button.value),
  ].join("\\n");
}"""
STICKING_OUT = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > width + 0.5)
    .map((element) => `${element.tagName} ${element.id} ${element.className}`);
}"""
SEEN = """(parts) => parts.filter((part) => [...document.querySelectorAll(part)].some(
  (element) => element.checkVisibility() && element.getClientRects().length,
))"""
_WORDS = "|".join(ENGLISH.split())
_ENGLISH = re.compile(rf"(?<![\w@./-])(?:{_WORDS})(?![\w@/-]|\.\w)", re.IGNORECASE)


@dataclass
class Shown:
    """A page in the browser, and what the browser complained about until it stood still."""

    place: Place
    page: Page
    status: int = 0
    complaints: list[str] = field(default_factory=list)

    def open(self, ids: dict[str, Any]) -> None:
        """Go there and click on; afterwards the checks' own scripts complain unheard."""
        self.page.on("console", self._note)
        self.page.on("pageerror", self._note_error)
        self.page.on("request", self._note_request)
        if self.place.link:
            self.page.goto(ids[self.place.link])
        answer = self.page.goto(self.place.path.format(**ids))
        assert answer is not None
        self.status = answer.status
        if self.place.click:
            self.place.click(self.page)
            self.page.wait_for_load_state("networkidle")
        self.page.remove_listener("console", self._note)
        self.page.remove_listener("pageerror", self._note_error)
        self.page.remove_listener("request", self._note_request)
        self.page.evaluate(AXE_SCRIPT)

    def _note(self, message: ConsoleMessage) -> None:
        # A page that is meant to be missing is no complaint, anything it links to is.
        is_page_itself = message.location["url"] == self.page.url and "status of" in message.text
        if message.type in ("error", "warning") and not is_page_itself:
            self.complaints.append(message.text)

    def _note_error(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _note_request(self, request: Request) -> None:
        # Nobody else learns who looks at which page.
        if urlsplit(request.url).hostname not in (None, "127.0.0.1"):
            self.complaints.append(f"asks another host: {request.url}")

    def wear(self, *, width: int, scheme: str = "light") -> None:
        """Change the window and the person's wish for light or dark."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme=scheme)

    def violations(self, *, without: str = "", **only: list[str]) -> list[str]:
        """What axe finds, by rule or by tag: one line per rule and element.

        without: a part that is the same on other pages, where it is looked at.
        """
        how = {"only": only, "without": without}
        found: list[str] = self.page.evaluate(AXE_RUN, how)
        return found

    def english_words(self) -> set[str]:
        """English words in what is seen or read aloud."""
        return set(_ENGLISH.findall(self.page.evaluate(VISIBLE_WORDS)))

    def seen(self, *parts: str) -> list[str]:
        """Which of the parts, by selector, can be seen."""
        found: list[str] = self.page.evaluate(SEEN, list(parts))
        return found

    def sticking_out(self) -> list[str]:
        """The elements that make the page scroll sideways."""
        found: list[str] = self.page.evaluate(STICKING_OUT)
        return found
