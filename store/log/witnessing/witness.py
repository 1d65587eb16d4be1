"""Requests to witnesses for cosignatures (C2SP tlog-witness), over HTTP, limited in time and size.

A witness that is unreachable, or gives an invalid answer, counts as one that did not sign. A witness that knows a newer
checkpoint or another root of this log stops the sealer, because more entries could only deepen a fork. So a lying
witness can stop the sealing until it is removed from the policy, but it can forge nothing.
"""

import asyncio
import re
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from store.log.faults import Forked, WitnessAhead
from store.tlog.checkpoint import Signed
from store.tlog.note import join, split, verify
from store.tlog.policy import Policy, Witness
from store.tlog.strict import LogFault, NoteRefused, decimal, to_base64

STEP_SECONDS = 4.0
TOTAL_SECONDS = 6.0
"""Seconds for all exchanges with a witness. They are fewer than the seconds for which a stopping process waits."""
RESPONSE_MOST = 64 * 1024
CHUNK = 8 * 1024
HASHES_MOST = 63

NOTE_TYPE = "text/plain; charset=utf-8"
SIZE_TYPE = "text/x.tlog.size"
URL = re.compile(r"https?://[A-Za-z0-9.\[\]:-]+(/[A-Za-z0-9._~/-]*)?", re.ASCII)

Consistency = Callable[[int], Awaitable[Sequence[bytes]]]
"""Function that returns the consistency proof from an old size to the checkpoint's."""


class WitnessAway(Exception):
    """No cosignature was received; the message gives the reason, for the status."""


def request_body(old: int, proof: Sequence[bytes], note: bytes) -> bytes:
    return "\n".join([f"old {old}", *map(to_base64, proof), "", ""]).encode() + note


class Exchange:
    """POST request in a thread. `cut` ends the request from outside, so that a slow peer does not block the thread for
    long."""

    def __init__(self, url: str) -> None:
        """Raise WitnessAway for an invalid address."""
        if not URL.fullmatch(url):
            raise WitnessAway("not an http(s) address")
        parts = urlsplit(url)
        made = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = made(parts.netloc, timeout=STEP_SECONDS)
        self._path = parts.path
        self._socket: socket.socket | None = None

    def post(self, body: bytes, media_type: str) -> tuple[int, bytes]:
        """Return status and body. Redirects and proxies are not used. Raise WitnessAway."""
        deadline = time.monotonic() + TOTAL_SECONDS
        try:
            self._connection.connect()
            self._socket = self._connection.sock
            self._connection.request("POST", self._path, body, {"Content-Type": media_type})
            answer = self._connection.getresponse()
            data = b""
            while chunk := answer.read1(CHUNK):
                data += chunk
                if len(data) > RESPONSE_MOST or time.monotonic() > deadline:
                    raise WitnessAway("answers too much or too slowly")
            return answer.status, data
        except (OSError, HTTPException, ValueError) as error:
            raise WitnessAway(f"{type(error).__name__}: {error}") from error
        finally:
            self._connection.close()

    def cut(self) -> None:
        """Close the connection; the thread gets an error and ends."""
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it had ended by itself


async def post(url: str, body: bytes, media_type: str = NOTE_TYPE) -> tuple[int, bytes]:
    """Return status and body of a POST within TOTAL_SECONDS. Raise WitnessAway."""
    exchange = Exchange(url)
    try:
        async with asyncio.timeout(TOTAL_SECONDS):
            return await asyncio.to_thread(exchange.post, body, media_type)
    except TimeoutError:
        raise WitnessAway("no answer in time") from None
    finally:
        exchange.cut()


class Witnesses:
    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._sizes: dict[str, int] = {}
        self.states: dict[str, str] = {}

    async def cosigned(self, signed: Signed, consistency: Consistency) -> tuple[bytes, bool]:
        """Return the note with the cosignatures received, and True if they are enough.

        Raise WitnessAhead or Forked if a witness contradicts this log.
        """
        asked = [witness for witness in self._policy.witnesses.values() if witness.url]
        answers = await asyncio.gather(*(self._try(witness, signed, consistency) for witness in asked))
        text, _ = split(signed.note)
        note = join(text, [signed.note[len(text.encode()) + 1 :], *answers])
        verified = [*verify(note, self._policy.verifiers).verified] if any(answers) else []
        return note, self._policy.satisfied(verified)

    async def _try(self, witness: Witness, signed: Signed, consistency: Consistency) -> bytes:
        try:
            lines = await self._ask(witness, signed, consistency)
        except (WitnessAway, LogFault) as error:
            self.states[witness.name] = str(error)
            return b""
        self.states[witness.name] = f"cosigned {signed.checkpoint.size}"
        self._sizes[witness.name] = signed.checkpoint.size
        return lines

    async def _ask(self, witness: Witness, signed: Signed, consistency: Consistency) -> bytes:
        size, old = signed.checkpoint.size, self._sizes.get(witness.name, 0)
        for _ in range(2):  # the first answer may be the size that it knows
            body = request_body(old, await consistency(old), signed.note)
            status, data = await post(f"{witness.url}/add-checkpoint", body)
            if status == 200:
                return own_lines(witness, signed.note, data)
            if status == 422:
                raise Forked(f"{witness.name} knows another tree than the one of size {size}")
            if status != 409:
                raise WitnessAway(f"status {status}")
            stands = decimal(data.decode("ascii", "replace").removesuffix("\n"), NoteRefused)
            if stands > size:
                raise WitnessAhead(f"{witness.name} cosigned {stands} entries, the state knows {size}")
            if stands == old == size > 0:
                raise Forked(f"{witness.name} knows another root of size {size}")
            old = stands
        raise WitnessAway("two different sizes")


def own_lines(witness: Witness, note: bytes, data: bytes) -> bytes:
    """Return the signature lines that the witness's own key made over this note. Raise NoteRefused if there is none."""
    text, _ = split(note)
    note = join(text, [data])
    verify(note, [witness.verifier])
    own = (witness.verifier.name, witness.verifier.key_id)
    return b"".join(signature.line() for signature in split(note)[1] if (signature.name, signature.key_id) == own)
