"""What LibreOffice makes of the exported lists: no formula, and negative numbers are numbers.

Where LibreOffice is not installed these tests are left out; what the files hold is tested without.
"""

import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from common.rules.spreadsheets import Cell
from common.web.csv_answers import csv_lines
from common.web.xlsx_files import write_xlsx
from tests import list_world
from tests.list_pages import file_addresses

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice ist nicht installiert.")
# Semicolon, quotes, UTF-8, German numbers; what looks like a formula is to be calculated.
GERMAN_CSV = "CSV:59,34,76,1,,1031,false,true,true,false,false,0,true"


def opened(folder: Path, pattern: str) -> list[str]:
    """The files as LibreOffice understands them, each as its own XML."""
    files = [str(path) for path in sorted(folder.glob(pattern))]
    subprocess.run(
        [
            OFFICE,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            *([f"--infilter={GERMAN_CSV}"] if pattern == "*.csv" else []),
            "--convert-to",
            "fods",
            "--outdir",
            str(folder / "opened"),
            *files,
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    made = sorted((folder / "opened").glob("*.fods"))
    assert len(made) == len(files)
    return [path.read_text() for path in made]


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_it_calculates_nothing_in_any_list(client: Client, tmp_path: Path, ending: str):
    client.force_login(User.objects.create_superuser("chefin"))
    list_world.build_world()
    list_world.poison()
    wanted = [one for one in file_addresses(client) if f"export={ending}" in one]
    for number, address in enumerate(wanted):
        data = b"".join(client.get(address))
        (tmp_path / f"{number:02}.{ending}").write_bytes(data)

    sheets = opened(tmp_path, f"*.{ending}")

    for address, sheet in zip(wanted, sheets, strict=True):
        assert "table:formula" not in sheet, address


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_negative_amounts_are_numbers_and_texts_are_texts(tmp_path: Path, ending: str):
    headings = ["Betrag", "Zahl", "Text"]
    rows: list[list[Cell]] = [[Decimal("-1234.50"), -3, "-2"], [Decimal("5.00"), 0, "=1+1"]]
    path = tmp_path / f"liste.{ending}"
    if ending == "csv":
        path.write_text("".join(csv_lines(headings, rows)), encoding="utf-8", newline="")
    else:
        with path.open("wb") as file:
            write_xlsx(file, "Liste", headings, rows, folder=tmp_path)

    (sheet,) = opened(tmp_path, f"*.{ending}")

    values = re.findall(r'office:value-type="float" office:value="([^"]+)"', sheet)
    assert [float(value) for value in values] == [-1234.5, -3, 5, 0]
    assert "table:formula" not in sheet
