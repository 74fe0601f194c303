"""The main menu as data: what there is, who may see it, and which entry a page belongs to."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from dunning_site.navigation_counts import (
    cases_to_hand_over,
    credits,
    held_statements,
    ledger_findings,
    letters_to_post,
    payments_to_clarify,
    reports_to_clarify,
    requests_to_answer,
    ripe_orders,
    uncertain_reminders,
)
from reminders.services.limitations import warned_count


@dataclass(frozen=True)
class Entry:
    """One entry; it is left out where its page does not exist or the person may not open it."""

    label: str
    url_name: str
    symbol: str
    permission: str = ""
    needs_staff: bool = False
    needs_superuser: bool = False
    needs_demo: bool = False
    # Pages of its own beside the one it opens.
    folder: str = ""
    # Work to do on the day, never a total; called once per page.
    count: Callable[[date], int] | None = None
    count_label: str = ""


@dataclass(frozen=True)
class Group:
    """A heading with its entries; the one on top needs none."""

    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class ShownEntry:
    """An entry as the template prints it."""

    label: str
    url: str
    symbol: str
    is_current: bool
    count: int
    count_label: str


@dataclass(frozen=True)
class ShownGroup:
    """A group as the template prints it, never empty."""

    label: str
    items: list[ShownEntry]


def _master_data(label: str, model: str, symbol: str, *, folder: str = "") -> Entry:
    """An entry that opens a list of the admin: "orders.creditor"."""
    app_label, model_name = model.split(".")
    return Entry(
        label,
        f"admin:{app_label}_{model_name}_changelist",
        symbol,
        permission=f"{app_label}.view_{model_name}",
        needs_staff=True,
        folder=folder,
    )


MENU: tuple[Group, ...] = (
    Group("", (Entry("Übersicht", "home", "overview"),)),
    Group(
        "Mahnwesen",
        (
            Entry(
                "Aufträge",
                "order-list",
                "orders",
                "orders.view_order",
                count=ripe_orders,
                count_label="jetzt mahnbar",
            ),
            Entry(
                "Anliegen",
                "debtor-request-list",
                "bell",
                "reminders.view_debtorrequest",
                count=requests_to_answer,
                count_label="zu beantworten",
            ),
            Entry("Mahnläufe", "reminders:run-list", "runs", "reminders.view_dunningrun"),
            Entry(
                "Briefe",
                "reminders:letter-list",
                "printer",
                "reminders.view_reminder",
                count=letters_to_post,
                count_label="zu drucken oder zu vermerken",
            ),
            Entry("Versandprotokoll", "reminders:dispatch-log", "mail", "reminders.view_reminder"),
            Entry(
                "Ungeklärt",
                "reminders:uncertain-list",
                "warning",
                "reminders.view_reminder",
                count=uncertain_reminders,
                count_label="zu entscheiden",
            ),
            Entry("Mahnstopps", "reminders:block-list", "stop", "reminders.view_dunningblock"),
            Entry(
                "Verjährung",
                "reminders:limitation-list",
                "hourglass",
                "orders.view_order",
                count=warned_count,
                count_label="verjähren in sechs Monaten",
            ),
            Entry("Verzugszinsrechner", "reminders:interest", "calculator", "orders.view_order"),
        ),
    ),
    Group(
        "Zahlungen",
        (
            Entry(
                "Zahlungseingänge",
                "orders:payment-list",
                "cash",
                "orders.view_banktransaction",
                count=payments_to_clarify,
                count_label="zu klären",
            ),
            Entry(
                "Kontoauszüge",
                "orders:statement-list",
                "letter",
                "orders.add_statementimport",
                count=held_statements,
                count_label="angehalten",
            ),
            Entry(
                "Guthaben",
                "credit-list",
                "euro",
                "orders.view_order",
                count=credits,
                count_label="umzubuchen oder zu erstatten",
            ),
            Entry("DATEV", "orders:datev", "download", "orders.view_datevexport"),
            Entry("Import", "orders:import-start", "import", "orders.add_orderimport"),
        ),
    ),
    Group(
        "Inkasso",
        (
            Entry(
                "Inkassofälle",
                "collections:case-list",
                "euro",
                "collections.view_collectioncase",
                count=cases_to_hand_over,
                count_label="zu prüfen oder zu übergeben",
            ),
            Entry(
                "Übergaben",
                "collections:handover-list",
                "send",
                "collections.view_handover",
            ),
            Entry(
                "Rückmeldungen",
                "collections:report-list",
                "inbox",
                "collections.view_agencyreport",
                count=reports_to_clarify,
                count_label="zu klären",
            ),
            Entry(
                "Gerichtsfristen",
                "collections:deadline-list",
                "hourglass",
                "collections.view_collectioncase",
            ),
            Entry(
                "Kostenrechner",
                "collections:cost-calculator",
                "calculator",
                "collections.view_collectioncase",
            ),
            Entry("Auswertungen", "evaluation-recovery", "chart", "reminders.view_recovery"),
        ),
    ),
    Group(
        "Konfiguration",
        (
            _master_data("Kunden", "orders.customer", "user"),
            _master_data("Gläubiger", "orders.creditor", "building"),
            _master_data("Verkaufsaccounts", "orders.salesaccount", "shop"),
            _master_data("Zahlungsarten", "orders.paymentmethod", "card"),
            _master_data("Zahlungslinks", "orders.paymentlink", "external"),
            _master_data("Zahlungsanbieter", "orders.provideraccount", "cash"),
            _master_data("DATEV-Einstellungen", "orders.datevsettings", "filter"),
            _master_data("Importvorlagen", "orders.importtemplate", "download"),
            _master_data(
                "Mahnverfahren", "reminders.dunningprocedure", "stairs", folder="/mahnverfahren/"
            ),
            _master_data("Mahnregeln", "reminders.dunningsettings", "filter"),
            _master_data("Zahlungsseiten", "reminders.debtorpagesettings", "card"),
            _master_data("Kosten des Mahnens", "reminders.evaluationsettings", "euro"),
            _master_data("Inkassoregeln", "collections.collectionpolicy", "filter"),
            _master_data("Inkassopartner", "collections.collectionagency", "building"),
            _master_data("Antragsteller", "collections.claimant", "user"),
            _master_data("Auskunfteien", "collections.bureaurule", "filter"),
            Entry(
                "Textvorlagen",
                "reminders:template-list",
                "template",
                "reminders.view_remindertemplate",
            ),
            Entry(
                "Basiszinssätze",
                "reminders:base-rate-list",
                "percentage",
                "reminders.view_baserate",
            ),
            Entry(
                "Musterschreiben",
                "reminders:sample-letter-list",
                "letter",
                "reminders.view_reminder",
            ),
            Entry("Schnittstelle", "api-token-list", "key", "orders.view_apitoken"),
        ),
    ),
    Group(
        "System",
        (
            Entry("Versand", "reminders:sending", "send", "reminders.view_reminder"),
            Entry(
                "Buchungsprüfung",
                "orders:ledger-check",
                "check",
                "orders.view_ledgercheck",
                count=ledger_findings,
                count_label="Abweichungen",
            ),
            Entry("Betrieb", "operation", "check", "reminders.operate_sending"),
            Entry("Wiederherstellung", "reminders:restore", "refresh", "reminders.operate_sending"),
            Entry(
                "Benutzer und Rechte",
                "admin:auth_user_changelist",
                "users",
                permission="auth.view_user",
                needs_staff=True,
            ),
            Entry(
                "Täglicher Mahnlauf",
                "admin:reminders_automaticdunning_changelist",
                "calendar",
                needs_staff=True,
                needs_superuser=True,
            ),
            Entry(
                "Geplante Aufgaben",
                "admin:django_q_schedule_changelist",
                "clock",
                needs_staff=True,
                needs_superuser=True,
            ),
            Entry("Exporte", "export-log", "download", "common.view_exportlog"),
            Entry("Demo-Postfach", "caught-mails", "inbox", needs_demo=True),
        ),
    ),
)


def shown_menu(
    request: HttpRequest, *, today: date, menu: Sequence[Group] = MENU
) -> list[ShownGroup]:
    """The menu for this person on this page; groups without an entry are left out."""
    allowed = [(group, list(_allowed(request, group))) for group in menu]
    current = _current_url(request.path, [pair for _, pairs in allowed for pair in pairs])
    return [
        ShownGroup(group.label, [_shown(entry, url, current, today) for entry, url in pairs])
        for group, pairs in allowed
        if pairs
    ]


def page_guard(request: HttpRequest) -> Callable[[str], str]:
    """Gives back an address, and "" for one that the menu keeps from this person."""
    pairs = [(entry, _address(entry.url_name)) for group in MENU for entry in group.entries]
    known = [(entry, url) for entry, url in pairs if url]
    closed = {url for entry, url in known if not _may_open(request, entry)}

    def guard(address: str) -> str:
        return "" if _current_url(urlsplit(address).path, known) in closed else address

    return guard


def _allowed(request: HttpRequest, group: Group) -> Iterator[tuple[Entry, str]]:
    """The entries this person may open, each with its address."""
    for entry in group.entries:
        url = _address(entry.url_name)
        if url and _may_open(request, entry):
            yield entry, url


def _may_open(request: HttpRequest, entry: Entry) -> bool:
    user = request.user
    return (
        user.is_authenticated
        and (not entry.permission or user.has_perm(entry.permission))
        and (not entry.needs_staff or user.is_staff)
        and (not entry.needs_superuser or user.is_superuser)
        and (not entry.needs_demo or settings.DEMO)
    )


def _address(url_name: str) -> str:
    """The address of a page, "" when this installation does not have it."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _current_url(path: str, pairs: Sequence[tuple[Entry, str]]) -> str:
    """The address of the entry whose page encloses the path most closely, "" if none does."""
    enclosing = [url for _, url in pairs if path == url or (url != "/" and path.startswith(url))]
    folders = [url for entry, url in pairs if entry.folder and path.startswith(entry.folder)]
    return max(enclosing or folders, key=len, default="")


def _shown(entry: Entry, url: str, current: str, today: date) -> ShownEntry:
    return ShownEntry(
        label=entry.label,
        url=url,
        symbol=entry.symbol,
        is_current=url == current,
        count=entry.count(today) if entry.count else 0,
        count_label=entry.count_label,
    )
