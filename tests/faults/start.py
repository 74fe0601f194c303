"""Runs a module of the harness as a process of the product: python -m tests.faults.start MODULE …

The module's models can only be loaded when Django is; it has a function main(arguments).
"""

import os
import sys
from importlib import import_module


def main(arguments: list[str]) -> None:
    """Load Django with the settings of the harness, then the module."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.settings")
    import django

    django.setup()
    import_module(f"tests.faults.{arguments[0]}").main(arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
