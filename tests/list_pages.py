"""The lists of the product, found by their addresses, and where their pages offer files."""

import re
from collections.abc import Iterator

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from inkasso.models import AgencyReport, CollectionAgency, Handover
from orders.models import Customer
from reminders.models import DunningRun

# Pages that show a step of some work or a sample of rows, which are in a list elsewhere; and the
# tables of values behind charts, which the evaluations export one by one.
NO_LISTS = ("caught-mails", "reminders:dry-run", "home", "evaluation-", "operation")
TABLE = re.compile(r'<div class="table-frame table-cards"')
# Lists whose address names a row.
WITH_ROW = {
    "reminders:run-detail": DunningRun,
    "collections:handover-page": Handover,
    "collections:report-page": AgencyReport,
    "collections:notice-page": CollectionAgency,
    "customer-account": Customer,
}
# Each tab with another table.
TABS = {
    "collections:report-list": ["lage=alle"],
    "collections:case-list": ["lage=uebergeben"],
    "orders:payment-list": ["lage=alle"],
    "reminders:uncertain-list": ["lage=entschieden"],
}


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """The names of all addresses of our own that need no row."""
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            if not inner.startswith(("admin:", "api:")):
                yield from names(one.url_patterns, inner)
        elif one.name and not one.pattern.regex.groups:
            yield f"{space}{one.name}"


def pages() -> list[str]:
    """The addresses of all lists there may be."""
    every = names(get_resolver().url_patterns)
    plain = [name for name in every if not name.startswith(NO_LISTS)]
    addresses = [reverse(name) for name in dict.fromkeys(plain)]
    addresses += [f"{reverse(name)}?{query}" for name, queries in TABS.items() for query in queries]
    return addresses + [
        reverse(name, args=[row.pk])
        for name, model in WITH_ROW.items()
        for row in model._default_manager.all()[:1]
    ]


def file_addresses(chief: Client) -> list[str]:
    """Where the files of all lists are, as their pages say."""
    found = []
    for address in pages():
        page = chief.get(address)
        text = page.content.decode() if page.status_code == 200 and not page.streaming else ""
        offered = re.findall(r'href="(\?[^"]*export=(?:csv|xlsx|newsletter)[^"]*)"', text)
        if TABLE.search(text) and "text/html" in page["Content-Type"]:
            assert len(offered) >= 2, f"{address} shows a table and offers no files"
        path = address.partition("?")[0]
        found += [f"{path}{one.replace('&amp;', '&')}" for one in offered]
    return found
