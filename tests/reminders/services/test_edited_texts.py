"""The text of one proposed reminder is changed; the template stays as it is."""

import pytest

from reminders.models import Reminder
from reminders.rules.placeholders import UnknownPlaceholder
from reminders.rules.states import ReminderState
from reminders.services.content import preview_mail_text
from reminders.services.delivery import deliver_due
from reminders.services.edited_texts import (
    TextNotEditable,
    edit_reminder_text,
    preview_edit,
    texts_to_edit,
)
from reminders.services.proposals import propose_run
from reminders.services.runs import release_run
from tests.factories import TODAY, order, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(db):
    return user("petra")


@pytest.fixture
def proposed(clerk) -> Reminder:
    one = order(number="EF-7", last_name="Herbst")
    run = propose_run([one.pk], level=1, day=TODAY, written_on=TODAY, selection="Test", actor=clerk)
    return run.reminders.get()


def test_what_is_no_text_stands_there_as_a_placeholder(proposed):
    texts = texts_to_edit(proposed)

    assert "((POSITIONEN))" in texts["mail_body"]
    assert "Zoë Herbst" in texts["mail_body"]
    assert "\ue000" not in "".join(texts.values())


def test_it_stores_the_texts_of_this_reminder_only(proposed, clerk):
    texts = texts_to_edit(proposed) | {"mail_body": "Liebe Zoë,\n\n((POSITIONEN))\n\nZu ((FRIST))"}

    edit_reminder_text(proposed.pk, texts=texts, actor=clerk)

    proposed.refresh_from_db()
    assert proposed.is_edited
    assert f"Zu {proposed.pay_by:%d.%m.%Y}" in proposed.mail_body
    assert "Fotobuch A4" in preview_mail_text(proposed)
    assert proposed.template.version == 1
    entry = proposed.items.get().order.history.latest("pk")
    assert (entry.actor, "von Hand geändert" in entry.text) == (clerk, True)


def test_unchanged_texts_are_no_change(proposed, clerk):
    edit_reminder_text(proposed.pk, texts=texts_to_edit(proposed), actor=clerk)

    proposed.refresh_from_db()
    assert not proposed.is_edited


def test_an_unknown_placeholder_is_refused(proposed, clerk):
    texts = texts_to_edit(proposed) | {"letter_body": "((NIEMAND))"}

    with pytest.raises(UnknownPlaceholder):
        edit_reminder_text(proposed.pk, texts=texts, actor=clerk)


def test_a_preview_stores_nothing(proposed):
    texts = texts_to_edit(proposed) | {"mail_subject": "Nur ein Versuch"}

    content = preview_edit(proposed, texts)

    assert content.subject == "Nur ein Versuch"
    assert "Versuch" not in Reminder.objects.get(pk=proposed.pk).mail_subject


def test_the_changed_text_is_what_is_sent(proposed, clerk, clock, sink):
    texts = texts_to_edit(proposed) | {"mail_subject": "Ein Wort unter uns"}
    edit_reminder_text(proposed.pk, texts=texts, actor=clerk)

    release_run(proposed.run_id, actor=clerk, today=TODAY, now=clock())
    deliver_due(clock=clock)

    assert b"Ein Wort unter uns" in sink.envelopes[0].content
    assert Reminder.objects.get(pk=proposed.pk).state == ReminderState.SENT


def test_once_released_the_text_stands_fast(proposed, clerk, clock, sink):
    texts = texts_to_edit(proposed)
    release_run(proposed.run_id, actor=clerk, today=TODAY, now=clock())

    with pytest.raises(TextNotEditable, match="steht fest"):
        edit_reminder_text(proposed.pk, texts=texts, actor=clerk)
