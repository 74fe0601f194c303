"""A session that ended: log in, and be back on the page the form stood on."""

import pytest

from tests.factories import user
from tests.pages import messages_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("referer", "way_back"),
    [
        pytest.param(
            "http://testserver/auftraege/?stufe=1", "/auftraege/%3Fstufe%3D1", id="own page"
        ),
        pytest.param("https://boese.example/auftraege/", "/", id="another site"),
        pytest.param("", "/", id="none"),
    ],
)
def test_a_post_without_session_returns_to_its_page(client, referer, way_back):
    answer = client.post("/auftraege/benachrichtigen/", headers={"referer": referer})

    assert answer.status_code == 302
    assert answer.url == f"/anmelden/?next={way_back}"


def test_a_get_without_session_returns_to_itself(client):
    answer = client.get("/auftraege/?stufe=2")

    assert answer.url == "/anmelden/?next=/auftraege/%3Fstufe%3D2"


LOST = "Die Anmeldung war abgelaufen. Die letzte Eingabe wurde nicht gespeichert."
CREDENTIALS = {"username": "petra", "password": "geheim-geheim"}


@pytest.mark.parametrize(
    ("method", "address", "told"),
    [
        pytest.param("post", "/auftraege/benachrichtigen/", [LOST], id="lost form"),
        pytest.param("get", "/auftraege/", [], id="only a page"),
        pytest.param("post", "/abmelden/", [], id="logged out twice"),
    ],
)
def test_after_the_login_it_tells_once_that_a_form_was_lost(client, method, address, told):
    user("petra", "orders.view_order")
    getattr(client, method)(address)

    answer = client.post("/anmelden/", {**CREDENTIALS, "next": "/auftraege/"}, follow=True)

    assert messages_of(answer) == told
    assert messages_of(client.get("/auftraege/")) == []
