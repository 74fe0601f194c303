"""Two hosts with one cluster each share a PostgreSQL and a Redis; in the middle one is cut off.

Played by script/faults hosts. Runs as root: hosts, servers and wires are network namespaces of its
own. python -m tests.faults.two_hosts is the part in the hub's namespace.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from tests.faults.arms import Arms
from tests.faults.crowd import STRIKES
from tests.faults.network import HUB_ADDRESS, Host, Network, network
from tests.faults.plan import CALM, TIMES, WORKERS
from tests.faults.processes import ROOT, Child, launch
from tests.faults.results import Result, say

REMINDERS = 2000
CUT_AT = 0.4
# Longer than both leases: the other host takes over what the lost one had in hand.
CUT_SECONDS = 20.0
LIMIT_SECONDS = 900.0
SMTP_PORT, REDIS_PORT, POSTGRES_PORT = 2525, 6379, 5432


class Hub:
    """The servers all hosts share, in the namespace this process lives in."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self._seed = seed
        self._binaries = max(
            Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: one.parts[4]
        )
        self._children: list[Child] = []

    def start(self) -> None:
        """PostgreSQL, Redis and the mail server."""
        shutil.chown(self.folder, "postgres")
        data = f"'{self.folder}/data'"
        self._as_postgres(f"initdb -D {data} -U mahnwerk -A trust -E UTF8 --locale=C.UTF-8")
        with (self.folder / "data/pg_hba.conf").open("a") as rules:
            rules.write("host all all 10.77.0.0/24 trust\n")
        options = f"-k '{self.folder}' -c listen_addresses={HUB_ADDRESS} -c jit=off"
        self._as_postgres(f"pg_ctl -D {data} -l '{self.folder}/log' -w -o \"{options}\" start")
        self._as_postgres(f"createdb -h {HUB_ADDRESS} -U mahnwerk mahnwerk")
        redis = ["redis-server", "--bind", HUB_ADDRESS, "--port", f"{REDIS_PORT}", "--save", ""]
        self._launch("redis", [*redis, "--protected-mode", "no", "--dir", f"{self.folder}"])
        witness = [sys.executable, "-m", "tests.faults.witness_server", f"{SMTP_PORT}"]
        self._launch("witness", [*witness, f"{self.folder}", f"{self._seed}", "{}", HUB_ADDRESS])

    def stop(self) -> None:
        """End all of them."""
        for child in self._children:
            child.kill()
        self._as_postgres(f"pg_ctl -D '{self.folder}/data' -m immediate stop", check=False)

    def _launch(self, name: str, command: list[str]) -> None:
        self._children.append(launch(command, self.folder / f"{name}.log", {}))

    def _as_postgres(self, command: str, *, check: bool = True) -> None:
        words = ["su", "postgres", "-s", "/bin/sh", "-c", f"cd / && {self._binaries}/{command}"]
        subprocess.run(words, check=check, stdout=subprocess.DEVNULL)


def environment(folder: Path) -> dict[str, str]:
    """What every process of the installation has in its environment."""
    small_letters = Arms(log=f"{folder / STRIKES}").as_environment()
    return {
        **TIMES,
        **small_letters,
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "SECRET_KEY": "two hosts share one key, as operations.md says",
        "DATA_DIR": f"{folder / 'shared'}",
        "DATABASE_URL": f"postgres://mahnwerk@{HUB_ADDRESS}:{POSTGRES_PORT}/mahnwerk",
        "REDIS_URL": f"redis://{HUB_ADDRESS}:{REDIS_PORT}/0",
        "EMAIL_URL": f"smtp://{HUB_ADDRESS}:{SMTP_PORT}",
        "PYTHONPATH": f"{ROOT}",
    }


def journal_of(folder: Path, host: Host) -> Path:
    """Where a host keeps what its workers have sent: on a disk of its own."""
    return folder / host.name / "delivery.journal"


