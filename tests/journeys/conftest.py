"""One mail server, payment provider, installation and browser for all journeys of a process."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.browser import CHROMIUM, FLAGS
from tests.journeys.installation import Installation
from tests.journeys.staff import Staff
from tests.provider_stand_in import ProviderStandIn, provider_stand_in
from tests.reminders.adapters.mail_servers import Sink, sink_server


@pytest.fixture(scope="package")
def sink() -> Iterator[Sink]:
    with sink_server() as (kept, port):
        kept.port = port
        yield kept


@pytest.fixture(scope="package")
def provider() -> Iterator[ProviderStandIn]:
    with provider_stand_in() as stand_in:
        yield stand_in


@pytest.fixture(scope="package")
def installation(sink: Sink, provider: ProviderStandIn, tmp_path_factory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("installation")
    made = Installation(folder, mail_port=sink.port, provider_url=provider.url)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def staff(browser: Browser, installation: Installation) -> Staff:
    """The people of the installation, each logged in once."""
    return Staff(browser, installation.url)
