"""Find rows by the start of a text, by its index on every database."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import F, Q
from django.db.models.expressions import OrderBy

# Behind every text that starts the same.
_LAST_CHARACTER = "\U0010ffff"


def begins(field: str, prefix: str) -> Q:
    """Rows whose field starts with the prefix, small and capital letters apart.

    The field is indexed (db_index=True). PostgreSQL reads LIKE 'x%' from the index that Django
    makes for it beside the plain one; SQLite, whose LIKE reads none, takes it as a range. An
    empty prefix finds nothing.
    """
    if not prefix:
        return Q(pk__in=())
    if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
        return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + _LAST_CHARACTER})
    return Q(**{f"{field}__startswith": prefix})


class PrefixOrder(OrderBy):
    """The order of that index, by characters as no language sorts them.

    In any other order PostgreSQL, asked for a few rows, would read the plain index from "a" on.
    """

    def __init__(self, field: str) -> None:
        super().__init__(F(field))

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """Sort as the operators of the index do; Django looks for the word ASC in every order."""
        template = "%(expression)s USING ~<~ /* ASC */"
        return self.as_sql(compiler, connection, template=template, **context)
