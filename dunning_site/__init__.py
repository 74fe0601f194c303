"""The top of Mahnwerk: settings, URLs, the admin site and the pages that join all apps."""

import sys
from pathlib import Path

# The folder collections/ must not be a package: it would shadow Python's own module of that name.
# Its package `inkasso` is found by this entry, at the END of the path, where it hides nothing.
_COLLECTIONS = str(Path(__file__).resolve().parent.parent / "collections")
if _COLLECTIONS not in sys.path:
    sys.path.append(_COLLECTIONS)
