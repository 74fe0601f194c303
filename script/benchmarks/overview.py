"""Fill a database with very many orders, and ask for the overview and the evaluations."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from stopwatch import Time, peak_megabytes

from common.bulk import insert, maker
from dunning_site.services.kept_figures import refresh_kept_figures
from dunning_site.services.overview import overview
from orders.models import (
    Customer,
    Installment,
    LedgerEntry,
    Order,
    OrderLine,
    PaymentMethod,
    SalesAccount,
)
from orders.services.payments import record_payment
from reminders.models import DunningProcedure, DunningRun, Reminder, ReminderItem, Standing
from reminders.rules.evaluation_figures import EvaluationFilters
from reminders.rules.states import ReminderState
from reminders.services.evaluations import evaluation
from reminders.services.procedures import open_sales_account

_BATCH = 5_000
# So many orders are made one by one, the others by the database, as copies of them.
_MADE = 20_000
_DAYS = 3 * 365
_ACCOUNTS = ("Foto-Shop", "Postershop", "Kursverkauf")
_METHODS = ("Rechnung", "Lastschrift", "Vorkasse")
_KINDS = ("goods", "download", "course")
# Texts that are there once: copies carry their number.
_ONCE = frozenset({"public_id", "identity", "message_id"})
# Days after the due day on which a level is sent.
_LEVEL_DAYS = ((1, 7), (2, 21), (3, 35))
_PAYMENTS = 500
_TABLES: tuple[type[models.Model], ...] = (
    Customer,
    Order,
    Installment,
    OrderLine,
    LedgerEntry,
    Standing,
    Reminder,
    ReminderItem,
)


def measure_overview(order_count: int) -> None:
    """Print how long the pages' figures take, and how long it takes to keep them up to date."""
    today = timezone.localdate()
    # The addresses are read once by a server, not by each request.
    reverse("home")
    Shop(today).fill(order_count)
    _gather_statistics()
    orders, reminders = Order.objects.count(), Reminder.objects.count()
    print(f"{orders:,} Aufträge, {reminders:,} Mahnungen, {connection.vendor}", flush=True)
    _print("alles neu rechnen", lambda: _refresh(today, full=True))
    _print("nichts Neues", lambda: _refresh(today))
    _pay_some(today)
    _print(f"nach {_PAYMENTS} Zahlungen", lambda: _refresh(today))
    _print("Übersicht", lambda: overview(today=today))
    _print("Übersicht noch einmal", lambda: overview(today=today))
    year = EvaluationFilters(today - timedelta(days=365), today)
    _print("Auswertung eines Jahres", lambda: evaluation(year))
    all_years = EvaluationFilters(today - timedelta(days=_DAYS), today)
    _print("Auswertung von drei Jahren", lambda: evaluation(all_years))
    print(f"Speicher in der Spitze: {peak_megabytes():.0f} MB")


def _refresh(today: date, *, full: bool = False) -> None:
    # An hour later than now: what was stored just now counts as long settled.
    refresh_kept_figures(now=timezone.now() + timedelta(hours=2), today=today, full=full)


def _print(label: str, measured: Callable[[], object]) -> None:
    """One line, and the three slowest queries."""
    spent = Time()
    with CaptureQueriesContext(connection) as captured, spent.running():
        measured()
    print(f"{label:<28}{spent.wall:8.2f} s   Prozessor {spent.processor:7.2f} s", end="")
    print(f"   {len(captured)} Abfragen", flush=True)
    for query in sorted(captured.captured_queries, key=lambda one: -float(one["time"]))[:3]:
        print(f"      {query['time']} s  {query['sql'][:150]}")


