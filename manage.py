#!/usr/bin/env python
"""Mahnwerk's command line."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dunning_site.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        raise SystemExit(
            "Django ist nicht installiert. Starten Sie script/demo oder script/test, "
            "oder aktivieren Sie die virtuelle Umgebung: . .venv/bin/activate"
        ) from error
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
