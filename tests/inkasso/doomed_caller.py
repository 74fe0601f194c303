"""Calls of an agency that are killed while they are answered, in processes of their own.

Runs in `manage.py shell`. The process that forks never opens the database, so that its children
can be killed at any point.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial

from django.test import Client
from django.utils import timezone

from inkasso.models import AgencyReport, CaseBooking, CollectionAgency, CollectionCase, ReportEntry
from inkasso.rules.states import CaseState
from inkasso.rules.webhook_signature import signature
from inkasso.services.agencies import keep_secrets
from orders.models import LedgerEntry
from orders.services.ledger_check import check_ledger
from tests import collection_factories, factories

SECRET = "geheim-und-lang-genug"
CASES = 4
SEED = 4711


def seed() -> None:
    """Cases that have room for every payment to come."""
    day = timezone.localdate() - timedelta(days=5)
    for _ in range(CASES):
        order = factories.order(total="5000.00", due_on=day, today=day)
        collection_factories.case(order, state=CaseState.HANDED_OVER, today=day)
    keep_secrets(CollectionAgency.objects.get().pk, webhook_secret=SECRET)


def run(kills: int) -> None:
    """Kill as many calls, repeat each of them, and print what is wrong afterwards."""
    chance = random.Random(SEED)
    # Loads all that an answer needs, but opens no database: a child dies at work, not at imports.
    Client().get("/inkasso/webhook/niemand/")
    began = time.monotonic()
    _in_child(partial(call, 0))
    longest = time.monotonic() - began
    killed = number = 0
    while killed < kills:
        number += 1
        killed += _killed(partial(call, number), after=chance.uniform(0, longest))
        _in_child(partial(call_again, number))
    _in_child(partial(_tell, killed, number + 1))


def call(number: int) -> None:
    """The call of that number, as the agency sends it at every attempt."""
    agency = CollectionAgency.objects.get()
    cases = CollectionCase.objects.order_by("pk")
    lines = [_line(number, place, case) for place, case in enumerate(cases, start=1)]
    body = json.dumps({"event_id": f"E-{number}", "lines": lines}).encode()
    timestamp = str(int(time.time()))
    answer = Client().post(
        f"/inkasso/webhook/{agency.webhook_key}/",
        body,
        content_type="application/json",
        headers={
            "Mahnwerk-Timestamp": timestamp,
            "Mahnwerk-Signature": signature(SECRET, timestamp, body),
        },
    )
    assert answer.status_code == 200, answer.content


def call_again(number: int) -> None:
    """The same call once more, after it was seen that all of the first is there or nothing."""
    is_taken = AgencyReport.objects.filter(file_name=f"E-{number}").exists()
    calls = number + is_taken
    assert ReportEntry.objects.count() == calls * CASES
    assert CaseBooking.objects.count() == 2 * calls * CASES
    call(number)


def _line(number: int, place: int, case: CollectionCase) -> dict[str, str]:
    """A payment; every other line has no id of its own, so that it is known by what it says."""
    line = {
        "kind": "payment",
        "reference": case.reference,
        "date": str(case.handed_over_on),
        "amount": str(Decimal(number * 10 + place) / 100),
        "costs": "0.01",
    }
    return line if place % 2 else {**line, "id": f"L-{number}-{place}"}


def _tell(killed: int, calls: int) -> None:
    """What is there, against what must be there."""
    payments = LedgerEntry.objects.filter(source=LedgerEntry.Source.AGENCY, kind="payment")
    booked = sorted(-one for one in payments.values_list("amount", flat=True))
    expected = sorted(
        Decimal(number * 10 + place) / 100
        for number in range(calls)
        for place in range(1, CASES + 1)
    )
    found = {
        "killed": killed,
        "booked_once": booked == expected,
        "reports": AgencyReport.objects.count() - calls,
        "entries": ReportEntry.objects.count() - calls * CASES,
        "case_bookings": CaseBooking.objects.count() - 2 * calls * CASES,
        "findings": [str(one) for one in check_ledger().findings],
    }
    os.write(sys.stdout.fileno(), json.dumps(found).encode())


def _in_child(job: Callable[[], None]) -> None:
    """Do the job in a child that lives as long as it likes."""
    child = _fork(job)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


def _killed(job: Callable[[], None], *, after: float) -> bool:
    """Kill a child that does the job after so many seconds; whether it was still alive."""
    child = _fork(job)
    time.sleep(after)
    # Nobody else can have its id: it has not been waited for.
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == -signal.SIGKILL


def _fork(job: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            job()
            code = 0
        finally:
            os._exit(code)
    return child
