"""Time stamps of checkpoints (RFC 3161), made at intervals, and stamped again before their algorithm ages.

A witness's cosignature has a time too, but a stamp states its time in a form that courts and archives accept. The
authority's answer is stored unchanged, so that `openssl ts -verify` reads it as well.

A stamp is only as secure as its hash and signature algorithms. Before these age, the archive's owner has a list of all
earlier stamps stamped, by a new authority or with newer algorithms. From then on their times depend on the new stamp. A
separate folder contains:

    <size>.checkpoint, <size>.tsr    each stamped checkpoint, and its stamp
    list-<number>.txt                one line for every earlier file: SHA-256, two spaces, name (`sha256sum --check`)
    list-<number>.tsr                the stamp of that list; the next list includes it too

Nothing is replaced. A changed or missing file is a fault, even if the register itself lacks it.

If the authority is unreachable, only a stamp is missing. The newest checkpoint covers all earlier ones, so the next
stamp covers them too.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from pymongo import DESCENDING
from pymongo.errors import DuplicateKeyError
from rfc3161_client import (
    HashAlgorithm,
    TimeStampRequest,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from store.driver.connection import Clock
from store.log.storage import LogStorage
from store.log.witnessing.witness import WitnessAway, post

STAMP_MOST = 32 * 1024
"""Most bytes of an answer. An answer with its whole certificate chain has about 6 KiB."""
CERTIFICATES_MOST = 10


class StampRefused(Exception):
    """An answer is not the authority's valid stamp of the bytes, or certificates are missing."""


@dataclass(frozen=True)
class Authority:
    roots: Sequence[x509.Certificate]
    others: Sequence[x509.Certificate]
    own: x509.Certificate | None

    @classmethod
    def from_pem(cls, data: bytes) -> "Authority":
        """Read a PEM file: the roots (issued by themselves), the authority's own certificate if present, and the chain.

        Raise StampRefused without a root.
        """
        try:
            found = x509.load_pem_x509_certificates(data)
        except ValueError as wrong:
            raise StampRefused("no certificates in the file") from wrong
        roots = [certificate for certificate in found if certificate.issuer == certificate.subject]
        if not roots or len(found) > CERTIFICATES_MOST:
            raise StampRefused("no root certificate in the file, or too many certificates")
        rest = [certificate for certificate in found if certificate not in roots]
        own = [certificate for certificate in rest if _stamps(certificate)]
        return cls(roots, [certificate for certificate in rest if certificate not in own], own[0] if own else None)

    def time(self, stamp: bytes, data: bytes, nonce: int | None = None) -> datetime:
        """Return the time of a valid stamp over the data. Raise StampRefused."""
        if len(stamp) > STAMP_MOST:
            raise StampRefused("too long for a stamp")
        verifier = VerifierBuilder(
            roots=list(self.roots), intermediates=list(self.others), tsa_certificate=self.own, nonce=nonce
        ).build()
        try:
            response = decode_timestamp_response(stamp)
            verifier.verify_message(response, data)
            made: datetime = response.tst_info.gen_time
        except (VerificationError, ValueError, TypeError) as wrong:
            raise StampRefused(str(wrong) or type(wrong).__name__) from wrong
        return made if made.tzinfo else made.replace(tzinfo=UTC)


def stamp_request(data: bytes) -> TimeStampRequest:
    """Return the request for a stamp of the data. The answer must repeat its nonce."""
    builder = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256)
    return builder.nonce(nonce=True).cert_request(cert_request=True).build()


