"""Posts a message to a webhook at an allowed address.

No redirect is followed, no proxy or password is taken from the environment, and no cookie is stored. Each message has
its own connection, so that each address is looked up and checked again. For a connection a name is looked up only once,
and the checked addresses are used, so no second DNS answer could differ. One forbidden address among several blocks
them all.
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
"""Most addresses of a name. A name with more addresses is refused."""
GLOBAL_6: Final = ip_network("2000::/3")
"""Assigned IPv6 addresses of the public internet. Mapped, compatible and translated forms of IPv4 addresses are not
among them."""
_NOT_PUBLIC_6: Final = tuple(
    ip_network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
_NOT_PUBLIC_4: Final = tuple(
    ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # a cloud provider's own service for its machines
    )
)
"""All networks in IANA's special-purpose registries (RFC 6890 and later). In case of doubt nothing is sent."""

LOOKUPS_AT_ONCE: Final = 200
"""Most concurrent look-ups: as many as messages in progress, two for each target (`store/queue/deliveries.py`)."""
_LOOKUPS: Final = ThreadPoolExecutor(LOOKUPS_AT_ONCE, "lookup")
"""Separate threads for look-ups, because an unresponsive name server blocks a thread long after the message has timed
out.

The event loop's own few threads look up the database's address.
"""

Lookup = Callable[[str, int], Awaitable[list[str]]]


class AddressRefused(Exception):
    """A webhook may not use the address."""


def is_public(address: str) -> bool:
    """Return True if an IP address is in the public internet; False if it is not, or cannot be parsed."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return not any(found in network for network in _NOT_PUBLIC_4)
    assert isinstance(found, IPv6Address)
    return found.scope_id is None and found in GLOBAL_6 and not any(found in network for network in _NOT_PUBLIC_6)


async def looked_up(host: str, port: int) -> list[str]:
    """Return the system's addresses for a name. Raise OSError if there are none."""
    asked = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(_LOOKUPS, asked)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class CheckedResolver(AbstractResolver):
    """Resolver that looks a name up once and returns its addresses only if all are allowed."""

    def __init__(self, lookup: Lookup = looked_up, allowed: Callable[[str], bool] = is_public) -> None:
        self._lookup, self._allowed = lookup, allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses. Raise AddressRefused, or OSError."""
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
        """Do nothing."""


CONNECT_SECONDS = 5.0
AGENT = "Casebook-Webhooks/1"
GONE = 410
TOO_LATE = 10


@dataclass(frozen=True, kw_only=True)
class Post:
    """Options for posting: whether this machine is allowed (in development), and the roots that TLS trusts."""

    loopback: bool = False
    trust: ssl.SSLContext = field(default_factory=system_trust)
    resolver: CheckedResolver = field(default_factory=CheckedResolver)
    ports: frozenset[int] = PORTS
    total: float = TOTAL_SECONDS

    async def send(self, address: str, body: bytes, headers: Mapping[str, str], now: datetime) -> Sent:
        """Post a message once. Faults of the receiver or the network are returned, never raised."""
        # Checked again: the stored address was checked by the rules of its entry.
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
    """Return the outcome. Only 2xx means delivered, and 410 means that the receiver wants no more messages."""
    failure = None if 200 <= status < 300 else f"http-{status}"
    return Sent(status=status, failure=failure, asked=asked, final=status == GONE)


def _retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Return the wait in a `Retry-After` (RFC 9110 section 10.2.3): seconds or a date; None for any other text."""
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
