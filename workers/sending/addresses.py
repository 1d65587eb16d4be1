"""Allowed destinations of webhooks: addresses of the public internet, each checked, and connected to as checked.

A name is looked up once for a connection, by the same code that hands the addresses to it: a second answer of the
name's server is never asked for, so it cannot differ. One bad address among good ones bars them all.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult

ADDRESSES_MOST: Final = 16
"""Addresses that a name may have; one with more is not used."""
GLOBAL_6: Final = ip_network("2000::/3")
"""All that is assigned for the public internet; mapped, compatible and translated forms of IPv4 lie outside it."""
_NOT_PUBLIC_6: Final = tuple(
    ip_network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
_NOT_PUBLIC_4: Final = tuple(
    ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # a cloud's own service to its machines
    )
)
"""IANA's special-purpose registries (RFC 6890 and later), taken whole: what is unsure is not sent to."""

LOOKUPS_AT_ONCE: Final = 200
"""Names looked up at once: the most messages that are under way, two for each target (`store/queue/deliveries.py`)."""
_LOOKUPS: Final = ThreadPoolExecutor(LOOKUPS_AT_ONCE, "lookup")
"""Threads of their own: a name whose server never answers holds one long after the message was given up.

The event loop's few threads are those by which the database is found.
"""

Lookup = Callable[[str, int], Awaitable[list[str]]]


class AddressRefused(Exception):
    """The address leads somewhere that a webhook may not."""


def is_public(address: str) -> bool:
    """Return True if an IP address lies in the public internet; False for one that cannot be read."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return not any(found in network for network in _NOT_PUBLIC_4)
    assert isinstance(found, IPv6Address)
    return found.scope_id is None and found in GLOBAL_6 and not any(found in network for network in _NOT_PUBLIC_6)


async def looked_up(host: str, port: int) -> list[str]:
    """The addresses that the system finds for a name. Raises OSError when there are none."""
    asked = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(_LOOKUPS, asked)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class CheckedResolver(AbstractResolver):
    """Looks a name up once and lets its addresses through only when all of them may be sent to."""

    def __init__(self, lookup: Lookup = looked_up, allowed: Callable[[str], bool] = is_public) -> None:
        self._lookup, self._allowed = lookup, allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses. Raises AddressRefused, or OSError."""
        found = await self._lookup(host, port)
        if not found or len(found) > ADDRESSES_MOST or not all(map(self._allowed, found)):
            raise AddressRefused(host)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in found
        ]

    async def close(self) -> None:
        """Nothing is held."""
