"""Every list as a file: all rows, no formula, numbers as numbers, with its right and its record.

The lists are found by their addresses: a page that shows a table must offer both files.
"""

import csv
import io
import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from openpyxl import load_workbook

from inkasso.models import AgencyReport, CollectionAgency, Handover
from orders.models import Customer
from reminders.models import DunningRun
from tests import list_world

pytestmark = pytest.mark.django_db
PAYLOADS = ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1+1", "\uff1d1+1", "\uff0d2")
# Pages that show a step of some work or a sample of rows; their rows are in a list elsewhere.
NO_LISTS = {"caught-mails", "reminders:dry-run"}
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
}


@pytest.fixture
def world(db: None) -> None:
    """Rows in all lists."""
    list_world.build_world()


@pytest.fixture
def chief(client: Client) -> Client:
    """The browser of somebody who may see everything."""
    client.force_login(User.objects.create_superuser("chefin"))
    return client


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """The names of all addresses of our own that need no row."""
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            if not inner.startswith(("admin:", "api:")):
                yield from names(one.url_patterns, inner)
        elif one.name and not one.pattern.converters:
            yield f"{space}{one.name}"


def pages() -> list[str]:
    """The addresses of all lists there may be."""
    plain = [name for name in names(get_resolver().url_patterns) if name not in NO_LISTS]
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


def cells_of(answer: StreamingHttpResponse) -> list[object]:
    """Every cell of the file, below its heading."""
    data = b"".join(answer.streaming_content)
    if "csv" in answer["Content-Type"]:
        return [cell for row in list(_csv(data))[1:] for cell in row]
    book = load_workbook(io.BytesIO(data))
    return [cell for sheet in book for row in sheet.iter_rows(min_row=2) for cell in row]


def _csv(data: bytes) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")


def test_every_list_offers_both_files_and_no_text_in_them_becomes_a_formula(world, chief):
    list_world.poison(PAYLOADS)

    addresses = file_addresses(chief)

    assert len({address.partition("?")[0] for address in addresses}) >= 19
    for address in addresses:
        for cell in cells_of(chief.get(address)):
            assert is_harmless(cell), (address, cell)


def is_harmless(cell: object) -> bool:
    """Whether a spreadsheet shows the cell and calculates nothing."""
    if not isinstance(cell, str):
        return cell.data_type in ("s", "n", "d")
    is_number = re.fullmatch(r"-?\d+(,\d\d)?", cell) is not None
    return is_number or not cell.lstrip(" ").startswith(tuple("=+-@\t\uff1d\uff0d"))
