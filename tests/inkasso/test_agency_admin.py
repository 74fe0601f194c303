"""Inkassopartner in the admin: access, keys, secrets that go in but never out."""

import paramiko
import pytest
from django.contrib.auth.models import User
from pysequoia import Tsk

from inkasso.models import CollectionAgency, Handover
from inkasso.rules.reports import AgencyStatus
from inkasso.services.agencies import agency_secrets, keep_secrets
from tests import collection_factories, factories
from tests.admin_forms import errors_of, messages_of, save
from tests.inkasso.servers.http_server import TOKEN, agency_server
from tests.inkasso.servers.sftp_server import PASSWORD, USER, sftp_server

pytestmark = pytest.mark.django_db
ADD = "/admin/collections/collectionagency/add/"
HOST_KEY = f"ecdsa-sha2-nistp256 {paramiko.ECDSAKey.generate().get_base64()}"
SFTP = {
    "way": "sftp",
    "host": "sftp.nordwest.example",
    "username": USER,
    "host_key": HOST_KEY,
    "password": PASSWORD,
}


@pytest.fixture
def lead(client):
    client.force_login(User.objects.create_superuser("leitung"))
    return client


@pytest.fixture
def sftp_agency() -> CollectionAgency:
    access = {name: value for name, value in SFTP.items() if name != "password"}
    agency = collection_factories.agency(**access)
    keep_secrets(agency.pk, password=PASSWORD)
    return agency


def _page(agency: CollectionAgency, name: str = "change") -> str:
    return f"/admin/collections/collectionagency/{agency.pk}/{name}/"


def _stored(name: str = "Nordwest Inkasso GmbH") -> CollectionAgency:
    return CollectionAgency.objects.get(name=name)


def test_a_new_agency_understands_our_own_words(lead):
    save(lead, ADD, name="Nordwest Inkasso GmbH")

    words = dict(_stored().status_words.values_list("word", "status"))
    assert words == {status.value: status.value for status in AgencyStatus}


def test_own_words_given_at_once_are_not_doubled(lead):
    row = {
        "status_words-TOTAL_FORMS": "1",
        "status_words-0-word": "Kunde zahlt",
        "status_words-0-status": "paid",
    }

    save(lead, ADD, name="Nordwest Inkasso GmbH", **row)

    words = _stored().status_words.filter(status="paid")
    assert [word.word for word in words] == ["Kunde zahlt"]
    assert _stored().status_words.count() == len(AgencyStatus)


def test_address_and_secret_of_the_webhook_are_shown_once(lead):
    created = save(lead, ADD, name="Nordwest Inkasso GmbH").content.decode()
    agency = _stored()
    secret = agency_secrets(agency).webhook_secret

    later = lead.get(_page(agency)).content.decode()

    assert len(secret) > 30
    assert secret in created
    assert agency.webhook_key in created
    assert secret not in later
    assert agency.webhook_key in later


def test_a_renewed_secret_replaces_the_old_one(lead, sftp_agency):
    keep_secrets(sftp_agency.pk, webhook_secret="altes Geheimnis")

    asked = lead.get(_page(sftp_agency, "webhook"))
    before = agency_secrets(_stored()).webhook_secret
    shown = lead.post(_page(sftp_agency, "webhook"))

    secrets = agency_secrets(_stored())
    assert asked.status_code == 200
    assert before == "altes Geheimnis"
    assert secrets.webhook_secret in shown.content.decode()
    assert secrets.webhook_secret != before
    assert secrets.password == PASSWORD
    assert shown["Cache-Control"].startswith("max-age=0")


def test_secrets_are_stored_and_never_shown(lead, sftp_agency):
    page = lead.get(_page(sftp_agency)).content.decode()

    assert PASSWORD not in page
    assert PASSWORD not in _stored().secret_box
    assert "Hinterlegt. Leer lassen" in page


def test_an_empty_field_keeps_the_secret(lead, sftp_agency):
    save(lead, _page(sftp_agency), name="Nordwest Neu")

    assert agency_secrets(_stored("Nordwest Neu")).password == PASSWORD


