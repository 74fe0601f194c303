"""Let ä, ae and a be the same letter to the search in the head of the page."""

import re

from django.db import migrations

UMLAUT = re.compile(r"(?<=[aou])e")
KEYS = ("name_key", "company_key")
BATCH = 2000


def spell_alike(apps, schema_editor):
    """Write the folded name and company of every customer anew, where that changes them."""
    customers = apps.get_model("orders", "Customer").objects
    batch = []
    for customer in customers.iterator(chunk_size=BATCH):
        keys = {name: UMLAUT.sub("", getattr(customer, name)) for name in KEYS}
        if all(getattr(customer, name) == key for name, key in keys.items()):
            continue
        for name, key in keys.items():
            setattr(customer, name, key)
        batch.append(customer)
        if len(batch) == BATCH:
            customers.bulk_update(batch, KEYS)
            batch = []
    customers.bulk_update(batch, KEYS)


class Migration(migrations.Migration):
    dependencies = [("orders", "0020_find_customers_by_keys")]

    operations = [migrations.RunPython(spell_alike, migrations.RunPython.noop)]
