"""Keys by which the uses of an IP address are counted: its network (/24 in IPv4, /56 in IPv6), its block (/16, /32),
and the caller within the network.

The holder of one IPv6 address has at least a /64, and often a /56. Many telephones may share one IPv4 address. A
hosting provider rents out many networks of one block.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

BLOCK_4, BLOCK_6 = 16, 32
NETWORK_4, NETWORK_6 = 24, 56
CALLER_4, CALLER_6 = 32, 64
UNKNOWN = "unknown"
PORT = re.compile(r"\[(.+)\](?::[0-9]+)?|([0-9.]+):[0-9]+", re.ASCII)
"""Format in which some proxies write an address: with a port, or in brackets."""


@dataclass(frozen=True)
class Whence:
    """Keys of a request's source: the network, the caller within this network, and the block around the network."""

    network: str
    caller: str
    block: str


def whence(host: str | None) -> Whence:
    """Return the keys of a host. All texts that are not IP addresses share one network."""
    if (address := _address(host or "")) is None:
        return Whence(UNKNOWN, UNKNOWN, UNKNOWN)
    new = isinstance(address, IPv6Address)
    return Whence(
        _prefix(address, NETWORK_6 if new else NETWORK_4),
        _prefix(address, CALLER_6 if new else CALLER_4),
        _prefix(address, BLOCK_6 if new else BLOCK_4),
    )


def network_of(host: str | None) -> str:
    return whence(host).network


def _address(host: str) -> IPv4Address | IPv6Address | None:
    named = PORT.fullmatch(host)
    try:
        found = ip_address(named[1] or named[2] if named else host)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def _prefix(address: IPv4Address | IPv6Address, length: int) -> str:
    return str(ip_network(f"{address}/{length}", strict=False))