def _stamps(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return ExtendedKeyUsageOID.TIME_STAMPING in usage


STAMPS_MOST = 1_000_000

Ask = Callable[[bytes], bytes]
"""Function that sends a request to an authority and returns its answer."""


class ArchiveRefused(Exception):
    """The folder differs from one of its lists, or the register has another stamp than the folder."""


async def copy_stamps(storage: LogStorage, folder: Path) -> int:
    """Copy new stamps with their checkpoints into the folder. Return the number of stamps. Raise ArchiveRefused."""
    fresh = 0
    async for document in storage.stamps.find({}).sort("_id", 1).limit(STAMPS_MOST):
        size, stamp = document["_id"], document.get("stamp")
        stored = await storage.checkpoints.find_one({"_id": {"$eq": size}}, {"note": 1})
        note = (stored or {}).get("note")
        if not isinstance(note, bytes) or not isinstance(stamp, bytes):
            raise ArchiveRefused(f"the stamp of {size} entries, or its checkpoint, cannot be read")
        _keep(folder / f"{size}.checkpoint", note)
        fresh += _keep(folder / f"{size}.tsr", stamp)
    return fresh


def checked(folder: Path) -> list[str]:
    """Verify every list, and return the names of all files that the next list must cover. Raise ArchiveRefused."""
    for number, text in enumerate(_lists(folder), 1):
        for line in text.read_text(encoding="ascii").splitlines():
            digest, _, name = line.partition("  ")
            file = folder / name
            if Path(name).name != name or not file.is_file():
                raise ArchiveRefused(f"{name} of list {number} is gone")
            if sha256(file.read_bytes()).hexdigest() != digest:
                raise ArchiveRefused(f"{name} is not what list {number} says")
    return sorted(path.name for path in folder.iterdir() if path.suffix in (".checkpoint", ".tsr", ".txt"))


def renew(folder: Path, authority: Authority, ask: Ask) -> Path:
    """Make the next list, and have it stamped. Raise ArchiveRefused, StampRefused, or the errors of `ask`.

    The stamp is requested first. A crash leaves nothing new, or a list without its stamp, which the next list covers.
    """
    names = checked(folder)
    if not names:
        raise ArchiveRefused("there is no stamp to renew")
    data = "".join(f"{sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names).encode()
    request = stamp_request(data)
    answer = ask(request.as_bytes())
    authority.time(answer, data, request.nonce)
    made = folder / f"list-{len(_lists(folder)) + 1:04d}.txt"
    _keep(made, data)
    _keep(made.with_suffix(".tsr"), answer)
    return made


def _lists(folder: Path) -> list[Path]:
    return sorted(folder.glob("list-*.txt"))


def _keep(path: Path, data: bytes) -> bool:
    """Write a file unless it exists. Return True if it is new. Raise ArchiveRefused for other content."""
    if path.exists():
        if path.read_bytes() != data:
            raise ArchiveRefused(f"{path.name} is there with other content")
        return False
    draft = path.with_name(f"{path.name}.new")  # a crash leaves at most this file, which is ignored
    draft.write_bytes(data)
    draft.replace(path)
    return True


LOOK_SECONDS = 5.0
"""Seconds between checks for a due stamp, and between retries."""
QUERY_TYPE = "application/timestamp-query"


@dataclass(frozen=True)
class Stamping:
    url: str
    authority: Authority
    every: timedelta

    def stamper(self, storage: LogStorage, clock: Clock) -> "Stamper":
        return Stamper(storage, self, clock)


class Stamper:
    def __init__(self, storage: LogStorage, stamping: Stamping, clock: Clock) -> None:
        self._storage, self._stamping, self._clock = storage, stamping, clock
        self.size: int | None = None
        self.fault: str | None = None
        """Reason of the last failure; None if the last attempt succeeded."""

    async def stamp(self) -> int | None:
        """Stamp the newest checkpoint if one is due. Return its size. Raise WitnessAway, StampRefused, PyMongoError."""
        newest = await self._storage.newest()
        if newest is None or newest.size == 0 or not await self._due(newest.size):
            return None
        request = stamp_request(newest.note)
        status, answer = await post(self._stamping.url, request.as_bytes(), QUERY_TYPE)
        if status != 200:
            raise WitnessAway(f"status {status}")
        time = self._stamping.authority.time(answer, newest.note, request.nonce)
        document = {"_id": newest.size, "stamp": answer, "at": time.replace(tzinfo=None)}
        with suppress(DuplicateKeyError):  # a stand-by was faster: one stamp is enough
            await self._storage.stamps.insert_one(document)
        return newest.size

    async def _due(self, size: int) -> bool:
        last = await self._storage.stamps.find_one({}, {"at": 1}, sort=[("_id", DESCENDING)])
        if last is None:
            return True
        at = last.get("at")
        known = at.replace(tzinfo=UTC) if isinstance(at, datetime) else datetime.min.replace(tzinfo=UTC)
        return last["_id"] != size and self._clock() - known >= self._stamping.every

    async def run(self) -> None:
        """Stamp until cancelled. A failure is stored in `fault` and retried."""
        while True:
            try:
                self.size, self.fault = await self.stamp() or self.size, None
            except Exception as error:  # nobody waits for this task: an error that ended it would be lost
                self.fault = f"{type(error).__name__}: {error}"
            await asyncio.sleep(LOOK_SECONDS)
