"""Two clerks hand over at the same moment: each case leaves once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from inkasso.models import CollectionCase, Handover, HandoverFile, HandoverItem
from inkasso.rules.states import CaseState
from inkasso.services import handover_delivery, handover_writing
from inkasso.services.handover_delivery import deliver_due
from inkasso.services.handovers import HandoverRefused, discard_handover
from tests import factories
from tests.factories import TODAY
from tests.inkasso.handovers import NOW, propose, ready_case, release, released
from tests.inkasso.receiving import Folder

pytestmark = [
    pytest.mark.skipif(connection.vendor == "sqlite", reason="one transaction at a time anyway"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
REFUSED = "refused"


def together(*jobs: Callable[[], object]) -> list[object]:
    """What the jobs answer, in threads that start at the same moment."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        try:
            start.wait(timeout=10)
            return job()
        except HandoverRefused:
            return REFUSED
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))


def test_two_clerks_release_one_handover_once():
    handover = propose(ready_case(), ready_case())[0]

    answers = together(*[lambda: release(handover)] * 4)

    assert answers.count(REFUSED) == 3
    assert CollectionCase.objects.filter(state=CaseState.HANDING_OVER).count() == 2


def test_two_clerks_propose_the_same_cases_once():
    cases = [ready_case() for _ in range(3)]
    clerks = [factories.user(name) for name in ("petra", "otto", "nora")]

    answers = together(*[lambda clerk=clerk: propose(*cases, actor=clerk) for clerk in clerks])

    assert answers.count(REFUSED) == 2
    assert HandoverItem.objects.filter(is_live=True).count() == 3


def test_releasing_and_discarding_at_once_ends_in_one_of_both():
    handover = propose(ready_case())[0]

    together(
        lambda: release(handover),
        lambda: discard_handover(handover.pk, actor=None, today=TODAY, now=NOW),
    )

    handover.refresh_from_db()
    is_gone = handover.state == Handover.State.DISCARDED
    assert handover.items.get().is_live is not is_gone
    assert (CollectionCase.objects.get().state == CaseState.HANDING_OVER) is not is_gone


def test_many_workers_deliver_one_file(tmp_path, monkeypatch):
    receiver = Folder(tmp_path)
    monkeypatch.setattr(handover_delivery, "agency_channel", lambda agency: receiver)
    monkeypatch.setattr(handover_writing, "documents_for", lambda case, day: [])
    released(ready_case(), ready_case(), way="sftp")

    together(*[lambda: deliver_due(clock=lambda: NOW)] * 4)
    deliver_due(clock=lambda: NOW)

    assert len(receiver.files) == 1
    assert len(receiver.packages) == 1
    assert HandoverFile.objects.count() == 1
    assert Handover.objects.get().state == Handover.State.DELIVERED
