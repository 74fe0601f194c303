"""What the installation is made of, for whoever asks for help."""

import platform
from importlib.metadata import version

from django.conf import settings
from django.db import connection

_PACKAGES = ("Django", "django-q2", "weasyprint")


def versions() -> dict[str, str]:
    """Programs with their versions; one query at most."""
    database = ".".join(str(part) for part in connection.get_database_version())
    queue = "Redis" if settings.Q_CLUSTER.get("redis") else "in der Datenbank"
    return {
        "Python": platform.python_version(),
        **{package: version(package) for package in _PACKAGES},
        connection.display_name: database,
        "Warteschlange": queue,
    }
