"""Store many new rows at once, several times as fast as bulk_create (docs/decisions/0006)."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from operator import itemgetter
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.base import ModelState

_M = TypeVar("_M", bound=models.Model)
# What stands in an attribute of these is what the database stores.
_PLAIN = (
    models.CharField,
    models.TextField,
    models.BooleanField,
    models.IntegerField,
    models.ForeignKey,
)


def reserve_keys(model: type[models.Model], count: int) -> list[int]:
    """Primary keys that nobody else gets, rising; rows can name each other before they are stored.

    The caller is in a transaction, which on SQLite has no other writer beside it.
    """
    if not count:
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [model._meta.db_table, model._meta.pk.column, count],
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        (last,) = cursor.fetchone() or (0,)
        return list(range(last + 1, last + 1 + count))


def maker(model: type[_M]) -> Callable[..., _M]:
    """Makes rows of the model from attributes by name, the rest by default; not stored yet.

    They are what the model's own call makes, in a fifth of the time: it asks every field anew and
    sends signals, which none of the models stored here listens to. Keys are named as in the
    database (`order_id`); no value is checked.
    """
    fields = model._meta.concrete_fields
    fixed = {field.attname: field.get_default() for field in fields if not _is_own(field)}
    own = {field.attname: field.get_default for field in fields if _is_own(field)}

    def make(**values: Any) -> _M:
        row = model.__new__(model)
        row.__dict__.update(fixed)
        for name, get_default in own.items():
            row.__dict__[name] = get_default()
        row.__dict__.update(values)
        row._state = ModelState()
        return row

    return make


def relate(row: models.Model, **targets: models.Model) -> None:
    """Let a new row name stored rows; what a descriptor does, without asking what it may."""
    for name, target in targets.items():
        row.__dict__[f"{name}_id"] = target.pk
        row._state.fields_cache[name] = target


def _is_own(field: models.Field) -> bool:
    """Whether each row has a default of its own, like a token."""
    return field.has_default() and callable(field.default)


def insert(rows: Sequence[models.Model]) -> None:
    """Store new rows of one model; all of them have their keys, or none, which are not told then.

    Constraints and triggers hold as for every row. Signals are not sent, save() is not called.
    """
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if rows[0].pk or not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(meta.db_table)
    _stamp(rows, fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = f"COPY {table} ({columns}) FROM STDIN"
            # Django turns the errors of its own methods into its own, and copy() is none of them.
            with connection.wrap_database_errors, cursor.copy(sql) as copy:
                for values in _values(rows, fields, connection):
                    copy.write_row(values)
        else:
            places = ", ".join(["%s"] * len(fields))
            sql = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - own names only
            cursor.executemany(sql, _values(rows, fields, connection))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these fields of stored rows of one model, each row its own values.

    Constraints and triggers hold as for every row. Signals are not sent, save() is not called.
    """
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    meta = rows[0]._meta
    fields = [*(meta.get_field(name) for name in names), meta.pk]
    quoted = [connection.ops.quote_name(field.column) for field in fields]
    assignments = ", ".join(f"{column} = %s" for column in quoted[:-1])
    table = connection.ops.quote_name(meta.db_table)
    sql = f"UPDATE {table} SET {assignments} WHERE {quoted[-1]} = %s"  # noqa: S608 - own names only
    with connection.cursor() as cursor:
        cursor.executemany(sql, _values(rows, fields, connection))


def _stamp(rows: Sequence[models.Model], fields: Sequence[models.Field]) -> None:
    """Let new rows know the moment they are stored at, one for all, where the model wants it."""
    for field in fields:
        if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
            moment = field.pre_save(rows[0], add=True)
            for row in rows:
                row.__dict__[field.attname] = moment


def _values(
    rows: Sequence[models.Model], fields: Sequence[models.Field], connection: Any
) -> Iterator[list[Any]]:
    """What the database stores of each row, in the order of the fields."""
    # Past the descriptors of keys, which ask again what stands there already.
    read = itemgetter(*(field.attname for field in fields))
    prepared = [
        (index, _preparation(field, connection))
        for index, field in enumerate(fields)
        if not isinstance(field, _PLAIN)
    ]
    for row in rows:
        values = list(read(row.__dict__))
        for index, prepare in prepared:
            if values[index] is not None:
                values[index] = prepare(values[index])
        yield values


def _preparation(field: models.Field, connection: Any) -> Callable[[Any], Any]:
    """How the database wants the field's values that are not None."""
    if isinstance(field, models.DecimalField):
        adapt, limits = (
            connection.ops.adapt_decimalfield_value,
            (field.max_digits, field.decimal_places),
        )
        return lambda value: adapt(value, *limits)
    if type(field) is models.DateField:
        return connection.ops.adapt_datefield_value
    if isinstance(field, models.DateTimeField):
        # Mostly one moment for all rows, which takes long to convert.
        return lru_cache(maxsize=1)(partial(field.get_db_prep_save, connection=connection))
    return partial(field.get_db_prep_save, connection=connection)
