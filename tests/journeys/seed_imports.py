"""Imports that wait for an answer, are being read, or were stopped."""

from datetime import date, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from orders.models import Order, OrderImport, SalesAccount
from orders.rules.column_fields import MappingKind
from orders.rules.column_mapping import ColumnMapping
from orders.services.import_apply import apply_import
from orders.services.import_files import in_memory
from orders.services.import_questions import Answers
from orders.services.import_reading import keep_import, upload_import
from orders.services.order_import import cancel_import, start_import

_TABLE = """Nummer;Datum;Summe;Name
W-{name}1;01.11.2026;79,90;Menno von Riepe
W-{name}2;02.11.2026;1.210,00;Insa Wübbena
W-{name}3;03.11.2026;9,50;Hinrich Poppen
"""
_MAPPING = ColumnMapping(
    kind=MappingKind.ORDERS,
    columns={
        "number": "Nummer",
        "ordered_on": "Datum",
        "total": "Summe",
        "full_name": "Name",
    },
    date_format="TT.MM.JJJJ",
    decimal_mark=",",
)


def waiting_imports(lead: User, today: date, account: SalesAccount) -> dict[str, OrderImport]:
    """One that knows no payments and has a reminded order of another total; a large one; a stop."""
    known = _upload(lead, account, "W")
    start_import(known.pk, now=timezone.now(), answers=Answers(assumed="open"))
    apply_import(known.pk, today=today, clock=timezone.now)
    reminded = Order.objects.filter(sales_account=account, number="W-W2")
    reminded.update(last_reminded_on=today)
    stopped = _upload(lead, account, "S")
    start_import(stopped.pk, now=timezone.now(), answers=Answers(assumed="paid"))
    cancel_import(stopped.pk)
    return {
        "asking_import": _upload(lead, account, "W", more="W-4;04.11.2026;5,00;Antje Behrends\n"),
        "reading_import": _being_read(lead, account),
        "stopped_import": stopped,
    }


def _upload(lead: User, account: SalesAccount, name: str, more: str = "") -> OrderImport:
    text = _TABLE.format(name=name) + more
    if more:
        text = text.replace("1.210,00", "1.310,00")
    return upload_import(
        account,
        file_name="warenwirtschaft.csv",
        source=in_memory(text.encode()),
        mapping=_MAPPING,
        actor=lead,
    )


def _being_read(lead: User, account: SalesAccount) -> OrderImport:
    order_import, _ = keep_import(
        account,
        file_name="jahr.csv",
        source=in_memory(_TABLE.format(name="J").encode()),
        format="auto",
        mapping=_MAPPING,
        actor=lead,
    )
    order_import.done_count, order_import.total_count = 12_000, 98_000
    # As if somebody had just now read on; else the queue would finish it meanwhile.
    order_import.progressed_at = timezone.now() + timedelta(hours=3)
    order_import.save()
    return order_import
