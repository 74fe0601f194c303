"""Tell agencies what happened to their cases: through their channel, or noted by a clerk."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F

from common.rules.german import day, number
from common.rules.spreadsheets import safe_cell
from inkasso.adapters.agencies.base import ChannelRefused, ChannelUnavailable, NoticeData
from inkasso.models import AgencyNotice, CollectionAgency
from inkasso.services.agencies import SENDING_WAYS, agency_channel
from inkasso.services.notices import notice_missed, pending_notices

Clock = Callable[[], datetime]
HEADINGS = ("Art", "Aktenzeichen", "Aktenzeichen Inkasso", "Betrag", "Datum", "Text", "Schlüssel")
_BATCH_SIZE = 100


def send_all_notices(clock: Clock) -> int:
    """Tell every agency that is reached by a channel of ours; returns how many notices."""
    agencies = CollectionAgency.objects.filter(way__in=SENDING_WAYS)
    return sum(send_notices(agency, clock=clock, actor=None) for agency in agencies)


def send_notices(agency: CollectionAgency, *, clock: Clock, actor: AbstractBaseUser | None) -> int:
    """Tell an agency what waits, the oldest first; returns how many were confirmed.

    An agency knows a repetition by the key of the notice, so that two workers do no harm. What it
    refuses alone waits with its problem and never holds up the others.
    """
    notice_missed(agency)
    sent = 0
    for batch in _batches(list(pending_notices(agency))):
        try:
            sent += _send(agency, batch, clock=clock, actor=actor)
        except ChannelUnavailable as trouble:
            _note_trouble(batch, str(trouble))
            return sent
    return sent


@transaction.atomic
def mark_told(
    agency: CollectionAgency,
    notice_ids: Iterable[int],
    *,
    actor: AbstractBaseUser | None,
    now: datetime,
) -> int:
    """Note that the agency was told of these notices; returns of how many it was not before."""
    waiting = AgencyNotice.objects.filter(
        case__agency=agency, sent_at=None, pk__in=list(notice_ids)
    )
    return waiting.update(sent_at=now, sent_by=actor, problem="")


def notices_csv(notices: Iterable[AgencyNotice]) -> bytes:
    """The notices as a table for an agency that takes no files of programs."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for one in notices:
        writer.writerow(
            [
                one.get_kind_display(),
                one.case.reference,
                safe_cell(one.case.agency_reference),
                number(one.amount).replace("\u2212", "-"),
                day(one.happened_on),
                safe_cell(one.text),
                str(one.key),
            ]
        )
    return text.getvalue().encode("utf-8-sig")


def _send(
    agency: CollectionAgency,
    notices: Sequence[AgencyNotice],
    *,
    clock: Clock,
    actor: AbstractBaseUser | None,
) -> int:
    """Send together, and one by one what is refused together. Raises ChannelUnavailable."""
    try:
        channel = agency_channel(agency, now=clock())
        channel.send_notices([_data(one) for one in notices])
    except ChannelRefused as refusal:
        if len(notices) == 1:
            _note_trouble(notices, str(refusal))
            return 0
        return sum(_send(agency, [one], clock=clock, actor=actor) for one in notices)
    return mark_told(agency, [one.pk for one in notices], actor=actor, now=clock())


def _batches(notices: list[AgencyNotice]) -> list[tuple[AgencyNotice, ...]]:
    return [tuple(notices[at : at + _BATCH_SIZE]) for at in range(0, len(notices), _BATCH_SIZE)]


def _data(notice: AgencyNotice) -> NoticeData:
    return NoticeData(
        key=notice.key,
        reference=notice.case.reference,
        agency_reference=notice.case.agency_reference,
        kind=notice.kind,
        amount=notice.amount,
        happened_on=notice.happened_on,
        text=notice.text,
    )


def _note_trouble(notices: Sequence[AgencyNotice], problem: str) -> None:
    waiting = AgencyNotice.objects.filter(pk__in=[one.pk for one in notices], sent_at=None)
    waiting.update(attempts=F("attempts") + 1, problem=problem[:500])
