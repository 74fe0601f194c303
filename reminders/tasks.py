"""What the job queue may be asked for: doorbells that read the clock and call one service."""

from datetime import date

from django.contrib.auth import get_user_model
from django.utils import timezone

from common.jobs import regular
from reminders.services.activation_trial import send_todays_reminders
from reminders.services.beats import note_journal, note_work
from reminders.services.bounce_mailbox import bounce_round, bounce_words
from reminders.services.delivery import DeliveryImpossible, deliver_due
from reminders.services.delivery import sweep as sweep_outbox
from reminders.services.instances import watch_instance
from reminders.services.letter_posting import record_posted
from reminders.services.letter_preparing import prepare_batch
from reminders.services.letters import ring_for_batches
from reminders.services.plans import break_missed_plans as break_plans
from reminders.services.runs import DELIVERY_TASK, run_automatically
from reminders.services.uncertain import settle_from_own_journal
from reminders.services.verify import verify_and_stop, verify_own_journal
from reminders.services.waiting_requests import extend_pauses

DELIVERY_SECONDS = 45
BOUNCES_TASK = "reminders.tasks.fetch_bounces"


def deliver() -> str:
    """Send due reminders for a while; the next ring comes from the sweep if need be.

    A closed road is no failure of the task, but nothing was done either: its beat stays away.
    """
    try:
        ended = deliver_due(clock=timezone.now, seconds=DELIVERY_SECONDS)
    except DeliveryImpossible as hindrance:
        return str(hindrance)
    note_work(DELIVERY_TASK, timezone.now())
    return ", ".join(f"{count} {how}" for how, count in ended.items()) or "nichts zu tun"


@regular(timezone.now)
def sweep() -> str:
    """Once a minute: settle what a dead worker left behind, and ring if something is due."""
    watch_instance(timezone.now())
    settled = sweep_outbox(clock=timezone.now) + settle_from_own_journal(timezone.now())
    ring_for_batches(now=timezone.now())
    note_journal(timezone.now())
    verify_own_journal(timezone.now())
    return f"{settled} aufgeräumt"


def fetch_bounces() -> str:
    """Every five minutes: take down what came back, and settle what late evidence proves.

    A mailbox that cannot be read is no failure of the task, but its beat stays away.
    """
    now = timezone.now()
    done = bounce_round(now=now)
    if done.is_read:
        note_work(BOUNCES_TASK, now)
    told = f"{bounce_words(done.outcomes)}, {done.settled} geklärt" if done.is_read else ""
    return "; ".join(one for one in (told, done.trouble) if one)


@regular(timezone.now)
def verify_sending() -> str:
    """Every hour: ask the invariants of sending; a contradiction stops it."""
    found = verify_and_stop(timezone.now())
    return "alles stimmt" if found.is_ok else f"{len(found.findings)} Widersprüche"


def prepare_letters(batch_id: int) -> str:
    """Make the letters of a print batch; ringing twice does no harm."""
    return f"{prepare_batch(batch_id, clock=timezone.now).page_count} Seiten"


def record_letters(batch_id: int) -> str:
    """Note the posted letters of a print batch as sent; ringing twice does no harm."""
    return f"{record_posted(batch_id, now=timezone.now())} Briefe vermerkt"


@regular(timezone.now)
def break_missed_plans() -> str:
    """End payment plans with a missed rate, so that the run of the day duns them again."""
    return f"{break_plans(today=timezone.localdate())} Ratenpläne beendet"


@regular(timezone.now)
def daily_run() -> str:
    """The automatic dunning of the day; whoever waits for an answer is not part of it."""
    extend_pauses(today=timezone.localdate())
    run = run_automatically(today=timezone.localdate(), now=timezone.now())
    return f"{run} angelegt" if run else "nichts zu tun"


def send_trial_reminders(procedure_id: int, user_id: int, starts_on: str) -> str:
    """The test mode of an activation; starts_on: an ISO day, "" for none."""
    count = send_todays_reminders(
        procedure_id,
        starts_on=date.fromisoformat(starts_on) if starts_on else None,
        actor=get_user_model().objects.get(pk=user_id),
        today=timezone.localdate(),
        clock=timezone.now,
    )
    return f"{count} Testmails versendet"