def test_a_new_secret_replaces_the_old_one(lead, sftp_agency):
    save(lead, _page(sftp_agency), password=" mit Blank ")

    assert agency_secrets(_stored()).password == " mit Blank "


def test_secrets_can_be_forgotten(lead, sftp_agency):
    keep_secrets(sftp_agency.pk, webhook_secret="bleibt")

    save(lead, _page(sftp_agency), way="download", forget_secrets="on")

    secrets = agency_secrets(_stored())
    assert (secrets.password, secrets.webhook_secret) == ("", "bleibt")


def test_a_typed_secret_does_not_come_back_with_an_error(lead, sftp_agency):
    response = save(
        lead, _page(sftp_agency), host="", private_key="geheime Zeile", token="geheimes Wort"
    )

    page = response.content.decode()
    assert "Für SFTP brauchen wir den Server." in errors_of(response)
    assert "geheime Zeile" not in page
    assert "geheimes Wort" not in page


def test_a_stored_password_does_not_go_to_another_server(lead, sftp_agency):
    response = save(lead, _page(sftp_agency), host="sftp.anderswo.example")

    assert "geht nicht an andere Server" in " ".join(errors_of(response))


def test_a_stored_token_does_not_go_to_another_address(lead):
    agency = collection_factories.agency(way="rest", url="https://api.nordwest.example/v1")
    keep_secrets(agency.pk, token=TOKEN)

    response = save(lead, _page(agency), url="https://api.anderswo.example/v1")

    assert "geht nicht an andere Server" in " ".join(errors_of(response))


@pytest.mark.parametrize(
    ("secret", "address"),
    [({"password": PASSWORD}, {"host": "x.example"}), ({"token": TOKEN}, {"url": "https://x.de/"})],
)
def test_no_detour_over_another_way_takes_a_secret_to_another_server(lead, secret, address):
    agency = collection_factories.agency(
        way="download", host="sftp.nordwest.example", url="https://api.nordwest.example/v1"
    )
    keep_secrets(agency.pk, **secret)

    response = save(lead, _page(agency), way="download", **address)

    assert "geht nicht an andere Server" in " ".join(errors_of(response))


def test_without_its_secrets_the_address_may_be_changed(lead, sftp_agency):
    address = {"host": "sftp.anderswo.example", "forget_secrets": "on"}

    save(lead, _page(sftp_agency), way="download", **address)

    assert _stored().host == "sftp.anderswo.example"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({**SFTP, "host": ""}, "Für SFTP brauchen wir den Server."),
        ({**SFTP, "host": "sftp://x.example/"}, "Nur der Name des Servers"),
        ({**SFTP, "username": ""}, "Für SFTP brauchen wir den Benutzernamen."),
        ({**SFTP, "host_key": ""}, "Ohne den Schlüssel des Servers wird nicht verbunden."),
        ({**SFTP, "host_key": "AAAA"}, "Das ist kein Schlüssel eines Servers."),
        ({**SFTP, "password": ""}, "Passwort oder Schlüssel"),
        ({**SFTP, "private_key": "abc"}, "Der private Schlüssel ist nicht lesbar"),
        ({"way": "https"}, "Für HTTPS brauchen wir die Adresse."),
        ({"way": "https", "url": "https://x.example/"}, "Dafür brauchen wir den Token."),
        ({"way": "rest", "url": "http://x.example/", "token": "t"}, "muss mit https:// beginnen"),
        ({"public_key": "abc"}, "kein öffentlicher OpenPGP-Schlüssel"),
    ],
)
def test_it_refuses_an_access_that_cannot_work(lead, changes, message):
    response = save(lead, ADD, name="Nordwest Inkasso GmbH", **changes)

    assert message in " ".join(errors_of(response))
    assert not CollectionAgency.objects.exists()


