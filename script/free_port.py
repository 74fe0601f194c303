"""Print a free port of this machine: free_port.py FIRST [--only].

Takes the first free one of FIRST and the 50 after it; with --only FIRST itself or none.
"""

import socket
import sys


def is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1 at this port."""
    with socket.socket() as probe:
        # As servers do; otherwise a port rests for a minute after its server has stopped.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def main() -> None:
    """Print the port or say in German why there is none."""
    first = sys.argv[1]
    if not first.isdecimal() or not 1024 <= int(first) <= 65000:
        sys.exit(f"{first} ist kein brauchbarer Port. Nehmen Sie eine Zahl von 1024 bis 65000.")
    count = 1 if "--only" in sys.argv else 51
    for port in range(int(first), int(first) + count):
        if is_free(port):
            print(port)
            return
    sys.exit(f"Port {first} ist belegt. Wählen Sie mit --port einen anderen.")


if __name__ == "__main__":
    main()
