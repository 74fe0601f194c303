"""The triggers that keep the ledger append-only; a rebuilt table on SQLite loses them."""

MESSAGE = "Buchungen werden nie geändert oder gelöscht"
ACTIONS = ("UPDATE", "DELETE")


def add_guards(apps, schema_editor):
    """Let the database refuse to change or delete what was booked."""
    table = apps.get_model("orders", "LedgerEntry")._meta.db_table
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
        )
    for action in ACTIONS:
        trigger = f"ledger_no_{action.lower()}"
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE TRIGGER {trigger} BEFORE {action} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {trigger} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )


def drop_guards(apps, schema_editor):
    """Let the table be rebuilt."""
    table = apps.get_model("orders", "LedgerEntry")._meta.db_table
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for action in ACTIONS:
        on_table = f" ON {table}" if is_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER ledger_no_{action.lower()}{on_table}")
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION refuse_ledger_change()")