def test_it_refuses_an_expired_key(lead, data_file):
    key = data_file("agencies/expired_subkey.asc").decode()

    response = save(lead, ADD, name="Nordwest Inkasso GmbH", public_key=key)

    assert "abgelaufen oder zu schwach" in " ".join(errors_of(response))


def test_a_key_and_the_interface_exclude_each_other(lead):
    key = str(Tsk.generate("Nordwest").extract_certificate())
    rest = {"way": "rest", "url": "https://x.example/", "token": "t", "public_key": key}

    response = save(lead, ADD, name="Nordwest Inkasso GmbH", **rest)

    assert "Lassen Sie den Schlüssel hier leer." in " ".join(errors_of(response))


def test_the_fingerprints_are_shown(lead, sftp_agency):
    cert = Tsk.generate("Nordwest <daten@nordwest.example>").extract_certificate()
    sftp_agency.public_key = str(cert)
    sftp_agency.save()

    page = lead.get(_page(sftp_agency)).content.decode()

    assert cert.fingerprint.upper()[-4:] in page
    assert "daten@nordwest.example" in page
    assert "SHA256:" in page


def test_the_button_tries_sftp(lead, sftp_agency, tmp_path):
    with sftp_server(tmp_path) as server:
        CollectionAgency.objects.update(
            host="127.0.0.1", port=server.port, host_key=server.host_line
        )

        response = lead.post(_page(sftp_agency, "pruefen"), follow=True)

    assert messages_of(response) == ["Die Anmeldung auf 127.0.0.1 klappt, die Ordner sind da."]


def test_the_button_tells_of_another_server(lead, sftp_agency, tmp_path):
    with sftp_server(tmp_path) as server:
        CollectionAgency.objects.update(host="127.0.0.1", port=server.port)

        response = lead.post(_page(sftp_agency, "pruefen"), follow=True)

    assert "anderen Schlüssel" in messages_of(response)[0]


def test_the_button_tries_the_interface(lead):
    with agency_server() as server:
        agency = collection_factories.agency(way="rest", url=server.url)
        keep_secrets(agency.pk, token=TOKEN)

        response = lead.post(_page(agency, "pruefen"), follow=True)

    assert messages_of(response) == ["127.0.0.1 antwortet und nimmt Fälle an."]
    assert server.cases == {}


def test_looking_at_the_address_of_the_button_tries_nothing(lead):
    with agency_server() as server:
        agency = collection_factories.agency(way="rest", url=server.url)
        keep_secrets(agency.pk, token=TOKEN)

        lead.get(_page(agency, "pruefen"))

    assert server.calls == []


def test_who_may_only_look_sees_no_secrets_and_no_buttons(client, sftp_agency):
    viewer = factories.user("viewer", "collections.view_collectionagency", is_staff=True)
    client.force_login(viewer)

    page = client.get(_page(sftp_agency))
    tried = client.post(_page(sftp_agency, "pruefen"))
    renewed = client.post(_page(sftp_agency, "webhook"))

    assert page.status_code == 200
    assert "Verbindung prüfen" not in page.content.decode()
    assert (tried.status_code, renewed.status_code) == (404, 404)
    assert agency_secrets(_stored()).webhook_secret == ""


def test_no_agency_is_deleted(lead, sftp_agency):
    assert lead.get(_page(sftp_agency, "delete")).status_code == 403


@pytest.mark.parametrize("state", ["released", "written", "failed"])
def test_what_may_have_arrived_on_one_way_goes_out_on_no_other(lead, sftp_agency, state):
    Handover.objects.create(agency=sftp_agency, state=state, handed_over_on=factories.TODAY)

    response = save(lead, _page(sftp_agency), way="download")

    assert "noch nicht zu Ende" in " ".join(errors_of(response))
    assert _stored().way == "sftp"


def test_the_way_changes_once_all_is_delivered(lead, sftp_agency):
    Handover.objects.create(agency=sftp_agency, state="delivered", handed_over_on=factories.TODAY)

    save(lead, _page(sftp_agency), way="download")

    assert _stored().way == "download"
