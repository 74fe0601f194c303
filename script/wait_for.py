"""Wait until an address answers with 200, at most a minute: wait_for.py URL."""

import sys
import time
import urllib.error
import urllib.request

SECONDS = 60


def answers(url: str) -> bool:
    """Whether the page is there; raises HTTPError when the server refuses it."""
    try:
        with urllib.request.urlopen(url, timeout=10):
            return True
    except urllib.error.HTTPError:
        raise
    except OSError:
        return False


def main() -> None:
    """Return when the page is there, else end with 1."""
    deadline = time.monotonic() + SECONDS
    while not answers(sys.argv[1]):
        if time.monotonic() > deadline:
            sys.exit(1)
        time.sleep(0.2)


if __name__ == "__main__":
    try:
        main()
    except urllib.error.HTTPError as error:
        sys.exit(f"{sys.argv[1]}: {error}")
