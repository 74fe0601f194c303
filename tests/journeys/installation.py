"""A whole installation as the staff meet it: web server, job queue, mail server, own data."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

PASSWORD = "mahnwerk-reise"
ROOT = Path(__file__).parents[2]
SEED = "from tests.journeys.seed import seed; seed()"


def free_port() -> int:
    """A port nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Installation:
    """Real processes on a database of their own; everything ends with stop()."""

    folder: Path
    mail_port: int
    # Who takes payments online; "" is nobody.
    provider_url: str = ""
    web_port: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    database: str = ""
    # Which row is which, by the names that the seed gives them.
    ids: dict[str, int | str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def environment(self) -> dict[str, str]:
        environment = {
            **os.environ,
            "DATA_DIR": str(self.folder),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "MAHNWERK_DEMO": "1",
            "PUBLIC_URL": self.url,
            "PROVIDER_STRIPE_URL": self.provider_url,
        }
        if self.database:
            environment["DATABASE_URL"] = self.database
        return environment

    def start(self) -> None:
        """Make the database, people and rows; start web server and job queue."""
        self._make_database()
        self.manage("migrate", "--verbosity", "0")
        self.manage("apply_roles")
        self.ids = json.loads(self.manage("shell", "--verbosity", "0", "-c", SEED))
        self._spawn("gunicorn", "-b", f"127.0.0.1:{self.web_port}", "dunning_site.wsgi")
        self._spawn("manage.py", "qcluster")
        self._wait_until_it_answers()

    def manage(self, *arguments: str) -> str:
        """Run a management command; fails with its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def stop(self) -> None:
        """End every process of this installation with its children."""
        # The queue's main process ends its workers; told to all of them, it would hang.
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)
        self._drop_database()

    def _spawn(self, program: str, *arguments: str) -> None:
        start = ["-m", program] if program == "gunicorn" else [program]
        log = (self.folder / f"{program}.log").open("wb")
        self.processes.append(
            subprocess.Popen(
                [sys.executable, *start, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        )

    def _wait_until_it_answers(self) -> None:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{self.url}/anmelden/", timeout=5).close()
            except OSError:  # refused, or too busy to answer in time
                time.sleep(0.5)
            else:
                return
        raise AssertionError((self.folder / "gunicorn.log").read_text())

    def _make_database(self) -> None:
        """On PostgreSQL a database beside the tests' own; SQLite lies in the data folder."""
        server = os.environ.get("DATABASE_URL", "")
        if server:
            name = f"journey_{os.getpid()}"
            _on_server(server, f"CREATE DATABASE {name}")
            self.database = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))

    def _drop_database(self) -> None:
        if self.database:
            name = urlsplit(self.database).path.lstrip("/")
            _on_server(os.environ["DATABASE_URL"], f"DROP DATABASE {name} WITH (FORCE)")


def _on_server(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)
