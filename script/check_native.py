"""Check the system libraries and fonts that letters need.

Runs before any package is installed, so it uses the standard library only. Prints a German
explanation and returns 1 when something is missing that letters cannot do without. With --packages
it prints the names of the missing Debian packages instead.
"""

import ctypes
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Library:
    """One shared library: its names on Linux, macOS and Windows, and what it is for."""

    names: tuple[str, ...]
    package: str
    purpose: str
    is_required: bool = True


LIBRARIES = (
    Library(
        ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0"),
        "libpango-1.0-0",
        "Textsatz der Briefe",
    ),
    Library(
        ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0"),
        "libpango-1.0-0",
        "Textsatz der Briefe",
    ),
    Library(
        ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0"),
        "libpangoft2-1.0-0",
        "Schriften der Briefe",
    ),
    Library(
        ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0"),
        "libharfbuzz-subset0",
        "schnellere Briefe, ein Drittel weniger Zeit",
        is_required=False,
    ),
)
FONT = "LiberationSans-Regular"
FONT_PACKAGE = "fonts-liberation"
FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".fonts",
    Path.home() / ".local/share/fonts",
)
REMEDIES = {
    "apt-get": "sudo apt-get install -y --no-install-recommends {packages}",
    "dnf": "sudo dnf install -y pango harfbuzz liberation-sans-fonts",
    "apk": "apk add pango harfbuzz-subset font-liberation",
    "brew": "brew install pango font-liberation",
}


def is_loadable(library: Library) -> bool:
    """Whether the system's loader finds the library under any of its names."""
    for name in library.names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def has_font() -> bool:
    """Whether the letters' typeface is installed."""
    return any(any(folder.rglob(f"{FONT}.*")) for folder in FONT_FOLDERS if folder.is_dir())


def explain(missing: list[Library], packages: list[str]) -> None:
    """Say on stderr what is missing and the one line that cures it."""
    for library in missing:
        word = "Es fehlt" if library.is_required else "Empfohlen"
        print(f"{word}: {library.package} ({library.purpose})", file=sys.stderr)
    if FONT_PACKAGE in packages:
        print(f"Empfohlen: {FONT_PACKAGE} (Schriftart der Briefe)", file=sys.stderr)
    tool = next((tool for tool in REMEDIES if shutil.which(tool)), None)
    remedy = REMEDIES[tool] if tool else "Pango ab Version 1.44 und Liberation Sans installieren"
    print(f"Beheben mit:\n  {remedy.format(packages=' '.join(packages))}", file=sys.stderr)


def main() -> int:
    """Report what is missing; 1 when letters cannot be made."""
    missing = [library for library in LIBRARIES if not is_loadable(library)]
    packages = list(dict.fromkeys(library.package for library in missing))
    if not has_font():
        packages.append(FONT_PACKAGE)
    if "--packages" in sys.argv:
        print(*packages)
    elif packages:
        explain(missing, packages)
    return int(any(library.is_required for library in missing))


if __name__ == "__main__":
    sys.exit(main())
