"""The installation's secret key when none is given: made once, kept beside the data."""

import os
import secrets
from pathlib import Path


def read_or_make_secret_key(path: Path) -> str:
    """The key stored at path; makes it (readable by the owner only) on the first call."""
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    # Web server and workers start together: link() lets exactly one of them win, and nobody ever
    # reads a half-written key.
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
