"""The texts of reminders."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from reminders.rules.placeholders import MAX_TEMPLATE_BYTES, find_unknown

MAX_TEXT_LENGTH = 20_000


def no_unknown_placeholders(text: str) -> None:
    """Refuse a text with a placeholder nobody can fill, or too long to be filled."""
    if len(text.encode()) > MAX_TEMPLATE_BYTES:
        raise ValidationError(
            f"Der Text ist zu lang: erlaubt sind {MAX_TEMPLATE_BYTES // 1000} Kilobyte."
        )
    unknown = find_unknown(text)
    if unknown:
        names = ", ".join(f"„{name}“" for name in unknown)
        raise ValidationError(
            f"Unbekannte Platzhalter: {names}. Die Liste neben dem Text nennt die bekannten."
        )


class ReminderTemplate(models.Model):
    """Textvorlage: subject and texts of one step, with placeholders, for mail and letter.

    One with a base stands in for it where its language and kind of product fit the order.
    """

    class ProductKind(models.TextChoices):
        """What the text speaks of."""

        ANY = "", "alles"
        GOODS = "goods", "Ware"
        DOWNLOADS = "downloads", "Downloads"
        INSTALMENTS = "instalments", "Ratenzahlung"
        COURSES = "courses", "Kurse"
        BUSINESS = "business", "Unternehmen"

    name = models.CharField("Name", max_length=80, unique=True)
    version = models.PositiveIntegerField("Fassung", default=1, editable=False)
    language = models.CharField(
        "Sprache", max_length=2, choices=[("de", "Deutsch"), ("en", "Englisch")], default="de"
    )
    product_kind = models.CharField(
        "Für", max_length=12, choices=ProductKind.choices, default=ProductKind.ANY, blank=True
    )
    base = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="variants",
        verbose_name="Variante von",
        help_text="leer: eigene Vorlage",
    )
    mail_subject = models.CharField(
        "Betreff der E-Mail", max_length=150, validators=[no_unknown_placeholders]
    )
    mail_body = models.TextField(
        "Text der E-Mail", max_length=MAX_TEXT_LENGTH, validators=[no_unknown_placeholders]
    )
    letter_subject = models.CharField(
        "Betreff des Briefs", max_length=150, validators=[no_unknown_placeholders]
    )
    letter_body = models.TextField(
        "Text des Briefs", max_length=MAX_TEXT_LENGTH, validators=[no_unknown_placeholders]
    )

    class Meta:
        verbose_name = "Textvorlage"
        verbose_name_plural = "Textvorlagen"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["base", "language", "product_kind"],
                condition=Q(base__isnull=False),
                name="one_variant_per_language_and_kind",
                violation_error_message="Diese Variante gibt es schon.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class TemplateVersion(models.Model):
    """A template's texts as they stood under one version."""

    template = models.ForeignKey(
        ReminderTemplate, on_delete=models.CASCADE, related_name="versions"
    )
    version = models.PositiveIntegerField("Fassung")
    mail_subject = models.CharField("Betreff der E-Mail", max_length=150)
    mail_body = models.TextField("Text der E-Mail")
    letter_subject = models.CharField("Betreff des Briefs", max_length=150)
    letter_body = models.TextField("Text des Briefs")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "Fassung einer Textvorlage"
        verbose_name_plural = "Fassungen von Textvorlagen"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["template", "version"], name="template_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.template} · Fassung {self.version}"
