"""Agencies: their secrets, the encryption for them, and the channel that leads to one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from secrets import token_urlsafe

from django.conf import settings
from django.db import transaction

from common.secret_box import BoxLocked, lock_secrets, open_secrets
from inkasso.adapters.agencies.base import AgencyChannel, ChannelRefused
from inkasso.adapters.agencies.by_hand import ByHand
from inkasso.adapters.agencies.encryption import ENDING, encrypt
from inkasso.adapters.agencies.https import HttpsChannel
from inkasso.adapters.agencies.rest import RestChannel
from inkasso.adapters.agencies.sftp import SftpAccess, SftpChannel
from inkasso.adapters.agencies.web import WebAccess
from inkasso.models import AgencyStatusWord, CollectionAgency, CollectionPolicy, Handover
from inkasso.rules.reports import AgencyStatus
from orders.models import SalesAccount

Way = CollectionAgency.Way
# Where the program delivers by itself, and where it looks for reports by itself.
SENDING_WAYS = frozenset({Way.SFTP, Way.HTTPS, Way.REST})
FETCHING_WAYS = frozenset({Way.SFTP, Way.REST})


@dataclass(frozen=True)
class AgencySecrets:
    """What only the program may know: how it gets in, and how the agency signs its reports.

    The password is also what opens a private key that is locked with one.
    """

    password: str = field(default="", repr=False)
    private_key: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class SealedFile:
    """A handover file as it leaves the house."""

    file_name: str
    content: bytes = field(repr=False)
    is_encrypted: bool


def agency_secrets(agency: CollectionAgency) -> AgencySecrets:
    """The secrets of an agency. Raises ChannelRefused if no key of the installation fits."""
    try:
        return AgencySecrets(**open_secrets(agency.secret_box, _keys()))
    except BoxLocked as refusal:
        raise ChannelRefused(
            f"Die Zugangsdaten von {agency} lassen sich nicht lesen: Sie wurden mit einem anderen "
            "SECRET_KEY gespeichert. Tragen Sie sie beim Inkassopartner neu ein."
        ) from refusal


@transaction.atomic
def keep_secrets(agency_id: int, **changes: str) -> None:
    """Store new secrets; names that are not mentioned keep theirs, "" forgets one.

    A box that cannot be opened any more starts anew with the given ones.
    """
    agency = CollectionAgency.objects.select_for_update().get(pk=agency_id)
    try:
        before = agency_secrets(agency)
    except ChannelRefused:
        before = AgencySecrets()
    agency.secret_box = lock_secrets(asdict(replace(before, **changes)), _keys())
    agency.save(update_fields=["secret_box"])


def renew_webhook_secret(agency_id: int) -> str:
    """A new secret for the signatures of the agency's calls; the old one is void at once."""
    secret = token_urlsafe(32)
    keep_secrets(agency_id, webhook_secret=secret)
    return secret


def relock_secrets() -> int:
    """Lock the secrets of all agencies with the newest key; how many. Raises ChannelRefused."""
    with transaction.atomic():
        agencies = CollectionAgency.objects.select_for_update().exclude(secret_box="")
        for agency in agencies:
            agency.secret_box = lock_secrets(asdict(agency_secrets(agency)), _keys())
            agency.save(update_fields=["secret_box"])
        return len(agencies)


def seal_file(
    agency: CollectionAgency, file_name: str, content: bytes, *, now: datetime
) -> SealedFile:
    """The file encrypted to the agency's key, if it has one. Raises ChannelRefused.

    REST takes the cases one by one through an encrypted line, so its file stays as it is.
    """
    if not agency.public_key or agency.way == Way.REST:
        return SealedFile(file_name, content, is_encrypted=False)
    sealed = encrypt(content, agency.public_key, now)
    return SealedFile(f"{file_name}{ENDING}", sealed, is_encrypted=True)


def agency_channel(agency: CollectionAgency, *, now: datetime | None = None) -> AgencyChannel:
    """The way to an agency as it is set up now. Raises ChannelRefused if something is missing.

    `now` is needed for sending notices to an agency with a key, which may have expired.
    """
    seal = _seal(agency, now) if agency.public_key else None
    match agency.way:
        case Way.SFTP:
            return SftpChannel(_sftp_access(agency), seal)
        case Way.HTTPS:
            return HttpsChannel(_web_access(agency), seal)
        case Way.REST:
            return RestChannel(_web_access(agency))
    return ByHand()


def try_out_agency(agency: CollectionAgency) -> str:
    """Whether the way to an agency works, as a sentence; delivers nothing.

    Raises ChannelRefused or ChannelUnavailable.
    """
    return agency_channel(agency).try_out()


def add_neutral_words(agency: CollectionAgency) -> None:
    """Give an agency our own words for the statuses that no word of its own is there for."""
    there = set(agency.status_words.values_list("status", flat=True))
    taken = {word.casefold() for word in agency.status_words.values_list("word", flat=True)}
    AgencyStatusWord.objects.bulk_create(
        AgencyStatusWord(agency=agency, word=status.value, status=status.value)
        for status in AgencyStatus
        if status.value not in there and status.value not in taken
    )


def partner_of(account: SalesAccount) -> CollectionAgency | None:
    """The agency that an account's seller may turn to: its own, else the only active one."""
    policy = CollectionPolicy.objects.filter(sales_account=account).select_related("agency").first()
    if policy is not None and policy.agency is not None:
        return policy.agency
    active: Sequence[CollectionAgency] = CollectionAgency.objects.filter(is_active=True)[:2]
    return active[0] if len(active) == 1 else None


def _seal(agency: CollectionAgency, now: datetime | None) -> Callable[[bytes], bytes]:
    def seal(content: bytes) -> bytes:
        if now is None:
            raise ValueError("encrypting needs the time: agency_channel(agency, now=…)")
        return encrypt(content, agency.public_key, now)

    return seal


def _sftp_access(agency: CollectionAgency) -> SftpAccess:
    secrets = agency_secrets(agency)
    _check_complete(
        agency,
        {
            "Server": agency.host,
            "Benutzername": agency.username,
            "Schlüssel des Servers": agency.host_key,
            "Passwort oder privater Schlüssel": secrets.password or secrets.private_key,
        },
    )
    return SftpAccess(
        host=agency.host,
        port=agency.port,
        username=agency.username,
        host_key=agency.host_key,
        folder=agency.folder,
        report_folder=agency.report_folder,
        password=secrets.password,
        private_key=secrets.private_key,
    )


def _web_access(agency: CollectionAgency) -> WebAccess:
    secrets = agency_secrets(agency)
    _check_complete(agency, {"Adresse": agency.url, "Token": secrets.token})
    return WebAccess(agency.url, secrets.token)


def _check_complete(agency: CollectionAgency, needed: Mapping[str, str]) -> None:
    missing = [label for label, value in needed.items() if not value]
    if missing:
        raise ChannelRefused(
            f"Der Zugang zu {agency} ist nicht vollständig: Es fehlt {', '.join(missing)}. "
            "Tragen Sie es beim Inkassopartner ein."
        )


def _keys() -> list[str]:
    """The installation's keys, the newest first."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def unsettled_handover(agency_id: int) -> Handover | None:
    """The oldest handover of the agency that was released and neither delivered nor discarded."""
    state = Handover.State
    unsettled = Handover.objects.filter(
        agency=agency_id, state__in=[state.RELEASED, state.WRITTEN, state.FAILED]
    )
    return unsettled.order_by("pk").first()
