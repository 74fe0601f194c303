"""The one row of the mail channel, and a chain of dispatches that nobody changes."""

from django.db import migrations

MESSAGE = "Versandnachweise werden nie geändert oder gelöscht"
TABLE = "reminders_dispatchrecord"
ACTIONS = ("UPDATE", "DELETE")


def guard(apps, schema_editor):
    """Add the row and the triggers."""
    apps.get_model("reminders", "MailChannel").objects.get_or_create(pk=1)
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    if is_postgresql:
        schema_editor.execute(
            "CREATE FUNCTION refuse_dispatch_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
        )
    for action in ACTIONS:
        body = (
            "FOR EACH ROW EXECUTE FUNCTION refuse_dispatch_change()"
            if is_postgresql
            else f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
        schema_editor.execute(
            f"CREATE TRIGGER dispatch_no_{action.lower()} BEFORE {action} ON {TABLE} {body}"
        )


def unguard(apps, schema_editor):
    """Take the triggers away."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    on_table = f" ON {TABLE}" if is_postgresql else ""
    for action in ACTIONS:
        schema_editor.execute(f"DROP TRIGGER dispatch_no_{action.lower()}{on_table}")
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION refuse_dispatch_change()")


class Migration(migrations.Migration):
    dependencies = [("reminders", "0010_prove_delivery")]

    operations = [migrations.RunPython(guard, unguard)]
