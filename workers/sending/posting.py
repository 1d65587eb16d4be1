"""Posting a message to a webhook at an allowed address, and what became of it.

No redirect is followed, no proxy and no password is taken from the environment, no cookie is kept. Each message has
a connection of its own, so that each address is looked up and checked again.

A name is looked up once for a connection, by the same code that hands the addresses to it: a second answer of the
name's server is never asked for, so it cannot differ. One bad address among good ones bars them all.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from domain.notification.webhooks import PORTS, on_loopback, well_formed
from workers.sending.outcome import TOTAL_SECONDS, Sent, system_trust

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


CONNECT_SECONDS = 5.0
AGENT = "Casebook-Webhooks/1"
GONE = 410
TOO_LATE = 10


@dataclass(frozen=True, kw_only=True)
class Post:
    """Options for posting: allow the machine itself (development), and the roots that TLS trusts."""

    loopback: bool = False
    trust: ssl.SSLContext = field(default_factory=system_trust)
    resolver: CheckedResolver = field(default_factory=CheckedResolver)
    ports: frozenset[int] = PORTS
    total: float = TOTAL_SECONDS

    async def send(self, address: str, body: bytes, headers: Mapping[str, str], now: datetime) -> Sent:
        """Post once. Never raises for what the receiver or the network does."""
        # Checked again: what is stored was checked by the rules that applied when it was entered.
        if not well_formed(address, self.ports) or (on_loopback(address) and not self.loopback):
            return Sent(failure="address-barred")
        try:
            return await self._sent(address, body, headers, now)
        except AddressRefused:
            return Sent(failure="address-barred")
        except TimeoutError:
            return Sent(failure="timeout")
        except (aiohttp.ClientSSLError, ssl.SSLError):
            return Sent(failure="tls")
        except (aiohttp.ClientConnectionError, OSError):
            return Sent(failure="unreachable")
        except (aiohttp.ClientError, ValueError):
            return Sent(failure="answer-malformed")

    async def _sent(self, address: str, body: bytes, headers: Mapping[str, str], now: datetime) -> Sent:
        connector = aiohttp.TCPConnector(
            resolver=self.resolver, use_dns_cache=False, force_close=True, ssl=self.trust, limit=1
        )
        timeout = aiohttp.ClientTimeout(total=self.total, sock_connect=CONNECT_SECONDS)
        async with (
            asyncio.timeout(self.total),
            aiohttp.ClientSession(
                connector=connector, timeout=timeout, trust_env=False, cookie_jar=aiohttp.DummyCookieJar()
            ) as session,
            session.post(
                address,
                data=body,
                headers={**headers, "Content-Type": "application/json", "User-Agent": AGENT},
                skip_auto_headers=("Accept", "Accept-Encoding"),
                allow_redirects=False,
            ) as response,
        ):
            return _outcome_of(response.status, _retry_after(response.headers.get("Retry-After"), now))


def _outcome_of(status: int, asked: timedelta | None) -> Sent:
    """2xx is delivered and nothing else is; 410 means that the receiver wants no more messages."""
    failure = None if 200 <= status < 300 else f"http-{status}"
    return Sent(status=status, failure=failure, asked=asked, final=status == GONE)


def _retry_after(value: str | None, now: datetime) -> timedelta | None:
    """The wait of a `Retry-After` (RFC 9110 section 10.2.3): seconds or a date; None for anything else."""
    if value is None:
        return None
    if value.isascii() and value.isdigit():
        return timedelta(seconds=int(value)) if len(value) < TOO_LATE else timedelta(days=1)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(moment - now, timedelta())
