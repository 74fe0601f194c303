"""Many at once, with real processes: one effect, and nobody who paid is dunned."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from threading import Barrier
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys.installation import ROOT, Installation, free_port
from tests.journeys.seed import PASSWORD
from tests.journeys.staff import CLERK, LEAD
from tests.reminders.adapters.mail_servers import Sink

CLICKS = 20
REPORTS = 100
SEND_THREE = "3 Mahnungen jetzt versenden"
PATIENCE_SECONDS = 60
# As script/demo starts it: a single worker would put the clicks in a queue.
WEB_SERVER = ("-m", "gunicorn", "--workers", "2", "--threads", "4", "dunning_site.wsgi")


@pytest.fixture(scope="module")
def web_port(installation: Installation) -> Iterator[int]:
    """A web server that answers eight requests at once, on the installation's data."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, *WEB_SERVER, "--bind", f"127.0.0.1:{port}", "--no-control-socket"],
        cwd=ROOT,
        env=installation.environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: is_answering(port))
        yield port
    finally:
        server.terminate()
        server.wait(20)


class Client:
    """A person's browser without pictures: cookies and forms."""

    def __init__(self, port: int, person: str) -> None:
        self.port, self.cookies = port, SimpleCookie()
        self.ask("GET", "/anmelden/")
        assert self.post("/anmelden/", username=person, password=PASSWORD) == 302

    def post(self, path: str, **fields: str) -> int:
        token = self.cookies["csrftoken"].value
        return self.ask("POST", path, urlencode({**fields, "csrfmiddlewaretoken": token}))

    def ask(self, method: str, path: str, body: str = "") -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        cookies = "; ".join(f"{name}={one.value}" for name, one in self.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(line)
        connection.close()
        return answer.status


def test_twenty_clicks_on_send_release_one_run_and_mail_each_reminder_once(
    installation, sink, web_port
):
    proposed = inside(installation, "propose('klick', 8)")
    path = f"/mahnlaeufe/{proposed['run']}/versenden/"
    people = [Client(web_port, CLERK), Client(web_port, LEAD)]
    together = Barrier(CLICKS)

    def click(number: int) -> int:
        together.wait(timeout=PATIENCE_SECONDS)
        return people[number % 2].post(path)

    with ThreadPoolExecutor(CLICKS) as clicks:
        answers = Counter(clicks.map(click, range(CLICKS)))
    after = finished(installation, proposed["run"])

    assert answers == {302: CLICKS}
    assert mails_to(sink, proposed["orders"]) == Counter(proposed["orders"].keys())
    assert set(after["states"].values()) == {"sent"}
    assert after["told"] == sorted(proposed["orders"].values())


def test_46_a_double_click_two_tabs_two_people_and_the_back_button_send_one_run(
    installation, sink, staff
):
    proposed = inside(installation, "propose('reiter', 3)")
    run = f"{installation.url}/mahnlaeufe/{proposed['run']}/"
    first, *others = staff.tab(CLERK), staff.tab(CLERK), staff.tab(LEAD)
    for tab in (first, *others):
        tab.goto(f"{run}pruefen/")

    first.get_by_role("button", name=SEND_THREE).dblclick()
    expect(first).to_have_url(run)
    for tab in others:
        tab.get_by_role("button", name=SEND_THREE).click()
        expect(tab).to_have_url(run)
        expect(tab.get_by_role("main")).to_contain_text("Nichts geht doppelt hinaus")
    first.go_back()
    expect(first).to_have_url(run)
    after = finished(installation, proposed["run"])

    assert first.get_by_role("button", name=SEND_THREE).count() == 0
    assert mails_to(sink, proposed["orders"]) == Counter(proposed["orders"].keys())
    assert after["told"] == sorted(proposed["orders"].values())


def test_two_deliverers_and_a_stream_of_payments_send_nothing_twice_or_after_a_payment(
    installation, sink
):
    proposed = inside(installation, "propose('strom', 24)")
    orders, run = proposed["orders"], proposed["run"]
    paid = list(orders.values())[1::2]

    deliverers = [start(installation, f"deliver({run})") for _ in range(2)]
    found = result(start(installation, f"release_and_pay({run}, {paid})"))
    for deliverer in deliverers:
        result(deliverer)
    after = finished(installation, run)

    # A payment that found its reminder undecided has taken it back for good.
    taken_back = {int(order_id) for order_id, state in found.items() if state == "cancelled"}
    expected = {email for email, order_id in orders.items() if order_id not in taken_back}
    assert taken_back
    assert set(found.values()) <= {"cancelled", "sending", "sent"}
    assert mails_to(sink, orders) == Counter(expected)
    assert after["told"] == sorted(orders[email] for email in expected)


def test_a_payment_reported_a_hundred_times_at_once_is_booked_once(installation, web_port):
    secret = inside(installation, "shop_with_order('melder')")["secret"]
    headers = {
        "Authorization": f"Bearer {secret}",
        "Content-Type": "application/json",
        "Idempotency-Key": "immer-derselbe",
    }
    paid_on = datetime.now(tz=ZoneInfo("Europe/Berlin")).date().isoformat()
    body = json.dumps({"amount": "9.90", "paid_on": paid_on})

    def report(_: int) -> tuple[int, bytes, str | None]:
        connection = HTTPConnection("127.0.0.1", web_port, timeout=PATIENCE_SECONDS)
        connection.request("POST", "/api/v1/orders/melder/payments", body, headers)
        answer = connection.getresponse()
        found = answer.status, answer.read(), answer.headers["Idempotency-Replayed"]
        connection.close()
        return found

    with ThreadPoolExecutor(CLICKS) as reports:
        answers = Counter(reports.map(report, range(REPORTS)))

    assert {status for status, _, _ in answers} == {201}
    assert len({body for _, body, _ in answers}) == 1
    assert sorted(answers.values()) == [1, REPORTS - 1]
    assert inside(installation, "bookings('melder')") == {"payments": 1, "paid": "9.90"}


def inside(installation: Installation, call: str) -> dict:
    """Call a function of tests.journeys.rush in a process of the installation."""
    return result(start(installation, call))


def start(installation: Installation, call: str) -> subprocess.Popen[str]:
    script = f"from tests.journeys import rush; rush.{call}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", script],
        cwd=ROOT,
        env={**os.environ, **installation.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def result(process: subprocess.Popen[str]) -> dict:
    output, errors = process.communicate(timeout=2 * PATIENCE_SECONDS)
    assert process.returncode == 0, errors
    return json.loads(output) if output.strip() else {}


def finished(installation: Installation, run: int) -> dict:
    """What became of the run, once it is over."""
    after: dict = {}

    def is_over() -> bool:
        after.update(inside(installation, f"outcome({run})"))
        return after["state"] == "finished"

    wait_until(is_over)
    assert after["pending"] == 0
    return after


def mails_to(sink: Sink, addresses: dict[str, int]) -> Counter[str]:
    """How many mails the witness accepted for each of the addresses."""
    accepted = (address for envelope in sink.envelopes for address in envelope.rcpt_tos)
    return Counter(address for address in accepted if address in addresses)


def wait_until(is_true) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_true():
        assert time.monotonic() < until
        time.sleep(0.3)


def is_answering(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/anmelden/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
