"""Back from the check of a table to the meaning of its columns."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from orders.models import OrderImport, UnmappedFile
from orders.rules.column_mapping import ColumnMapping, MappingInvalid
from orders.services.column_mapping import Kind, keep_unmapped
from orders.services.import_questions import ImportRefused
from orders.services.order_import import discard_import


@transaction.atomic
def map_again(import_id: int, *, actor: AbstractBaseUser | None, now: datetime) -> UnmappedFile:
    """Drop a checked import of a table and keep its file until it is mapped anew.

    Raises ImportRefused when it is no table, or when it is too late.
    """
    order_import = discard_import(import_id)
    if not order_import.mapping:
        raise ImportRefused("Die Spalten dieser Datei sind bekannt. Es gibt nichts zuzuordnen.")
    return keep_unmapped(
        Kind.ORDERS,
        file_name=order_import.file_name,
        data=order_import.content,
        actor=actor,
        now=now,
        sales_account=order_import.sales_account,
    )


def mapping_before(import_id: str, file: UnmappedFile) -> ColumnMapping | None:
    """The mapping of the import that a table comes back from, None if there is none."""
    if not import_id.isdecimal():
        return None
    imports = OrderImport.objects.filter(sales_account=file.sales_account_id)
    order_import = imports.filter(pk=import_id, file_name=file.file_name).first()
    if order_import is None or not order_import.mapping:
        return None
    try:
        return ColumnMapping.from_json(order_import.mapping)
    except MappingInvalid:
        return None
