"""Who gets into the pages of the admin."""

from django.contrib.auth.models import User


def settle_admin_access(user: User) -> None:
    """Let everybody into the admin who has a group or may do all; permissions limit the rest."""
    user.is_staff = user.is_superuser or user.groups.exists()
    user.save(update_fields=["is_staff"])
