"""Views, columns and exports of lists."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ColumnChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page", models.CharField(max_length=60)),
                ("columns", models.JSONField(default=list)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Spaltenauswahl",
                "verbose_name_plural": "Spaltenauswahlen",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "page"), name="column_choice_once_per_list"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page", models.CharField(max_length=80, verbose_name="Liste")),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("csv", "CSV"),
                            ("xlsx", "XLSX"),
                            ("newsletter", "CSV „Newsletter“"),
                            ("datev", "DATEV"),
                            ("pdf", "PDF"),
                        ],
                        max_length=12,
                        verbose_name="Format",
                    ),
                ),
                ("filters", models.CharField(blank=True, max_length=500, verbose_name="Filter")),
                ("row_count", models.PositiveIntegerField(null=True, verbose_name="Zeilen")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="Wann")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Wer",
                    ),
                ),
            ],
            options={
                "verbose_name": "Export",
                "verbose_name_plural": "Exporte",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("row_count__isnull", True), ("row_count__gte", 0), _connector="OR"
                        ),
                        name="export_counts_rows",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=60, verbose_name="Name")),
                ("query", models.CharField(blank=True, max_length=2000)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Ansicht",
                "verbose_name_plural": "Ansichten",
                "ordering": ["page", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "page", "name"), name="view_name_once_per_list"
                    )
                ],
            },
        ),
    ]
