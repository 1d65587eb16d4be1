"""Posting a message to a webhook, and what became of it. Nothing of the answer but its status is read.

No redirect is followed, no proxy and no password is taken from the environment, no cookie is kept. Each message has
a connection of its own, so that each address is looked up and checked again.
"""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from domain.notification.webhooks import PORTS, on_loopback, well_formed
from workers.sending.addresses import AddressRefused, CheckedResolver
from workers.sending.outcome import TOTAL_SECONDS, Sent
from workers.sending.trusted import system_trust

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
