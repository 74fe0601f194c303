"""Which database this is, physically: what was restored is another one, whatever it says."""

from django.db import connection

# A restore into a new server, a new database, or into tables made anew changes one of them; a
# recovery to a point in time and a replica that takes over begin a new timeline.
_MARK = """
    SELECT concat_ws(
        ':',
        (SELECT system_identifier FROM pg_control_system()),
        left(pg_walfile_name(pg_current_wal_lsn()), 8),
        (SELECT oid FROM pg_database WHERE datname = current_database()),
        'reminders_mailchannel'::regclass::oid
    )
"""


def database_mark() -> str:
    """What names the database on its PostgreSQL server; "" on SQLite, which has one host only."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute(_MARK)
        return str(cursor.fetchone()[0])
