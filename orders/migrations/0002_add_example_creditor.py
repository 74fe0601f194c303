"""The sample company that a new installation starts with, so that a trial needs no typing.

While a creditor carries the sample account, reminders go to reserved example addresses only.
"""

from django.db import migrations

EXAMPLE = {
    "name": "Beispielhandel GmbH",
    "street": "Musterstraße 1",
    "postcode": "10115",
    "city": "Berlin",
    "federal_state": "BE",
    "email": "buchhaltung@beispielhandel.example",
    "phone": "030 000000",
    "website": "www.beispielhandel.example",
    "managing_directors": "Erika Beispiel",
    "register_court": "Amtsgericht Charlottenburg",
    "register_number": "HRB 000000",
    "vat_id": "DE000000000",
    "account_holder": "Beispielhandel GmbH",
    # The account that bank manuals use as their example: BIC BYLADEM1001 belongs to it.
    "iban": "DE02120300000000202051",
    "bic": "BYLADEM1001",
    "bank_name": "Deutsche Kreditbank Berlin",
}


def add_example(apps, schema_editor):
    creditor = apps.get_model("orders", "Creditor")
    if not creditor.objects.exists():
        creditor.objects.create(**EXAMPLE)


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [migrations.RunPython(add_example, migrations.RunPython.noop)]
