"""The installation that every seed starts from: in memory, built once, put back for each seed."""

import gc
import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings
from django.utils import timezone

from dunning_site.env import MailServer
from orders.models import Order
from reminders.models import AutomaticDunning, DunningLevel, DunningProcedure
from tests.factories import order, sales_account
from tests.faults import simulated_edges
from tests.faults.simulated_log import triggers
from tests.faults.simulated_server import Dot
from tests.faults.simulated_stage import Stage

FIRST_DAY = date(2026, 11, 23)
SECOND_DAY = date(2026, 12, 7)
NEW, LATER = FIRST_DAY - timedelta(days=7), FIRST_DAY - timedelta(days=21)
# By the rules the level that every order reaches next: the first of a new one, else the second.
DUE = {"A": NEW, "B": NEW, "C": LATER, "D": LATER}
SHOPS = {"A": "Foto", "B": "Poster", "C": "Foto", "D": "Poster"}


def moment(day: date, hour: int = 6) -> datetime:
    """An hour of a day here."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


@dataclass(eq=False)
class World:
    """A database and a folder as they were before the first seed."""

    folder: Path
    kept: sqlite3.Connection
    files: dict[Path, bytes]
    dots: list[Dot]

    @contextmanager
    def put_back(self) -> Iterator[None]:
        """Everything as before the first seed, for as long as one seed lasts."""
        self.kept.backup(connection.connection)
        for path in self.folder.rglob("*"):
            if path.is_file() and path not in self.files:
                path.unlink()
        for path, content in self.files.items():
            path.write_bytes(content)
        with _settings(self.folder):
            yield


@contextmanager
def simulated_world(source: Path | None = None) -> Iterator[World]:
    """The world in memory, with the product's edges replaced; source: a migrated database."""
    shared_memory = Path("/dev/shm")
    parent = shared_memory if shared_memory.is_dir() else None
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=parent)))
        stack.enter_context(_settings(folder))
        stack.enter_context(_database_in_memory(source or _migrated()))
        stack.enter_context(simulated_edges.replaced())
        yield _build(folder)


def _settings(folder: Path) -> AbstractContextManager[None]:
    return override_settings(
        DATA_DIR=folder,
        MEDIA_ROOT=folder / "media",
        JOURNAL_PATH=folder / "delivery.journal",
        MAIL_SERVER=MailServer("mail.example", 25, "mahnwerk", "secret", "none"),
    )


@contextmanager
def _database_in_memory(source: Path) -> Iterator[None]:
    connection.close()
    name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = ":memory:"
    connection.ensure_connection()
    with closing(sqlite3.connect(source)) as file:
        file.backup(connection.connection)
    connection.connection.create_function("simulated_process", 0, simulated_edges.process_name)
    try:
        yield
    finally:
        connection.connection.close()
        connection.connection = None
        connection.settings_dict["NAME"] = name


def _migrated() -> Path:
    """An empty database with all tables; kept in the temporary folder, as making it takes long."""
    digest = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda one: one.label):
        for path in sorted(Path(app.path).glob("migrations/*.py")):
            digest.update(path.read_bytes())
    path = Path(tempfile.gettempdir()) / f"mahnwerk-simulator-{digest.hexdigest()[:16]}.sqlite3"
    if not path.exists():
        connection.close()
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "made.sqlite3"
            name, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], made
            call_command("migrate", verbosity=0)
            connection.close()
            connection.settings_dict["NAME"] = name
            shutil.copy(made, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)
    return path


def _build(folder: Path) -> World:
    """Two shops with four orders, two of them reminded before; all of it by the product."""
    connection.connection.executescript(triggers())
    reminded_on = moment(FIRST_DAY - timedelta(days=13))
    with simulated_edges.staged(Stage(0, reminded_on, is_calm=True)) as edges:
        AutomaticDunning.objects.update_or_create(pk=1, defaults={"is_enabled": True})
        for name in ("carla", "timo"):
            User.objects.create(username=name)
        for number in ("C", "D"):
            order(sales_account(SHOPS[number]), number=number, due_on=DUE[number])
        DunningProcedure.objects.update(is_automatic=True)
        DunningLevel.objects.update(is_automatic=True)
        DunningLevel.objects.filter(level__gte=2).update(fee="2.50")
        simulated_edges.plan_and_deliver()
        assert len(edges.server.dots) == 2, "the world is not as it should be"
        for number in ("A", "B"):
            order(sales_account(SHOPS[number]), number=number, due_on=DUE[number])
        assert Order.objects.count() == len(DUE)
    kept = sqlite3.connect(":memory:")
    connection.connection.backup(kept)
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    gc.collect()
    gc.freeze()
    return World(folder, kept, files, edges.server.dots)
