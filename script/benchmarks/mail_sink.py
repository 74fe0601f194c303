"""A mail server that takes everything and keeps nothing, as a process of its own.

    python mail_sink.py        prints its port, then serves until it is ended

It says what the protocol asks for and no more, so that nearly all time is the sender's.
"""

import socket
import sys
import threading

_END = b"\r\n.\r\n"


def main() -> None:
    """Serve each connection in a thread of its own until the standard input is closed."""
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=_accept, args=(listener,), daemon=True).start()
    sys.stdin.read()


def _accept(listener: socket.socket) -> None:
    while True:
        client, _ = listener.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_serve, args=(client,), daemon=True).start()


def _serve(client: socket.socket) -> None:
    with client:
        client.sendall(b"220 sink ESMTP\r\n")
        said = b""
        while True:
            while b"\r\n" not in said:
                part = client.recv(1 << 16)
                if not part:
                    return
                said += part
            line, _, said = said.partition(b"\r\n")
            if line[:4].upper() == b"DATA":
                client.sendall(b"354 go on\r\n")
                _take_message(client, said)
                said = b""
                client.sendall(b"250 2.0.0 Ok: queued as 4711\r\n")
            elif line[:4].upper() == b"QUIT":
                client.sendall(b"221 bye\r\n")
                return
            else:
                client.sendall(b"250 sink\r\n")


def _take_message(client: socket.socket, tail: bytes) -> None:
    """Read up to the final dot; only the last bytes are looked at."""
    tail = b"\r\n" + tail
    while not tail.endswith(_END):
        part = client.recv(1 << 20)
        if not part:
            return
        tail = (tail + part)[-len(_END) :]


if __name__ == "__main__":
    main()
