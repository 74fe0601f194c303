"""An option changes every 30 days at most, whoever writes to the database."""

from django.db import migrations

LOCKED = "Die Mahnoption lässt sich nur alle 30 Tage ändern"
DAY = "Der Tag der Mahnoption ändert sich nur mit ihr"
KEPT = "Inkassoregeln werden nie gelöscht"

POSTGRESQL = f"""
CREATE FUNCTION guard_collection_policy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '{KEPT}';
    END IF;
    IF NEW.option <> OLD.option AND (
        NEW.option_changed_on IS NULL
        OR NEW.option_changed_on < OLD.option_changed_on + 30
    ) THEN
        RAISE EXCEPTION '{LOCKED}';
    END IF;
    IF NEW.option = OLD.option
       AND NEW.option_changed_on IS DISTINCT FROM OLD.option_changed_on THEN
        RAISE EXCEPTION '{DAY}';
    END IF;
    RETURN NEW;
END $$
"""
SQLITE = (
    f"""
    CREATE TRIGGER collection_option_locked BEFORE UPDATE ON collections_collectionpolicy
    WHEN NEW.option <> OLD.option AND (
        NEW.option_changed_on IS NULL
        OR NEW.option_changed_on < date(OLD.option_changed_on, '+30 days')
    )
    BEGIN SELECT RAISE(ABORT, '{LOCKED}'); END
    """,
    f"""
    CREATE TRIGGER collection_option_day BEFORE UPDATE ON collections_collectionpolicy
    WHEN NEW.option = OLD.option AND NEW.option_changed_on IS NOT OLD.option_changed_on
    BEGIN SELECT RAISE(ABORT, '{DAY}'); END
    """,
    f"""
    CREATE TRIGGER collection_policy_kept BEFORE DELETE ON collections_collectionpolicy
    BEGIN SELECT RAISE(ABORT, '{KEPT}'); END
    """,
)


def lock(apps, schema_editor):
    """Add the triggers."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        schema_editor.execute(
            "CREATE TRIGGER collection_policy_guard BEFORE UPDATE OR DELETE "
            "ON collections_collectionpolicy "
            "FOR EACH ROW EXECUTE FUNCTION guard_collection_policy()"
        )
        return
    for statement in SQLITE:
        schema_editor.execute(statement)


def unlock(apps, schema_editor):
    """Take the triggers away."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "DROP TRIGGER collection_policy_guard ON collections_collectionpolicy"
        )
        schema_editor.execute("DROP FUNCTION guard_collection_policy()")
        return
    for name in ("collection_option_locked", "collection_option_day", "collection_policy_kept"):
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("collections", "0001_collect")]

    operations = [migrations.RunPython(lock, unlock)]
