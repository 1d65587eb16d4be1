"""Verification of a signed copy in a separate process, because the file may be hostile.

The process gets both files and the trusted roots on its standard input. It gets no secrets, settings or environment.
Its time and memory are limited. If the process gives no answer, the file is refused as unreadable.
"""

import json
import logging
import os
import resource
import subprocess
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from asn1crypto import x509

from domain.document.state import DocumentSignature
from store.process.private_files import close_memory
from workers.signing.refusal import REFUSALS, NotSigned, Trust, Unreadable

log = logging.getLogger("casebook.worker")
SECONDS_MOST: Final = 20
"""Most seconds of processor time. A document of 550 pages takes three."""
WAIT_MOST: Final = 22
"""Most seconds of wall-clock time. They are fewer than the seconds of a worker's task."""
MEMORY_MOST: Final = 2 * 1024**3
ANSWER_MOST: Final = 64 * 1024
WHY_MOST: Final = 500
"""Most characters of a reason, because the hostile file determines some of them."""
ROOT: Final = Path(__file__).resolve().parents[2]
Signed = tuple[str, DocumentSignature]


def signatures_apart(issued: bytes, copy: bytes, trust: Trust, now: datetime) -> tuple[Signed, ...]:
    """Return the signers of the issued document, which another process finds. Raise NotSigned or a subclass."""
    given = {
        "issued": len(issued),
        "copy": len(copy),
        "roots": [root.dump().hex() for root in trust.roots],
        "lists": [one.hex() for one in trust.lists],
        "now": now.isoformat(),
    }
    message = json.dumps(given).encode() + b"\n" + issued + copy
    command = [sys.executable, "-P", "-m", "workers.signing.apart"]
    environment = {"PYTHONPATH": str(ROOT)}
    try:
        ended = subprocess.run(
            command, input=message, capture_output=True, timeout=WAIT_MOST, env=environment, cwd=ROOT, check=True
        )
        return _answer(json.loads(ended.stdout[:ANSWER_MOST]))
    except (subprocess.SubprocessError, LookupError, TypeError, ValueError) as error:
        log.warning("signed copy: the reader ended without an answer: %s", type(error).__name__)
        raise Unreadable from error


def _answer(said: dict[str, Any]) -> tuple[Signed, ...]:
    if "refused" in said:
        log.info("signed copy: %s", said["why"])
        raise REFUSALS[said["refused"]](said["why"])
    return tuple(
        (one["signer"], DocumentSignature(**{**one["signature"], "at": datetime.fromisoformat(one["signature"]["at"])}))
        for one in said["signatures"]
    )


def _bounded() -> None:
    """Set limits on this process that it cannot remove. Under these limits it can write neither a file nor a core
    dump."""
    close_memory()
    for kind, most in (
        (resource.RLIMIT_CPU, SECONDS_MOST),
        (resource.RLIMIT_AS, MEMORY_MOST),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _looked(given: BinaryIO) -> dict[str, Any]:
    from workers.signing.verify import signatures_of

    head = json.loads(given.readline())
    issued, copy = given.read(head["issued"]), given.read(head["copy"])
    trust = Trust(
        roots=tuple(x509.Certificate.load(bytes.fromhex(one)) for one in head["roots"]),
        lists=tuple(bytes.fromhex(one) for one in head["lists"]),
    )
    try:
        found = signatures_of(issued, copy, trust, datetime.fromisoformat(head["now"]))
    except NotSigned as refused:
        return {"refused": refused.code, "why": str(refused)[:WHY_MOST] or refused.code}
    return {
        "signatures": [
            {"signer": signer, "signature": {**asdict(one), "at": one.at.isoformat()}} for signer, one in found
        ]
    }


if __name__ == "__main__":
    _bounded()
    os.write(1, json.dumps(_looked(sys.stdin.buffer)).encode())
