"""The ways a reminder reaches the debtor."""

from django.db import models


class Channel(models.TextChoices):
    """How it reaches the debtor."""

    EMAIL = "email", "E-Mail"
    LETTER = "letter", "Brief"
    BOTH = "both", "E-Mail und Brief"
