"""Something on every page: orders in every tab, runs in every state, blocks, imports, a mail.

Runs inside the installation ("manage.py shell") and prints, as JSON, which row is which.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from email.message import EmailMessage

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.utils import timezone
from django_q.models import Failure, Schedule

from dunning_site.caught_mails import Mailbox, store_mail
from orders.models import Order, OrderImport
from orders.services.api_tokens import create_token
from orders.services.import_apply import import_file
from orders.services.import_files import in_memory
from orders.services.import_reading import upload_import
from orders.services.order_import import start_import
from orders.services.payments import record_payment
from reminders.models import DunningBlock, DunningRun
from reminders.services.blocks import set_block
from reminders.services.delivery import deliver_due
from reminders.services.procedures import automatic_dunning, open_sales_account
from reminders.services.proposals import propose_run
from reminders.services.runs import release_run
from tests import factories
from tests.journeys.installation import PASSWORD
from tests.journeys.seed_books import books
from tests.journeys.seed_cases import cases
from tests.journeys.seed_court import court_cases
from tests.journeys.seed_debtors import debtors, links
from tests.journeys.seed_delivery import deliveries
from tests.journeys.seed_handovers import handovers
from tests.journeys.seed_holds import holds
from tests.journeys.seed_imports import waiting_imports
from tests.journeys.seed_letters import letters
from tests.journeys.seed_payments import payments
from tests.journeys.seed_procedures import procedures
from tests.journeys.seed_reports import reports
from tests.journeys.seed_runs import runs
from tests.journeys.seed_statements import statements
from tests.journeys.seed_tables import tables
from tests.journeys.seed_whole import make_whole
from tests.orders.adapters.shops.samples import SHOPIFY_ORDER, shopify_csv


def seed() -> None:
    """Fill the installation, whose mail server must be running."""
    people = _people()
    open_sales_account("Foto-Shop")
    today = timezone.localdate()
    rows = {**_orders(people["lead"], today), **_imports(people["lead"], today), **people}
    rows |= payments(people["lead"], today, factories.sales_account("Kalenderladen"))
    rows |= tables(people["lead"], factories.sales_account("Kalenderladen"))
    rows |= statements(people["lead"], today)
    rows |= waiting_imports(people["lead"], today, factories.sales_account("Warenwirtschaft"))
    rows |= books(people["lead"], today, factories.sales_account("Kalenderladen"))
    rows |= letters(people["lead"], today)
    rows |= holds(people["lead"], today, factories.sales_account("Kalenderladen"))
    rows |= runs(people["clerk"], today, factories.sales_account("Bürobedarf Kranich"))
    rows |= cases(people["lead"], today, factories.sales_account("Leuchtenlager"))
    rows |= reports(people["lead"], today, factories.sales_account("Leuchtenlager"))
    rows |= court_cases(people["lead"], today)
    rows |= handovers(people["clerk"], today)
    rows |= debtors(people["lead"], today, factories.sales_account("Sternwarte"))
    rows |= deliveries(people["lead"], today, factories.sales_account("Tintenfass"))
    make_whole()
    configuration = _configuration(people["lead"])
    ids = {name: row.pk for name, row in {**rows, **configuration}.items()}
    sys.stdout.write(
        json.dumps(
            {**ids, **links(rows), "caught_mail": Mailbox(settings.DATA_DIR / "mails").names[0]}
        )
    )


def _configuration(lead: User) -> dict[str, object]:
    account = factories.sales_account("Kalenderladen")
    token, _ = create_token(account, name="Shop-Anbindung", scopes=["read", "orders"], actor=lead)
    procedure = factories.procedure(account)
    return {
        "account": account,
        "creditor": account.creditor,
        "customer": Order.objects.earliest("pk").customer,
        "method": factories.method(),
        **procedures(account, lead),
        "template": procedure.levels.earliest("level").template,
        "switch": automatic_dunning(),
        "schedule": Schedule.objects.earliest("pk"),
        "token": token,
        "failure": Failure.objects.earliest("pk"),
    }


def _people() -> dict[str, User]:
    clerk = User.objects.create_user("petra", "petra@lindgruen.example", PASSWORD, is_staff=True)
    clerk.groups.add(Group.objects.get(name="Sachbearbeitung"))
    lead = User.objects.create_superuser("ruth", "ruth@lindgruen.example", PASSWORD)
    guest = User.objects.create_user("ines", "ines@lindgruen.example", PASSWORD)
    return {"clerk": clerk, "lead": lead, "guest": guest}


class _Desk:
    """One person at work on one account; days are said as days before today."""

    def __init__(self, actor: User, today: date) -> None:
        self.actor, self.today = actor, today
        self.account = factories.sales_account("Werkstatt für Bilderrahmen und Passepartouts")

    def day(self, days_ago: int) -> date:
        return self.today - timedelta(days=days_ago)

    def orders(self, count: int, *, due: int, **of_draft: object) -> list[Order]:
        """New orders, due that many days ago."""
        due_on = self.day(due)
        return [
            factories.order(self.account, today=self.today, due_on=due_on, **of_draft)
            for _ in range(count)
        ]

    def propose(self, orders: Sequence[Order], *, level: int, days_ago: int = 0) -> DunningRun:
        day = self.day(days_ago)
        return propose_run(
            [order.pk for order in orders],
            level=level,
            day=day,
            written_on=day,
            selection="Verkaufsaccount: Werkstatt",
            actor=self.actor,
        )

    def dun(self, orders: Sequence[Order], *, level: int, days_ago: int = 0) -> DunningRun:
        """Propose, release and really send, as on that day."""
        run = self.propose(orders, level=level, days_ago=days_ago)
        moment = _moment(run.run_on)
        release_run(run.pk, actor=self.actor, today=run.run_on, now=moment)
        deliver_due(clock=_ticking_from(moment).__next__)
        return run

    def block(
        self, order: Order, reason: DunningBlock.Reason, *, days: int | None, set_ago: int = 0
    ) -> None:
        until_on = None if days is None else self.today + timedelta(days=days)
        set_block(
            order.pk,
            reason=reason,
            note="Telefonat mit der Kundin",
            until_on=until_on,
            actor=self.actor,
            today=self.day(set_ago),
        )


def _moment(day: date) -> datetime:
    noon = datetime.combine(day, time(12), tzinfo=timezone.get_default_timezone())
    return min(noon, timezone.now())


def _ticking_from(moment: datetime) -> Iterator[datetime]:
    while True:
        yield moment
        moment += timedelta(seconds=1)


def _orders(lead: User, today: date) -> dict[str, object]:
    desk = _Desk(lead, today)
    closed, third, second = (desk.orders(2, due=60) for _ in range(3))
    desk.dun([*closed, *third, *second], level=1, days_ago=50)
    desk.dun([*closed, *third], level=2, days_ago=35)
    desk.dun(closed, level=3, days_ago=15)
    return {
        "closed_order": closed[0],
        "paid_order": _paid(desk, second[0]),
        **_blocked(desk, third[0]),
        **_runs(desk),
    }


def _paid(desk: _Desk, order: Order) -> Order:
    record_payment(
        order.pk,
        amount=order.total,
        paid_on=desk.today,
        reference="Überweisung",
        actor=desk.actor,
        today=desk.today,
    )
    return order


def _blocked(desk: _Desk, dunned: Order) -> dict[str, object]:
    endless, ended = desk.orders(2, due=8)
    desk.block(dunned, DunningBlock.Reason.DEFERRED, days=9)
    desk.block(endless, DunningBlock.Reason.DISPUTED, days=None)
    desk.block(ended, DunningBlock.Reason.CLARIFICATION, days=-2, set_ago=6)
    return {"blocked_order": dunned, "endless_order": endless}


def _runs(desk: _Desk) -> dict[str, object]:
    """A finished run with a failure, one under way, one proposed; exclusions in each."""
    blocked = desk.orders(1, due=7)
    desk.block(blocked[0], DunningBlock.Reason.RETURN, days=5)
    skipped = [*blocked, *desk.orders(2, due=7, email=""), *desk.orders(1, due=1)]
    refused = desk.orders(1, due=7, email="weg@kunden.example")
    finished = desk.dun([*desk.orders(4, due=7), *refused, *skipped], level=1)
    desk.orders(30, due=9, last_name="Vandenbroucke-Hollerbach")
    partly = desk.orders(1, due=11, total="1234.50", open_amount="500.00")
    under_way = _under_way(desk)
    proposed = desk.propose([*desk.orders(6, due=6), *partly, *skipped], level=1)
    reminder = finished.reminders.filter(sent_on__isnull=False).earliest("pk")
    _catch_mail(desk, reminder)
    _forget_a_task(desk)
    return {
        "finished_run": finished,
        "running_run": under_way,
        "proposed_run": proposed,
        "reminder": reminder,
        "failed_reminder": finished.reminders.get(recipient="weg@kunden.example"),
        "open_order": partly[0],
        "waiting_order": reminder.items.get().order,
    }


def _under_way(desk: _Desk) -> DunningRun:
    """Released, but nothing of it may leave before the checks are over."""
    run = desk.propose(desk.orders(3, due=6), level=1)
    now = timezone.now()
    release_run(run.pk, actor=desk.actor, today=desk.today, now=now + timedelta(hours=3))
    return run


def _catch_mail(desk: _Desk, reminder: object) -> None:
    document = reminder.document
    mail = EmailMessage()
    mail["From"], mail["To"] = document.sender, reminder.recipient
    mail["Subject"] = reminder.mail_subject
    mail.set_content(document.mail_text)
    mail.add_alternative(document.mail_html, subtype="html")
    mail.add_attachment(bytes(document.pdf), "application", "pdf", filename="Mahnung.pdf")
    store_mail(
        settings.DATA_DIR / "mails",
        mail.as_bytes(),
        sender=document.sender,
        recipients=[reminder.recipient],
        received_at=timezone.now(),
    )


def _forget_a_task(desk: _Desk) -> None:
    Failure.objects.create(
        id="a" * 32,
        name="Versand",
        func="reminders.tasks.deliver",
        started=_moment(desk.today),
        stopped=_moment(desk.today),
        result="Die Datenbank war nicht erreichbar.",
        success=False,
    )


def _imports(lead: User, today: date) -> dict[str, OrderImport]:
    account = factories.sales_account("Kalenderladen")
    now = timezone.now()

    def upload(name: str, data: bytes) -> OrderImport:
        return upload_import(account, file_name=name, source=in_memory(data), actor=lead)

    applied = import_file(
        account, file_name="mai.csv", source=in_memory(_file(today, 3, wrong=2)), format="auto",
        actor=lead, today=today, clock=timezone.now,
    ).order_import  # fmt: skip
    running = upload("juni.csv", _file(today, 9))
    # As if its worker had just now done something; else the queue would finish it meanwhile.
    start_import(running.pk, now=now + timedelta(hours=3))
    return {
        "applied_import": applied,
        "running_import": running,
        "previewed_import": upload("juli.csv", _file(today, 6, wrong=1, paid=2)),
    }


def _file(today: date, count: int, *, wrong: int = 0, paid: int = 0) -> bytes:
    """A Shopify export: the first orders paid by now, the last ones with a broken amount."""
    rows = [
        {
            **SHOPIFY_ORDER,
            "Name": f"#KL-{number}",
            "Email": f"kunde{number}@kalender.example",
            "Created at": f"{today - timedelta(days=20)} 10:15:00 +0200",
        }
        for number in range(1, count + wrong + 1)
    ]
    for row in rows[:paid]:
        row.update({"Financial Status": "paid", "Outstanding Balance": str(Decimal("0.00"))})
    for row in rows[count:]:
        row["Total"] = "49,7o"
    return shopify_csv(*rows)
