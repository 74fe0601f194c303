"""Agencies are told what happened, once, and one refused notice holds up no other."""

from datetime import datetime
from decimal import Decimal
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

from inkasso.adapters.agencies.base import ChannelRefused, ChannelUnavailable, Receipt
from inkasso.models import AgencyNotice, CollectionAgency
from inkasso.services import notice_sending
from inkasso.services.notice_sending import mark_told, notices_csv, send_all_notices, send_notices
from inkasso.services.notices import pending_notices
from orders.services.payments import record_payment
from tests import collection_factories, factories
from tests.factories import TODAY
from tests.inkasso.services.test_reports import a_case

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))


class Channel:
    """Keeps the keys that arrived; refuses amounts, or answers nothing."""

    def __init__(self, *, refuses: str = "", is_down: bool = False) -> None:
        self.refuses, self.is_down = refuses, is_down
        self.arrived: list[str] = []

    def send_notices(self, notices):
        if self.is_down:
            raise ChannelUnavailable("Niemand antwortet.")
        if any(str(one.amount) == self.refuses for one in notices):
            raise ChannelRefused("Das Aktenzeichen ist unbekannt.")
        self.arrived += [str(one.key) for one in notices]
        return Receipt("angenommen")


def pay(case, amount: str) -> None:
    record_payment(case.order_id, amount=Decimal(amount), paid_on=TODAY, actor=None, today=TODAY)


def send(agency, channel: Channel) -> int:
    with patch.object(notice_sending, "agency_channel", lambda _, **__: channel):
        return send_notices(agency, clock=lambda: NOW, actor=None)


def test_it_tells_each_notice_once():
    case, channel = a_case(), Channel()
    pay(case, "10.00")
    pay(case, "20.00")

    assert (send(case.agency, channel), send(case.agency, channel)) == (2, 0)

    assert len(channel.arrived) == len(set(channel.arrived)) == 2
    assert AgencyNotice.objects.filter(sent_at=NOW).count() == 2


def test_it_tells_the_others_where_one_is_refused():
    case, channel = a_case(), Channel(refuses="10.00")
    pay(case, "10.00")
    pay(case, "20.00")

    assert send(case.agency, channel) == 1

    left = pending_notices(case.agency).get()
    assert (left.problem, left.attempts) == ("Das Aktenzeichen ist unbekannt.", 1)


def test_it_tries_again_when_nobody_answered():
    case = a_case()
    pay(case, "10.00")

    assert send(case.agency, Channel(is_down=True)) == 0
    assert pending_notices(case.agency).get().problem == "Niemand antwortet."
    assert send(case.agency, Channel()) == 1

    assert AgencyNotice.objects.get().problem == ""


def test_it_sends_by_itself_only_where_a_channel_leads():
    case, channel = a_case(), Channel()
    pay(case, "10.00")

    with patch.object(notice_sending, "agency_channel", lambda _, **__: channel):
        by_hand = send_all_notices(lambda: NOW)
        CollectionAgency.objects.update(way=CollectionAgency.Way.REST)
        by_itself = send_all_notices(lambda: NOW)

    assert (by_hand, by_itself) == (0, 1)


def test_a_clerk_notes_what_the_agency_was_told():
    case, clerk = a_case(), factories.user("petra")
    pay(case, "10.00")
    notice = AgencyNotice.objects.get()
    other = collection_factories.agency("Südost Inkasso")

    assert mark_told(other, [notice.pk], actor=clerk, now=NOW) == 0
    assert mark_told(case.agency, [notice.pk], actor=clerk, now=NOW) == 1
    assert mark_told(case.agency, [notice.pk], actor=clerk, now=NOW) == 0


def test_the_table_calculates_nothing():
    case = a_case()
    case.agency_reference = "=1+1"
    case.save()
    pay(case, "1234.50")

    text = notices_csv(pending_notices(case.agency)).decode("utf-8-sig")

    assert text.splitlines()[0].startswith('"Art";"Aktenzeichen"')
    assert f'"{case.reference}";"\'=1+1";"1.234,50";"21.11.2026"' in text
