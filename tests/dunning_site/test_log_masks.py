"""Tokens of payment pages never reach a log, however they get there."""

import io
import logging
import logging.config

import pytest
from django.conf import settings as django_settings

from dunning_site.log_masks import LinkMask, mask_server_logs, without_tokens
from orders.rules.access_tokens import sign
from orders.services.access import token_of
from tests import factories

TOKEN = sign(b"key", "0123456789abcdef", 1)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the handler of our LOGGING writes."""
    written = io.StringIO()
    handler = logging.getLogger("django").handlers[0]
    monkeypatch.setattr(handler, "stream", written)
    return written


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param(f"Not Found: /z/{TOKEN}", "Not Found: /z/…", id="django"),
        pytest.param(f'"GET /z/{TOKEN} HTTP/1.1" 302', '"GET /z/… HTTP/1.1" 302', id="gunicorn"),
        pytest.param(f"/z/{TOKEN[:30]}", "/z/…", id="cut off"),
        pytest.param(f"/z/{TOKEN.replace('.', '%2E')} HTTP", "/z/… HTTP", id="encoded"),
        pytest.param(f"/z/{TOKEN}/ x", "/z/…/ x", id="with a slash"),
        pytest.param(f"token={TOKEN}, next", "token=…, next", id="without the address"),
        pytest.param("/z/0123456789abcdef/", "/z/0123456789abcdef/", id="the page itself"),
        pytest.param("/z/0123456789abcdef/rechnung/5.pdf", None, id="a file of the page"),
        pytest.param("dunning_site.debtor.visits: 1.234,56 €", None, id="other points"),
    ],
)
def test_a_token_is_masked(text, masked):
    assert without_tokens(text) == (text if masked is None else masked)


def test_every_handler_of_ours_masks():
    handlers = django_settings.LOGGING["handlers"].values()

    assert all("links" in handler["filters"] for handler in handlers)


@pytest.mark.django_db
def test_what_django_logs_of_a_wrong_link_holds_no_token(client, log):
    token = token_of(factories.order())[:-1] + "!"

    client.get(f"/z/{token}")

    assert "Not Found: /z/…" in log.getvalue()
    assert token not in log.getvalue()


def test_a_traceback_holds_no_token(log):
    try:
        raise ValueError(f"/z/{TOKEN} ist kaputt")
    except ValueError:
        logging.getLogger("django.request").exception("Fehler bei %s", f"/z/{TOKEN}")

    assert "ValueError: /z/… ist kaputt" in log.getvalue()
    assert TOKEN not in log.getvalue()


def test_the_access_log_of_the_web_server_is_masked_too():
    written = io.StringIO()
    logger = logging.getLogger("gunicorn.access")
    handler = logging.StreamHandler(written)
    logger.addHandler(handler)
    mask_server_logs()

    logger.warning("%(r)s", {"r": f"GET /z/{TOKEN} HTTP/1.1"})
    logger.removeHandler(handler)
    for mask in [one for one in logger.filters if isinstance(one, LinkMask)]:
        logger.removeFilter(mask)

    assert written.getvalue().strip() == "GET /z/… HTTP/1.1"
