"""Kill -9 of the process that answers an agency's call: every payment is booked exactly once.

MAHNWERK_KILLS=50 kills that often; without it a few kills keep the suite fast.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parents[3]
KILLS = int(os.environ.get("MAHNWERK_KILLS", "4"))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="has a database of its own")
@pytest.mark.timeout(1200)
def test_a_killed_call_that_is_repeated_books_every_payment_once(tmp_path):
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": ""}
    manage = [sys.executable, "manage.py"]
    shell = [*manage, "shell", "--no-imports", "--verbosity", "0", "-c"]
    doomed = "from tests.inkasso.doomed_caller import *; "
    subprocess.run([*manage, "migrate", "--verbosity", "0"], cwd=ROOT, env=environment, check=True)
    subprocess.run([*shell, f"{doomed}seed()"], cwd=ROOT, env=environment, check=True)

    told = subprocess.run(
        [*shell, f"{doomed}run({KILLS})"],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    assert json.loads(told) == {
        "killed": KILLS,
        "booked_once": True,
        "reports": 0,
        "entries": 0,
        "case_bookings": 0,
        "findings": [],
    }
