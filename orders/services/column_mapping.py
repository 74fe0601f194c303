"""Tables of unknown columns: keep them, guess, map them, and hand them on to their import."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from orders.adapters.bank import read_bank_sample, read_statements, sample_movements
from orders.adapters.shops import read_sample, sample_orders
from orders.adapters.shops.decoding import Source
from orders.models import ImportTemplate, OrderImport, SalesAccount, StatementImport, UnmappedFile
from orders.rules.column_guess import guess_mapping
from orders.rules.column_mapping import (
    ColumnMapping,
    MappingInvalid,
    MappingKind,
    SampleTable,
)
from orders.rules.drafts import (
    FileRefused,
    FormatUnknown,
    ImportProblem,
    OrderDraft,
    RejectedOrder,
)
from orders.rules.statements import EntryDraft
from orders.services.import_files import in_memory
from orders.services.import_reading import upload_import
from orders.services.statement_import import upload_file

Kind = ImportTemplate.Kind
# No table by hand comes near; such a file is held in memory while it becomes an import.
MAX_BYTES = 50_000_000
GUESSED_FROM = 200
_BEGINNING_BYTES = 256_000
# Number, day and amount: no table says less of an order.
_FEWEST_COLUMNS = 3
# What nobody mapped by then was given up; it holds the data of people.
_KEPT_FOR = timedelta(days=7)
# A template is offered for a table that has half of its columns.
_OFFERED_FROM = 0.5


class TemplateNameTaken(Exception):
    """Another template has that name; the message tells the clerk what to do."""


class NoSuchTemplate(Exception):
    """No template of that kind has the name; the message names those there are."""


@dataclass(frozen=True, slots=True)
class OfferedTemplate:
    """A template for a table, and whether the table has all of its columns."""

    template: ImportTemplate
    mapping: ColumnMapping
    is_complete: bool


@transaction.atomic
def keep_unmapped(
    kind: Kind,
    *,
    file_name: str,
    data: bytes,
    actor: AbstractBaseUser | None,
    now: datetime,
    sales_account: SalesAccount | None = None,
) -> UnmappedFile:
    """Keep a table until its columns are mapped; forgets those that nobody mapped in a week.

    Raises FileRefused for more than 50 MB, and like sample_of for what is no table.
    """
    UnmappedFile.objects.filter(created_at__lt=now - _KEPT_FOR).delete()
    if len(data) > MAX_BYTES:
        message = (
            f"Eine Tabelle, deren Spalten zugeordnet werden, darf höchstens "
            f"{MAX_BYTES // 1_000_000} MB groß sein. Teilen Sie die Datei."
        )
        raise FileRefused(ImportProblem(None, "", message))
    file = UnmappedFile(
        kind=kind,
        file_name=file_name[:200],
        beginning=_beginning(data),
        content=data,
        sales_account=sales_account,
        actor=actor,
    )
    sample_of(file)
    file.save()
    return file


def upload_or_keep(
    account: SalesAccount,
    *,
    file_name: str,
    source: Source,
    format: str,
    actor: AbstractBaseUser,
    now: datetime,
) -> OrderImport | UnmappedFile:
    """Upload a shop's file; a table of unknown columns is kept until they are mapped.

    Raises FileRefused for what cannot be read even so.
    """
    try:
        return upload_import(
            account, file_name=file_name, source=source, format=format, actor=actor
        )
    except FormatUnknown as refusal:
        if not is_table(refusal.headings):
            raise
    with source() as stream:
        data = stream.read(MAX_BYTES + 1)
    return keep_unmapped(
        Kind.ORDERS, file_name=file_name, data=data, actor=actor, now=now, sales_account=account
    )


def is_table(headings: Sequence[str]) -> bool:
    """Whether headings could be mapped: several words, not the noise of a foreign file."""
    return len(headings) >= _FEWEST_COLUMNS and all(one.isprintable() for one in headings)


def sample_of(file: UnmappedFile) -> SampleTable:
    """Headings and first rows. Raises FileRefused or StatementRefused."""
    beginning = bytes(file.beginning)
    if file.kind == Kind.BANK:
        return sample_movements(beginning, GUESSED_FROM)
    return sample_orders(in_memory(beginning), GUESSED_FROM)


def offered_templates(kind: str, headings: Sequence[str]) -> list[OfferedTemplate]:
    """The saved templates for a table of these headings, those that fit wholly first."""
    offered = []
    for template in ImportTemplate.objects.filter(kind=kind):
        try:
            mapping = ColumnMapping.from_json(template.mapping)
        except MappingInvalid:
            # Of a newer version of the program; the others still help.
            continue
        there = [one for one in mapping.columns.values() if one in headings]
        if mapping.columns and len(there) / len(mapping.columns) >= _OFFERED_FROM:
            offered.append(OfferedTemplate(template, mapping, mapping.fits(headings)))
    return sorted(offered, key=lambda one: not one.is_complete)


def mapping_named(kind: Kind, name: str) -> ColumnMapping:
    """The mapping saved under a name. Raises NoSuchTemplate, and MappingInvalid if unreadable."""
    templates = ImportTemplate.objects.filter(kind=kind)
    template = templates.filter(name=name).first()
    if template is None:
        names = ", ".join(f"„{one}“" for one in templates.values_list("name", flat=True))
        raise NoSuchTemplate(
            f"Die Importvorlage „{name}“ gibt es nicht. Gespeichert sind: {names or 'noch keine'}."
        )
    return ColumnMapping.from_json(template.mapping)


def guess(kind: str, sample: SampleTable) -> ColumnMapping:
    """What the columns most likely mean."""
    return guess_mapping(MappingKind(kind), sample.headings, sample.rows)


def preview_orders(sample: SampleTable, mapping: ColumnMapping) -> list[OrderDraft | RejectedOrder]:
    """The first orders as the mapping understands them."""
    return read_sample(sample, mapping)


def preview_movements(sample: SampleTable, mapping: ColumnMapping) -> list[EntryDraft | str]:
    """The first movements as the mapping understands them."""
    return read_bank_sample(sample, mapping)


@transaction.atomic
def import_orders_by(
    file: UnmappedFile,
    mapping: ColumnMapping,
    *,
    save_as: str = "",
    replaces: ImportTemplate | None = None,
    actor: AbstractBaseUser,
) -> OrderImport:
    """Let the table be read for its preview, and save the mapping under a name if one is given.

    Raises FileRefused, also where none of the first orders is readable that way, and
    TemplateNameTaken; the table then stays.
    """
    _check_readable(preview_orders(sample_of(file), mapping))
    if save_as:
        save_template(save_as, mapping, replaces=replaces)
    order_import = upload_import(
        file.sales_account,
        file_name=file.file_name,
        source=in_memory(bytes(file.content)),
        mapping=mapping,
        actor=actor,
    )
    file.delete()
    return order_import


def _check_readable(first: Sequence[OrderDraft | RejectedOrder]) -> None:
    """Raises FileRefused where none of the orders can be read."""
    rejected = [one for one in first if isinstance(one, RejectedOrder)]
    if len(rejected) < len(first):
        return
    reason = rejected[0].problems[0].message if rejected else ""
    message = (
        f"So ist keine der ersten Zeilen lesbar. Ordnen Sie die Spalten anders zu. {reason}".strip()
    )
    raise FileRefused(ImportProblem(None, "", message))


def read_statement_by(
    file: UnmappedFile,
    mapping: ColumnMapping,
    *,
    save_as: str = "",
    replaces: ImportTemplate | None = None,
    actor: AbstractBaseUser,
    today: date,
    clock: Callable[[], datetime],
) -> tuple[StatementImport, bool]:
    """Let the table be read as a bank's file; True where it is new. Saves the mapping if named.

    Raises StatementRefused where no movement of it is readable, and TemplateNameTaken; the table
    then stays.
    """
    data = bytes(file.content)
    read_statements(data, mapping=mapping)
    if save_as:
        save_template(save_as, mapping, replaces=replaces)
    kept = upload_file(
        file_name=file.file_name, data=data, mapping=mapping, actor=actor, today=today, clock=clock
    )
    file.delete()
    return kept


def discard_unmapped(file: UnmappedFile) -> None:
    """Drop a table that nobody wants to map."""
    file.delete()


def waiting_files(kind: str) -> QuerySet[UnmappedFile]:
    """The tables that wait for their columns to be mapped, newest first."""
    files = UnmappedFile.objects.filter(kind=kind).defer("beginning", "content")
    return files.select_related("sales_account")


def save_template(
    name: str, mapping: ColumnMapping, *, replaces: ImportTemplate | None = None
) -> ImportTemplate:
    """Save the mapping under a name; the template it came from is brought up to date.

    Raises TemplateNameTaken when another template has the name.
    """
    template = replaces if replaces and replaces.name == name else ImportTemplate(name=name)
    template.kind, template.mapping = mapping.kind.value, mapping.to_json()
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError:
        raise TemplateNameTaken(
            f"Eine Vorlage „{name}“ gibt es schon. Wählen Sie einen anderen Namen."
        ) from None
    return template


def _beginning(data: bytes) -> bytes:
    """The first lines, whole ones as far as there are any."""
    if len(data) <= _BEGINNING_BYTES:
        return data
    end = data.rfind(b"\n", 0, _BEGINNING_BYTES)
    return data[: end + 1] if end > 0 else data[:_BEGINNING_BYTES]
