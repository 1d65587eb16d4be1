"""Checks of things that age: the certificate, the disk, keys, and clocks that drift from the clocks of witnesses."""

import socket
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import disk_usage
from typing import Final
from urllib.parse import urlsplit

from scripts.cli.doctoring.finding import Finding, finding
from scripts.cli.environment import variables
from store.oauth.keys import SigningKeys
from store.process.settings import Settings
from store.provisioning.rewrap import master_key_since
from store.read.history import LogState
from store.store import Store

CONNECT_SECONDS: Final = 5.0
RENEWED_BEFORE: Final = timedelta(days=21)
"""Time before a certificate's end by which automatic renewal must have happened. Most renewals come 30 days before the
end."""
FREE_LEAST: Final = 1 << 30
"""Least number of free bytes of a disk. They are enough for some weeks of a small register, and for a backup."""
TOKEN_KEY_MOST: Final = timedelta(days=400)
MASTER_KEY_MOST: Final = timedelta(days=3 * 365)
DRIFT_MOST: Final = timedelta(minutes=2)


def certificate(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Yield a finding if the certificate at the public address ends soon, or browsers reject it."""
    address = urlsplit(settings.sign_in_url or settings.audience)
    host, port = address.hostname or "", address.port or 443
    if address.scheme != "https":
        return
    try:
        with (
            socket.create_connection((host, port), CONNECT_SECONDS) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure,
        ):
            said = secure.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        yield finding("certificate-refused", host=host, why=error.verify_message)
        return
    except OSError as error:
        yield finding("address-not-reached", host=host, port=port, why=type(error).__name__)
        return
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(said["notAfter"])), UTC)
    if ends - now < RENEWED_BEFORE:
        yield finding("certificate-ends", host=host, ends=ends)


def disks(home: Path) -> Iterator[Finding]:
    """Yield a finding if the disk of the installation's folder is nearly full."""
    if home.exists() and (free := disk_usage(home).free) < FREE_LEAST:
        yield finding("disk-low", path=home, free=free >> 20)


def unknown_settings(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a finding for each variable of the register that no process reads."""
    for name in sorted(name for name in environ if name.startswith("CASEBOOK_")):
        if name not in variables():
            yield finding("setting-unknown", name=name)


async def keys(store: Store, settings: Settings) -> AsyncIterator[Finding]:
    """Yield a finding if the master key is old. Yield another one if the key that signs tokens was not rotated for more
    than a year."""
    made = await master_key_since(store.connection)
    if made is not None and store.connection.clock() - made > MASTER_KEY_MOST:
        yield finding("master-key-aged", since=made)
    if not settings.sign_in_url:
        return
    newest = max((key.signs_from for key in await SigningKeys(store.connection).all()), default=None)
    if newest is not None and store.connection.clock() - newest > TOKEN_KEY_MOST:
        yield finding("token-key-old", since=newest)


def witnessed(log: LogState, now: datetime) -> Iterator[Finding]:
    """Yield a finding if a witness's clock contradicts ours: it cosigned before our signature, or in our future."""
    for one in log.cosignatures:
        ahead = log.last_sealed_at is not None and one.at < log.last_sealed_at - DRIFT_MOST
        if ahead or one.at > now + DRIFT_MOST:
            yield finding("clock-of-witness", witness=one.name, at=one.at, ours=now)
            return
