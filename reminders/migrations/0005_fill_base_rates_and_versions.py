"""The base rates known so far, and today's procedures and texts as their current version."""

from django.db import migrations

from reminders.rules.base_rates import BASE_RATE_SOURCE, BASE_RATES

TEXTS = ("mail_subject", "mail_body", "letter_subject", "letter_body")


def fill_base_rates(apps, schema_editor):
    BaseRate = apps.get_model("reminders", "BaseRate")
    for valid_from, percent in BASE_RATES:
        BaseRate.objects.get_or_create(
            valid_from=valid_from, defaults={"percent": percent, "source": BASE_RATE_SOURCE}
        )


def keep_texts(apps, schema_editor):
    TemplateVersion = apps.get_model("reminders", "TemplateVersion")
    for template in apps.get_model("reminders", "ReminderTemplate").objects.all():
        TemplateVersion.objects.get_or_create(
            template=template,
            version=template.version,
            defaults={name: getattr(template, name) for name in TEXTS},
        )


class Migration(migrations.Migration):
    dependencies = [("reminders", "0004_dun_in_full")]

    operations = [
        migrations.RunPython(fill_base_rates, migrations.RunPython.noop),
        migrations.RunPython(keep_texts, migrations.RunPython.noop),
    ]
