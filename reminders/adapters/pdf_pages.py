"""Counts the pages of a stranger's PDF in a process of its own, which may cost only so much.

A PDF of a few kilobytes can unpack to gigabytes: then the process ends, and nothing else.
"""

import io
import resource
import subprocess
import sys

from pypdf import PdfReader

MOST_SECONDS = 3
MOST_BYTES = 500_000_000


class PagesUnknown(Exception):
    """The PDF is broken or costs too much to open."""


def page_count(data: bytes) -> int:
    """How many pages there are; 0 where a password is needed. Raises PagesUnknown."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", __file__],
            input=data,
            capture_output=True,
            check=True,
            # Also where it waits instead of working.
            timeout=5 * MOST_SECONDS,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
        raise PagesUnknown("cannot be opened") from fault
    return int(done.stdout)


def _count() -> int:
    """The pages of what comes in, each looked at; whatever fails ends the process."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()))
    return 0 if reader.is_encrypted else len([page.mediabox for page in reader.pages])


if __name__ == "__main__":
    sys.stdout.write(str(_count()))
