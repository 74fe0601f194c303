"""How the database would answer a query."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet


def plan_of(query: QuerySet[Any]) -> str:
    """The plan of a query; PostgreSQL reads whole tables only where no index can be used."""
    return plan_of_sql(*query.query.sql_with_params())


def plan_of_sql(sql: str, params: Sequence[Any] | None = None) -> str:
    """The same for a query as it was sent."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
