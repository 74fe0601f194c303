"""Load the demo into an empty database, once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random

from django.conf import settings

from dunning_site.demo.fates import FULL_SIZE
from dunning_site.demo.ladders import run_days
from dunning_site.demo.plans import Plan, make_plans
from dunning_site.demo.samples import shopify_sample, woocommerce_sample
from dunning_site.demo.services.collecting import Collecting, set_up_collections
from dunning_site.demo.services.company import set_up_company
from dunning_site.demo.services.debtors import let_debtors_write, set_up_debtor_pages
from dunning_site.demo.services.mishaps import let_mails_fail
from dunning_site.demo.services.statements import import_statements
from dunning_site.demo.services.story import STATEMENT_AT, Story
from dunning_site.demo.services.users import CLERK, LEAD, are_doors_open, create_users, open_doors
from dunning_site.demo.shops import ELBFOTO_SHOP
from dunning_site.services.kept_figures import refresh_kept_figures
from orders.models import Order, SalesAccount
from orders.rules.drafts import OrderDraft
from reminders.services.mail_server import MailServerAway, check_mail_server

# The same people buy the same things each time; only the days move with the calendar.
SEED = 20261121
SAMPLE_FOLDER = "beispieldateien"
KNOWN_ORDERS_IN_SAMPLE = 6
LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")


class DemoRefused(Exception):
    """The demo must not or cannot be loaded here; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of the wish to load the demo."""

    is_new: bool
    order_count: int
    sample_files: tuple[Path, ...]


def load_demo(
    *,
    today: date,
    now: datetime,
    say: Callable[[str], None],
    size: int = FULL_SIZE,
    has_past: bool = True,
) -> Loaded:
    """Load about size orders with twelve weeks of reminders behind them, or find them loaded.

    has_past: whether reminders were sent, by SMTP to the demo's own catcher. say: gets a line for
    each step. Raises DemoRefused outside the demo, and where other data is.
    """
    _refuse_outside_the_demo()
    if are_doors_open():
        return Loaded(False, Order.objects.count(), sample_files())
    _refuse_other_data()
    if has_past:
        _check_catcher()
    rng = Random(SEED)  # noqa: S311 (nothing secret: the demo is the same for everybody)
    say("Firma und Zugänge …")
    users = create_users()
    runs = run_days(today)
    plans = make_plans(size, today=today, runs=runs, rng=rng)
    accounts, clerk, lead = set_up_company(), users[CLERK.username], users[LEAD.username]
    set_up_collections(accounts)
    set_up_debtor_pages(accounts)
    story = Story(accounts, clerk, lead, today, now, say)
    say(f"{len(plans)} Aufträge der letzten Monate …")
    story.tell(plans, runs if has_past else ())
    collecting = Collecting(clerk, lead, today, now, story.dated)
    collecting.tell(has_past=has_past, say=say)
    if has_past:
        say("Rückläufer und Ungeklärtes …")
        let_mails_fail(story)
    say("Kontoauszug von gestern …")
    with story.dated(today, STATEMENT_AT):
        import_statements(
            folder=_write_samples(plans, today=today, rng=rng),
            kept_open=[draft.number for draft in _known(plans)],
            clerk=users[CLERK.username],
            today=today,
            now=now,
        )
    collecting.catch_up()
    say("Nachrichten von Kunden und Auswertungen …")
    let_debtors_write(story, clerk=clerk, today=today, now=now)
    refresh_kept_figures(now=now, today=today, full=True)
    open_doors()
    return Loaded(True, len(plans), sample_files())


def sample_files() -> tuple[Path, ...]:
    """The files that are there for the visitor to import."""
    return tuple(sorted((settings.DATA_DIR / SAMPLE_FOLDER).glob("*_*.*")))


def _refuse_outside_the_demo() -> None:
    if not settings.DEMO:
        raise DemoRefused(
            "Die Demo-Daten gibt es nur in der Demo. Starten Sie sie mit script/demo."
        )


def _refuse_other_data() -> None:
    if Order.objects.exists() or SalesAccount.objects.exists():
        raise DemoRefused(
            "In dieser Datenbank liegen schon andere Daten, vielleicht von einem abgebrochenen "
            "Start der Demo. Beginnen Sie neu mit script/demo --fresh."
        )


def _check_catcher() -> None:
    """Refuse any mail server but the demo's own: no invented reminder leaves this machine."""
    server = settings.MAIL_SERVER
    if server is None or server.host not in LOCAL_HOSTS:
        raise DemoRefused(
            "Die Demo versendet nur an ihr eigenes Postfach. Starten Sie sie mit script/demo, das "
            "EMAIL_URL darauf stellt."
        )
    try:
        check_mail_server()
    except MailServerAway as error:
        raise DemoRefused(f"{error}. Starten Sie die Demo mit script/demo.") from error


def _write_samples(plans: list[Plan], *, today: date, rng: Random) -> Path:
    folder = settings.DATA_DIR / SAMPLE_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "shopify_export.csv": shopify_sample(_known(plans), today=today, rng=rng),
        "woocommerce_export.csv": woocommerce_sample(today=today, rng=rng),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


def _known(plans: list[Plan]) -> list[OrderDraft]:
    """The shop's youngest orders that are unpaid so far; the sample file says they are paid."""
    unpaid = [plan.draft for plan in plans if plan.shop is ELBFOTO_SHOP and not plan.happenings]
    return [draft for draft in unpaid if draft.open_amount][-KNOWN_ORDERS_IN_SAMPLE:]