def _gather_statistics() -> None:
    """As PostgreSQL does by itself after a while; SQLite never does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _pay_some(today: date) -> None:
    """The newest that are overdue pay first, as they do."""
    overdue = Order.objects.overdue(on=today).order_by("-oldest_due_on", "-pk")
    for order_id, amount in list(overdue.values_list("pk", "open_amount")[:_PAYMENTS]):
        record_payment(order_id, amount=amount, paid_on=today, actor=None, today=today)


@dataclass(slots=True)
class _Rows:
    """New rows of each table, with keys of their own in an empty database."""

    keys: dict[type[models.Model], Iterator[int]] = field(
        default_factory=lambda: {table: count(1) for table in _TABLES}
    )
    waiting: dict[type[models.Model], list[models.Model]] = field(
        default_factory=lambda: {table: [] for table in _TABLES}
    )
    makers: dict[type[models.Model], Callable[..., Any]] = field(
        default_factory=lambda: {table: maker(table) for table in _TABLES}
    )

    def add(self, table: type[models.Model], **values: Any) -> int:
        """Make a row; returns its key."""
        key = values.get("order_id") if table is Standing else next(self.keys[table])
        name = table._meta.pk.attname
        self.waiting[table].append(self.makers[table](**{name: key, **values}))
        return int(key or 0)

    def store(self) -> None:
        """Store what waits; the foreign keys are right in the order of the tables."""
        with transaction.atomic():
            for table in _TABLES:
                insert(self.waiting[table])
                self.waiting[table] = []


def _copy_sql(table: type[models.Model], copy: int, shifts: dict[Any, int]) -> str:
    """Copy the rows made one by one, with keys and numbers of their own."""
    name, columns, values = table._meta.db_table, [], []
    for one in table._meta.concrete_fields:
        column = f'"{one.column}"'
        target = table if one.primary_key else one.related_model
        if one.primary_key and one.related_model:
            target = one.related_model
        columns.append(column)
        if target in shifts:
            column = f"{column} + {copy * shifts[target]}"
        elif one.name in _ONCE or (one.name == "number" and table is Order):
            column = f"{column} || '-{copy}'"
        elif one.name == "number":
            column = f"{column} + {copy * shifts[table]}"
        values.append(column)
    key = f'"{table._meta.pk.column}"'
    made = shifts[table if not table._meta.pk.related_model else table._meta.pk.related_model]
    return (
        f"INSERT INTO {name} ({', '.join(columns)}) "  # noqa: S608 - own names only
        f"SELECT {', '.join(values)} FROM {name} WHERE {key} <= {made}"
    )


class Shop:
    """Three years of orders: most paid in time, some after a reminder, some never."""

    def __init__(self, today: date) -> None:
        self.today, self.rows = today, _Rows()
        self.chance = random.Random(1)  # noqa: S311 - invented data
        self.accounts = [open_sales_account(name) for name in _ACCOUNTS]
        self.methods = [PaymentMethod.objects.get_or_create(name=name)[0] for name in _METHODS]
        self.runs: dict[date, int] = {}
        self.numbers = count(1)

    def fill(self, order_count: int) -> None:
        """Store the orders, and tell the database where its keys go on."""
        for number in range(min(order_count, _MADE)):
            self._order(number)
            if number % _BATCH == _BATCH - 1:
                self.rows.store()
        self.rows.store()
        shifts = {table: table._default_manager.count() for table in _TABLES}
        for copy in range(1, order_count // _MADE):
            with transaction.atomic(), connection.cursor() as cursor:
                for table in _TABLES:
                    cursor.execute(_copy_sql(table, copy, shifts))
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for table in _TABLES:
                    if table is not Standing:
                        name = table._meta.db_table
                        cursor.execute(
                            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), "  # noqa: S608
                            f"(SELECT max(id) FROM {name}))"
                        )

    def _order(self, number: int) -> None:
        account = self.accounts[number % len(self.accounts)]
        due_on = self.today - timedelta(days=self.chance.randint(-14, _DAYS))
        total = Decimal(self.chance.randint(500, 40_000)) / 100
        paid_on = self._paid_on(due_on)
        is_paid = paid_on is not None and paid_on <= self.today
        open_amount = Decimal("0.00") if is_paid else total
        customer = self._customer(number, account)
        # The installment's key is the order's: there is one of each.
        order_id = self.rows.add(
            Order,
            sales_account_id=account.pk,
            number=f"UE-{number}",
            customer_id=customer,
            payment_method_id=self.methods[number % len(self.methods)].pk,
            ordered_on=due_on - timedelta(days=14),
            total=total,
            open_amount=open_amount,
            paid_amount=total - open_amount,
            oldest_due_on=None if is_paid else due_on,
            payment_status="paid" if is_paid else "open",
            search_text=f"ue-{number} winkelmann greta kunde{number}@kunden.example",
        )
        installment = self.rows.add(
            Installment,
            order_id=order_id,
            position=1,
            due_on=due_on,
            amount=total,
            open_amount=open_amount,
        )
        self.rows.add(
            OrderLine,
            order_id=order_id,
            position=1,
            product="Emaillebecher",
            quantity=Decimal(1),
            unit_price=total,
            kind=_KINDS[number % len(_KINDS)],
        )
        self._book(order_id, "charge", total, due_on - timedelta(days=14))
        if is_paid and paid_on is not None:
            self._book(order_id, "payment", -total, paid_on)
        levels = self._remind(order_id, installment, account, customer, due_on, paid_on, total)
        self._stand(order_id, installment, account, due_on, levels, is_open=not is_paid)

    def _paid_on(self, due_on: date) -> date | None:
        """In time, after some weeks, or never."""
        dice = self.chance.random()
        if dice < 0.85:
            return due_on - timedelta(days=self.chance.randint(0, 13))
        return due_on + timedelta(days=self.chance.randint(1, 70)) if dice < 0.95 else None

    def _customer(self, number: int, account: SalesAccount) -> int:
        return self.rows.add(
            Customer,
            sales_account_id=account.pk,
            identity=f"{number:040d}",
            first_name="Greta",
            last_name="Winkelmann",
            street="Bäckergasse 12",
            postcode="80331",
            city="München",
            email=f"kunde{number}@kunden.example",
            email_failed_on=self.today if number % 200 == 0 else None,
        )

    def _book(self, order_id: int, kind: str, amount: Decimal, day: date) -> None:
        self.rows.add(
            LedgerEntry, order_id=order_id, kind=kind, amount=amount, booked_on=day, source="shop"
        )

    def _remind(
        self,
        order_id: int,
        installment: int,
        account: SalesAccount,
        customer: int,
        due_on: date,
        paid_on: date | None,
        total: Decimal,
    ) -> int:
        """Send what was due before the payment; returns the last level."""
        until, sent = min(paid_on or self.today, self.today), 0
        for level, days in _LEVEL_DAYS:
            day = due_on + timedelta(days=days)
            if day >= until:
                break
            sent = level
            self._reminder(order_id, installment, account, customer, level, day, total)
        return sent

    def _reminder(
        self,
        order_id: int,
        installment: int,
        account: SalesAccount,
        customer: int,
        level: int,
        day: date,
        total: Decimal,
    ) -> None:
        procedure = self._procedure(account)
        number = next(self.numbers)
        noon = timezone.make_aware(datetime.combine(day, time(12)))
        reminder = self.rows.add(
            Reminder,
            run_id=self._run(day),
            creditor_id=account.creditor_id,
            sales_account_id=account.pk,
            customer_id=customer,
            number=number,
            level=level,
            state=ReminderState.SENT,
            channel="letter" if level == 3 else "email",
            procedure_id=procedure.pk,
            procedure_version=1,
            template_id=self._template(procedure, level),
            template_version=1,
            written_on=day,
            pay_by=day + timedelta(days=7),
            principal=total,
            mail_subject="Zahlungserinnerung",
            mail_body="Guten Tag, bitte zahlen Sie den offenen Betrag. " * 15,
            letter_subject="Zahlungserinnerung",
            letter_body="Guten Tag, bitte zahlen Sie den offenen Betrag. " * 15,
            message_id=f"<{number}@messung.example>",
            decided_at=noon,
            sent_at=noon,
            sent_on=day,
        )
        self.rows.add(
            ReminderItem,
            reminder_id=reminder,
            order_id=order_id,
            installment_id=installment,
            level=level,
            principal=total,
            state=ReminderState.SENT,
        )

    def _stand(
        self,
        order_id: int,
        installment: int,
        account: SalesAccount,
        due_on: date,
        levels: int,
        *,
        is_open: bool,
    ) -> None:
        next_day = dict(_LEVEL_DAYS).get(levels + 1)
        has_next = is_open and next_day is not None
        self.rows.add(
            Standing,
            order_id=order_id,
            procedure_id=self._procedure(account).pk,
            installment_id=installment if is_open else None,
            due_on=due_on if is_open else None,
            is_open=is_open,
            is_closed=is_open and next_day is None,
            levels_sent=levels,
            level_count=3,
            next_level=levels + 1 if has_next else None,
            next_level_on=due_on + timedelta(days=next_day) if has_next and next_day else None,
        )

    def _procedure(self, account: SalesAccount) -> DunningProcedure:
        if not hasattr(self, "procedures"):
            found = DunningProcedure.objects.filter(is_assigned=True)
            self.procedures = {one.sales_account_id: one for one in found}
        return self.procedures[account.pk]

    def _template(self, procedure: DunningProcedure, level: int) -> int:
        if not hasattr(self, "templates"):
            self.templates: dict[tuple[int, int], int] = {}
        key = (procedure.pk, level)
        if key not in self.templates:
            self.templates[key] = procedure.levels.get(level=level).template_id
        return self.templates[key]

    def _run(self, day: date) -> int:
        if day not in self.runs:
            run = DunningRun.objects.create(run_on=day, written_on=day, state="finished")
            self.runs[day] = run.pk
        return self.runs[day]
