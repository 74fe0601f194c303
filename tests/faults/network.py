"""Hosts of our own in network namespaces: a hub with the servers, and workers around it.

Needs root and iproute2; the addresses exist nowhere but in these namespaces.
"""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

HUB_ADDRESS = "10.77.0.1"


@dataclass(frozen=True)
class Host:
    """One namespace and the wire that joins it to the hub."""

    name: str
    wire: str = ""

    def command(self, *words: str) -> list[str]:
        """The command line that runs a program on this host."""
        return ["ip", "netns", "exec", self.name, *words]


@dataclass(frozen=True)
class Network:
    """A hub and its hosts."""

    hub: Host
    hosts: Sequence[Host]

    def cut(self, host: Host) -> None:
        """Pull the wire of a host: what it sends is lost, and nobody is told."""
        _ip("-n", self.hub.name, "link", "set", host.wire, "down")

    def join(self, host: Host) -> None:
        """Put the wire of a host back."""
        _ip("-n", self.hub.name, "link", "set", host.wire, "up")


@contextmanager
def network(size: int) -> Iterator[Network]:
    """A hub with so many hosts; nothing of it stays. Raises SystemExit without the rights."""
    if os.geteuid() != 0:
        raise SystemExit("Eigene Testrechner im Netz kann nur root einrichten.")
    prefix = f"mw{os.getpid() % 100_000}"
    hub = Host(f"{prefix}-hub")
    hosts = [Host(f"{prefix}-{index}", f"{prefix}w{index}") for index in range(size)]
    try:
        _ip("netns", "add", hub.name)
        _ip("-n", hub.name, "link", "set", "lo", "up")
        _ip("-n", hub.name, "link", "add", "bridge", "type", "bridge")
        _ip("-n", hub.name, "addr", "add", f"{HUB_ADDRESS}/24", "dev", "bridge")
        _ip("-n", hub.name, "link", "set", "bridge", "up")
        for index, host in enumerate(hosts):
            _join_host(hub, host, f"10.77.0.{index + 2}/24")
        yield Network(hub, hosts)
    finally:
        for host in [*hosts, hub]:
            subprocess.run(["ip", "netns", "del", host.name], check=False, capture_output=True)


def _join_host(hub: Host, host: Host, address: str) -> None:
    _ip("netns", "add", host.name)
    peer = f"{host.wire}p"
    _ip("-n", hub.name, "link", "add", host.wire, "type", "veth", "peer", "name", peer)
    _ip("-n", hub.name, "link", "set", peer, "netns", host.name)
    _ip("-n", hub.name, "link", "set", host.wire, "master", "bridge", "up")
    _ip("-n", host.name, "link", "set", "lo", "up")
    _ip("-n", host.name, "addr", "add", address, "dev", peer)
    _ip("-n", host.name, "link", "set", peer, "up")


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"ip {' '.join(words)}: {done.stderr.strip()}")
