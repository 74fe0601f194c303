"""What installs the program agrees with the program and with what the manual says."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OPERATIONS = (ROOT / "docs/operations.md").read_text()
COMPOSE = (ROOT / "compose.yaml").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
UNITS = sorted((ROOT / "deploy/systemd").glob("*.service"))
VARIABLE = re.compile(r"^    ([A-Z][A-Z_]+):", re.MULTILINE)
SOURCES = [*ROOT.glob("dunning_site/*.py"), *ROOT.glob("dunning_site/settings/*.py")]
READ = re.compile(r'env_\w+\(\s*"([A-Z_]+)"')


def test_every_variable_that_is_read_is_described():
    read = {name for source in SOURCES for name in READ.findall(source.read_text())}

    missing = {name for name in read if f"`{name}`" not in OPERATIONS}

    assert "EMAIL_URL" in read
    assert missing == set()


def test_containers_get_only_variables_that_the_program_reads():
    read = {name for source in SOURCES for name in READ.findall(source.read_text())}
    shared = COMPOSE.partition("services:")[0]

    assert set(VARIABLE.findall(shared)) <= read


def test_the_image_carries_the_libraries_of_letters():
    packages = re.search(r'LETTER_PACKAGES="([^"]+)"', (ROOT / "script/lib.sh").read_text())

    assert packages is not None
    assert all(name in DOCKERFILE for name in packages[1].split())


def test_nothing_in_the_image_runs_as_root():
    after_user = DOCKERFILE.partition("USER mahnwerk")[2]

    assert "CMD" in after_user
    assert "RUN" not in after_user


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_services_start_what_the_installation_has(unit):
    text = unit.read_text()

    # The watchdog alone may start services anew.
    assert "User=mahnwerk" in text or "runuser -u mahnwerk" in text
    assert "/opt/mahnwerk/.venv/bin/" in text
    assert unit.stem in OPERATIONS


def test_a_stop_reaches_the_main_process_of_the_queue_only():
    tasks = (ROOT / "deploy/systemd/mahnwerk-tasks.service").read_text()

    assert "KillMode=mixed" in tasks
    assert "TimeoutStopSec=120" in tasks
    assert "stop_grace_period: 2m" in COMPOSE


def test_the_watchdog_starts_nothing_that_somebody_has_stopped():
    watchdog = (ROOT / "deploy/systemd/mahnwerk-watchdog.service").read_text()

    assert "systemctl try-restart mahnwerk-tasks" in watchdog
    assert "systemctl restart" not in watchdog


def test_the_console_works_as_the_services_do():
    command = (ROOT / "deploy/mahnwerk").read_text()
    tasks = (ROOT / "deploy/systemd/mahnwerk-tasks.service").read_text()

    for shared in ("/etc/mahnwerk.env", "/opt/mahnwerk/.venv/bin/python"):
        assert shared in command
        assert shared in tasks
    assert "runuser -u mahnwerk" in command
    assert "umask 077" in command
    assert "UMask=0077" in tasks
