"""Wait until a server answers, at most a minute: wait_for.py URL | wait_for.py HOST:PORT.

A URL must answer with a page; at HOST:PORT somebody must be listening.
"""

import socket
import sys
import time
import urllib.error
import urllib.request

SECONDS = 60


def answers(place: str) -> bool:
    """Whether the server is there; raises HTTPError when it refuses the page."""
    try:
        if place.startswith("http"):
            with urllib.request.urlopen(place, timeout=10):
                return True
        host, _, port = place.rpartition(":")
        with socket.create_connection((host, int(port)), timeout=10):
            return True
    except urllib.error.HTTPError:
        raise
    except OSError:
        return False


def main() -> None:
    """Return when the server is there, else end with 1."""
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
