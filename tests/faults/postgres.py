"""The PostgreSQL server of script/with_postgres: copies of databases, restarts without goodbye."""

import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg

_OPTIONS = "-c listen_addresses='' -c jit=off -c fsync=on"


def is_used() -> bool:
    """Whether the environment names a PostgreSQL database."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def url_of(database: str) -> str:
    """The address of another database of the same server."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{database}"))


def create(database: str, *, template: str = "template1") -> None:
    """A new database, a copy of the template; an older one of that name is dropped."""
    with _server() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}" STRATEGY file_copy')


def drop(database: str) -> None:
    """Remove a database with whatever is connected to it."""
    with _server() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def terminate_some(dice: random.Random) -> int:
    """End one connection of another process to this database; returns how many (0 or 1)."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY pid"
        )
        pids = [row[0] for row in cursor.fetchall()]
        if not pids:
            return 0
        cursor.execute("SELECT pg_terminate_backend(%s)", [dice.choice(pids)])
    return 1


def restart_at_once() -> None:
    """Restart the server as after a crash, with fsync on whatever it was started with."""
    folder = _folder()
    command = (
        f"'{_binary()}' -D '{folder}/data' -l '{folder}/log' -m immediate -w "
        f"-o \"-k '{folder}' {_OPTIONS}\" restart"
    )
    owner = ["su", "postgres", "-s", "/bin/sh", "-c", f"cd / && {command}"]
    call = owner if os.geteuid() == 0 else ["sh", "-c", command]
    subprocess.run(call, check=True, capture_output=True, timeout=120)


def _folder() -> Path:
    """Where the server of script/with_postgres lies: its socket stands beside its data."""
    folder = Path(unquote(urlsplit(os.environ["DATABASE_URL"]).hostname or ""))
    if not (folder / "data" / "PG_VERSION").exists():
        raise SystemExit("Restarts need the server of script/with_postgres.")
    return folder


def _binary() -> str:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda one: one.parts[4])
    binary = str(found[-1]) if found else shutil.which("pg_ctl")
    if not binary:
        raise SystemExit("pg_ctl is not installed.")
    return binary


@contextmanager
def _server() -> Iterator[psycopg.Cursor]:
    with psycopg.connect(url_of("postgres"), autocommit=True) as link, link.cursor() as cursor:
        yield cursor
