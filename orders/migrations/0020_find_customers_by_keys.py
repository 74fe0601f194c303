"""Fill what customers are found by in the head of the page."""

from django.db import migrations

from common.rules.german import fold

BATCH = 2000


def fill_keys(apps, schema_editor):
    """Write the folded name, company and e-mail address of every customer."""
    customers = apps.get_model("orders", "Customer").objects
    batch = []
    for customer in customers.iterator(chunk_size=BATCH):
        customer.name_key = fold(f"{customer.last_name} {customer.first_name}")[:201]
        customer.company_key = fold(customer.company)[:150]
        customer.email_key = fold(customer.email)[:254]
        batch.append(customer)
        if len(batch) == BATCH:
            customers.bulk_update(batch, ["name_key", "company_key", "email_key"])
            batch = []
    customers.bulk_update(batch, ["name_key", "company_key", "email_key"])


class Migration(migrations.Migration):
    dependencies = [("orders", "0019_open_orders_to_debtors")]

    operations = [migrations.RunPython(fill_keys, migrations.RunPython.noop)]
