"""Secrets of agencies, encryption for them, and the channel that leads to one."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from pysequoia import Tsk, decrypt

from inkasso.adapters.agencies.base import ChannelRefused
from inkasso.adapters.agencies.by_hand import ByHand
from inkasso.models import CollectionAgency
from inkasso.rules.reports import AgencyStatus
from inkasso.services.agencies import (
    add_neutral_words,
    agency_channel,
    agency_secrets,
    keep_secrets,
    seal_file,
)
from tests import collection_factories
from tests.inkasso.servers.http_server import TOKEN, agency_server
from tests.inkasso.servers.packages import notice, package
from tests.inkasso.servers.sftp_server import PASSWORD, USER, sftp_server

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def _stored(agency: CollectionAgency) -> CollectionAgency:
    return CollectionAgency.objects.get(pk=agency.pk)


def test_secrets_that_are_not_mentioned_stay():
    agency = collection_factories.agency()
    keep_secrets(agency.pk, password="geheim", token="alt")

    keep_secrets(agency.pk, token="neu")

    secrets = agency_secrets(_stored(agency))
    assert (secrets.password, secrets.token) == ("geheim", "neu")
    assert "geheim" not in repr(secrets)


def test_after_a_change_of_the_installations_key_the_old_one_opens(settings):
    agency = collection_factories.agency()
    keep_secrets(agency.pk, password="geheim")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "ein ganz anderer Schlüssel"

    before = agency_secrets(_stored(agency)).password
    call_command("relock_secrets")
    settings.SECRET_KEY_FALLBACKS = []

    assert before == "geheim"
    assert agency_secrets(_stored(agency)).password == "geheim"


def test_without_the_old_key_the_clerk_is_told_and_nothing_changes(settings):
    agency = collection_factories.agency()
    keep_secrets(agency.pk, password="geheim")
    box = _stored(agency).secret_box
    settings.SECRET_KEY = "ein ganz anderer Schlüssel"

    with pytest.raises(ChannelRefused, match="Tragen Sie sie beim Inkassopartner neu ein"):
        agency_secrets(_stored(agency))
    with pytest.raises(CommandError, match="Nichts wurde geändert"):
        call_command("relock_secrets")
    assert _stored(agency).secret_box == box

    keep_secrets(agency.pk, token="neu")
    assert agency_secrets(_stored(agency)).token == "neu"


def test_a_file_is_sealed_for_its_agency():
    key = Tsk.generate("Nordwest")
    agency = collection_factories.agency(public_key=str(key.extract_certificate()))

    sealed = seal_file(agency, "Uebergabe.zip", b"geheim", now=NOW)

    assert (sealed.file_name, sealed.is_encrypted) == ("Uebergabe.zip.pgp", True)
    assert decrypt(sealed.content, decryptor=key.decryptor()).bytes == b"geheim"


@pytest.mark.parametrize("fields", [{}, {"way": "rest", "public_key": "irgendeiner"}])
def test_a_file_stays_as_it_is_without_a_key_and_for_the_interface(fields):
    sealed = seal_file(collection_factories.agency(**fields), "Uebergabe.zip", b"x", now=NOW)

    assert (sealed.file_name, sealed.content, sealed.is_encrypted) == ("Uebergabe.zip", b"x", False)


def test_a_useless_key_is_refused_before_anything_is_written():
    agency = collection_factories.agency(public_key="kein Schlüssel")

    with pytest.raises(ChannelRefused, match="kein öffentlicher OpenPGP-Schlüssel"):
        seal_file(agency, "Uebergabe.zip", b"x", now=NOW)


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"way": "sftp"}, "Server, Benutzername, Schlüssel des Servers, Passwort oder"),
        ({"way": "https"}, "Adresse, Token"),
        ({"way": "rest", "url": "https://api.nordwest.example"}, "Es fehlt Token"),
    ],
)
def test_an_incomplete_access_is_told(fields, missing):
    with pytest.raises(ChannelRefused, match=missing):
        agency_channel(collection_factories.agency(**fields))


def test_files_to_download_have_no_channel():
    channel = agency_channel(collection_factories.agency())

    assert isinstance(channel, ByHand)
    assert list(channel.fetch_reports([])) == []
    assert "heruntergeladen" in channel.try_out()
    with pytest.raises(ChannelRefused, match="Laden Sie die Datei herunter"):
        channel.deliver(package())
    with pytest.raises(ChannelRefused, match="Melden Sie ihm die Änderung selbst"):
        channel.send_notices([notice()])


def test_it_delivers_to_the_agencys_sftp_server(tmp_path):
    (tmp_path / "eingang").mkdir()
    with sftp_server(tmp_path) as server:
        agency = collection_factories.agency(
            way="sftp",
            host="127.0.0.1",
            port=server.port,
            username=USER,
            host_key=server.host_line,
            folder="eingang",
        )
        keep_secrets(agency.pk, password=PASSWORD)

        agency_channel(_stored(agency)).deliver(package())

    assert (tmp_path / "eingang" / package().file_name).read_bytes() == package().content


@pytest.mark.parametrize("way", ["https", "rest"])
def test_it_delivers_to_the_agencys_web_server(way):
    with agency_server() as server:
        agency = collection_factories.agency(way=way, url=server.url)
        keep_secrets(agency.pk, token=TOKEN)

        agency_channel(_stored(agency)).deliver(package())

    assert bool(server.files) == (way == "https")
    assert bool(server.cases) == (way == "rest")


def test_notices_are_encrypted_to_the_agencys_key():
    key = Tsk.generate("Nordwest")
    with agency_server() as server:
        agency = collection_factories.agency(
            way="https", url=server.url, public_key=str(key.extract_certificate())
        )
        keep_secrets(agency.pk, token=TOKEN)

        agency_channel(_stored(agency), now=NOW).send_notices([notice()])

    (content,) = server.files.values()
    assert b"direct_payment" in decrypt(content, decryptor=key.decryptor()).bytes


def test_words_are_added_once():
    agency = collection_factories.agency()
    add_neutral_words(agency)
    agency.status_words.filter(status="paid").update(word="erledigt")

    add_neutral_words(agency)

    assert agency.status_words.count() == len(AgencyStatus)
