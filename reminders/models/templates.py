"""The texts of reminders."""

from django.core.exceptions import ValidationError
from django.db import models

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
    """Textvorlage: subject and texts of one step, with placeholders, for mail and letter."""

    name = models.CharField("Name", max_length=80, unique=True)
    version = models.PositiveIntegerField("Fassung", default=1, editable=False)
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

    def __str__(self) -> str:
        return self.name
