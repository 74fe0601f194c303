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
from openpyxl import load_workbook

from tests import list_world
from tests.list_pages import file_addresses

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> None:
    """Rows in all lists."""
    list_world.build_world()


@pytest.fixture
def chief(client: Client) -> Client:
    """The browser of somebody who may see everything."""
    client.force_login(User.objects.create_superuser("chefin"))
    return client


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
    list_world.poison()

    addresses = file_addresses(chief)

    assert len({address.partition("?")[0] for address in addresses}) >= 19
    cells = [(address, cell) for address in addresses for cell in cells_of(chief.get(address))]
    assert [one for one in cells if not is_harmless(one[1])] == []
    assert sum(str(cell).startswith("'") for _, cell in cells) > 30


def is_harmless(cell: object) -> bool:
    """Whether a spreadsheet shows the cell and calculates nothing."""
    if not isinstance(cell, str):
        return cell.data_type in ("s", "n", "d")
    is_number = re.fullmatch(r"-?\d+(,\d\d)?", cell) is not None
    return is_number or not cell.lstrip(" ").startswith(tuple("=+-@\t\uff1d\uff0d"))
