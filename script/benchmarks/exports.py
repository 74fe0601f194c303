"""The order list as a file, against reading the same rows alone."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone
from overview import Shop
from stopwatch import Time, line, peak_megabytes

from common.models import ExportLog
from orders.models import Order
from reminders.models import Tab, tab_condition

# What the list shows without looking at anything beyond the rows.
_PLAIN = "?export={}&spalten=-status,-product"


def measure_exports(order_count: int) -> None:
    """Print how long each file takes, how many rows it has, and the most memory held."""
    today = timezone.localdate()
    Shop(today).fill(order_count)
    client = Client()
    client.force_login(User.objects.create_superuser("messstand"))
    # A server has its pages and addresses in memory already.
    client.get("/auftraege/")
    bare, rows = _bare(today)
    print(f"{Order.objects.count():,} Aufträge, {connection.vendor}")
    print(line(f"{rows:,} Zeilen nur lesen", rows, bare))
    print(f"Speicher bisher in der Spitze: {peak_megabytes():.0f} MB", flush=True)
    for label, query in (
        ("CSV ohne Status und Produkt", _PLAIN.format("csv")),
        ("XLSX ohne Status und Produkt", _PLAIN.format("xlsx")),
        ("CSV mit allen Spalten", "?export=csv"),
        ("Newsletter", "?export=newsletter"),
    ):
        spent, size = _download(client, query)
        count = ExportLog.objects.latest("pk").row_count or 0
        ratio = spent.processor / bare.processor
        print(f"{line(label, count, spent)}   {ratio:.1f} × {size / 1e6:.0f} MB", flush=True)
    print(f"Speicher in der Spitze: {peak_megabytes():.0f} MB")


def _bare(today: date) -> tuple[Time, int]:
    """The rows of the list with their customers, as models, with nothing made of them."""
    orders = Order.objects.filter(tab_condition(Tab.ALL_OPEN, on=today, prefix="standing__"))
    found = orders.select_related("customer", "sales_account", "payment_method", "standing")
    spent = Time()
    with spent.running():
        count = sum(1 for _ in found.order_by("oldest_due_on", "pk").iterator(chunk_size=500))
    return spent, count


def _download(client: Client, query: str) -> tuple[Time, int]:
    """Take the file piece by piece to the disk, as a browser does."""
    spent = Time()
    with TemporaryDirectory() as folder, spent.running():
        path = Path(folder) / "datei"
        with path.open("wb") as file:
            for piece in client.get(f"/auftraege/{query}"):
                file.write(piece)
        size = path.stat().st_size
    return spent, size
