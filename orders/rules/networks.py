"""Which network an address belongs to: a whole IPv4 address, or the /64 of an IPv6 one."""

from collections.abc import Sequence
from ipaddress import IPv6Address, IPv6Network, ip_address

PREFIX_LENGTH = 64


def network_of(address: str) -> str:
    """The network that counts as one visitor, or "" for what is no address.

    A household gets a /64 or more and may use every address in it.
    """
    try:
        parsed = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return ""
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(IPv6Network((parsed, PREFIX_LENGTH), strict=False))


def client_address(peer: str, forwarded: Sequence[str], proxies: int) -> str:
    """Who asks, when so many proxies of ours each appended to X-Forwarded-For whom they heard.

    peer: who spoke to us; forwarded: the header's parts in their order. What stands further to
    the left anybody could have written. Without enough parts the peer itself asked.
    """
    return forwarded[-proxies] if 0 < proxies <= len(forwarded) else peer