def start_host(host: Host, folder: Path, shared: Mapping[str, str]) -> Child:
    """Make the host known, as operations.md says, and start its cluster."""
    own = {**shared, "JOURNAL_PATH": f"{journal_of(folder, host)}"}
    trust = host.command(sys.executable, "manage.py", "trust_host", "--reason", "neuer Rechner")
    subprocess.run(trust, cwd=ROOT, env={**os.environ, **own}, check=True, capture_output=True)
    qcluster = host.command(sys.executable, "manage.py", "qcluster")
    return launch(qcluster, folder / f"{host.name}.log", own)


def watch(net: Network, total: int) -> dict[str, float]:
    """Ring until everything is settled, and pull a wire on the way; tells what happened when."""
    from django.db import connection
    from django_q.tasks import async_task

    from reminders.models import Reminder
    from reminders.rules.states import PENDING

    started, told = time.monotonic(), {}
    while (seconds := time.monotonic() - started) < LIMIT_SECONDS:
        async_task("reminders.tasks.sweep")
        time.sleep(1)
        open_count = Reminder.objects.filter(state__in=PENDING).count()
        connection.close()
        if "cut" not in told and open_count <= total * (1 - CUT_AT):
            net.cut(net.hosts[1])
            told["cut"] = seconds
        if "cut" in told and "joined" not in told and seconds - told["cut"] > CUT_SECONDS:
            net.join(net.hosts[1])
            told["joined"] = seconds
        if not open_count and "joined" in told:
            break
    return {**told, "seconds": seconds}


def play(net: Network, folder: Path, reminders: int, seed: int) -> Result:
    """The whole run in the hub's namespace; its result with all violations."""
    hub, clusters = Hub(folder, seed), []
    shared = environment(folder)
    os.environ.update({**shared, "JOURNAL_PATH": f"{folder / 'hub' / 'delivery.journal'}"})
    try:
        hub.start()
        world = [sys.executable, "-m", "tests.faults.start", "world", f"{reminders}"]
        subprocess.run(world, cwd=ROOT, check=True)
        clusters = [start_host(host, folder, shared) for host in net.hosts]
        import django

        django.setup()
        from tests.faults.check import check_round

        times = watch(net, reminders)
        plan = CALM.with_options(check="hosts", seed=seed, reminders=reminders)
        # Each worker of the lost host had one mail in hand at most.
        found = check_round(plan, folder, WORKERS)
    finally:
        for cluster in clusters:
            cluster.kill()
        hub.stop()
    lines = {host.name: _line_count(journal_of(folder, host)) for host in net.hosts}
    return {
        "check": "hosts",
        "database": "postgresql",
        "mutant": "",
        "seed": seed,
        "kills": 0,
        "database_restarts": 0,
        "reminders": reminders,
        **{name: round(value, 1) for name, value in times.items()},
        "sent_by_host": list(lines.values()),
        **found,
    }


def _line_count(path: Path) -> int:
    return path.read_text().count("\n") if path.exists() else 0


def try_hosts(reminders: int, seed: int) -> Result:
    """One run on two hosts; raises SystemExit without root, and when it came to no result."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = tempfile.mkdtemp(prefix="mahnwerk-hosts-")
    try:
        with network(2) as net:
            known = {"hub": asdict(net.hub), "hosts": [asdict(one) for one in net.hosts]}
            inside = [sys.executable, "-m", "tests.faults.two_hosts", json.dumps(known), folder]
            command = net.hub.command(*inside, f"{reminders}", f"{seed}")
            done = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        raise SystemExit(f"The run on two hosts ended with code {done.returncode}.")
    return json.loads(lines[-1])


def main(arguments: list[str]) -> int:
    """The part that needs the servers, in the hub's namespace; prints the result."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    known = json.loads(arguments[0])
    net = Network(Host(**known["hub"]), [Host(**one) for one in known["hosts"]])
    say(json.dumps(play(net, Path(arguments[1]), int(arguments[2]), int(arguments[3]))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
