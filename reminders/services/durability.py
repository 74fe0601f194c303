"""Whether what the database has committed outlives a power cut, as it is set up at this moment.

A forgotten intent to send is a reminder sent twice (reliability.md 3.4).
"""

from django.db import connection

# PRAGMA synchronous: 0 off, 1 normal, 2 full, 3 extra. NORMAL forgets commits at a power cut.
_SQLITE_FULL = 2


def why_not_durable() -> str:
    """A German sentence when a power cut could make the database forget a commit, else ""."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            is_durable = int(cursor.fetchone()[0]) >= _SQLITE_FULL
            setting = "PRAGMA synchronous ist nicht FULL"
        else:
            cursor.execute("SHOW synchronous_commit")
            is_durable = cursor.fetchone()[0] != "off"
            setting = "synchronous_commit ist off"
    if is_durable:
        return ""
    return (
        f"Die Datenbank könnte bei einem Stromausfall vergessen, was versendet wurde ({setting}). "
        "Solange das so ist, wird nichts versendet."
    )
