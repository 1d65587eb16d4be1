"""A small witness (C2SP tlog-witness): remembers the newest checkpoint of each trusted log, and cosigns checkpoints
that extend it.

    python -m workers.witness HOME --init NAME    make the key; print the witness's verifier key
    python -m workers.witness HOME --trust VKEY   trust a log by its verifier key
    python -m workers.witness HOME --succeed FILE   trust the key to which a trusted key handed its log over
    python -m workers.witness HOME --remember FILE   restore a cosigned checkpoint, after a restore of its folder
    python -m workers.witness HOME --port 8100    serve

    POST /add-checkpoint              old size, consistency proof, checkpoint; the answer is a cosignature
    POST /add-index                   an index of streams, and its new lines (`workers/witness_lengths.py`).
    GET  /<sha256 of origin>/checkpoint    the newest checkpoint, with the cosignature

A person who does not operate the log must own the witness. It is useful only because the log's operators cannot make it
forget checkpoints.
"""

import argparse
import os
import re
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from time import time

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from store.log.witnessing.witness import HASHES_MOST, SIZE_TYPE
from store.process import logs
from store.process.private_files import PRIVATE_FOLDER, close_memory, write_private
from store.tlog.checkpoint import Checkpoint, read_checkpoint
from store.tlog.merkle import EMPTY_ROOT, verify_consistency
from store.tlog.note import Verifier, join, split, verify
from store.tlog.policy import Cosigner, CosignerVerifier
from store.tlog.strict import (
    LogFault,
    NoteRefused,
    ProofRefused,
    SuccessionRefused,
    base64,
    decimal,
    digest,
    lines,
    utf8,
)
from store.tlog.succession import Succession, read_succession, split_notes
from workers.witness_lengths import INDEX_MOST, LENGTHS, Answer, forget, index_answer

BODY_MOST = 64 * 1024
BUSY_SECONDS = 5.0
PORT = 8100
SCHEMA = """CREATE TABLE IF NOT EXISTS latest (
    origin TEXT PRIMARY KEY, hash TEXT UNIQUE NOT NULL, size TEXT NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL
) STRICT"""  # sizes are text: SQLite's integers have one bit less than a checkpoint's
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


def read_request(body: bytes) -> tuple[int, list[bytes], bytes]:
    """Parse old size, proof and checkpoint of a request. Raise LogFault for a malformed request."""
    head, found, note = body.partition(b"\n\n")
    if not found:
        raise ProofRefused("no empty line before the checkpoint")
    first, *rows = lines(utf8(head + b"\n", ProofRefused), ProofRefused)
    if not first.startswith("old ") or len(rows) > HASHES_MOST:
        raise ProofRefused("no old size, or too many hashes")
    proof = [digest(base64(row, ProofRefused), ProofRefused) for row in rows]
    return decimal(first.removeprefix("old "), ProofRefused), proof, note


class Witness:
    """Witness's key, its trusted logs, and the last state of each log that it saw."""

    def __init__(self, home: Path, clock: Callable[[], float] = time) -> None:
        """Open the folder. Raise OSError or LogFault if the folder is not set up."""
        self._path, self._clock = home / "witness.sqlite", clock
        self.cosigner = Cosigner.from_text((home / "key").read_text().strip())
        self._logs = trusted(home)
        with self._open() as db:
            db.executescript(f"{SCHEMA};{LENGTHS}")

    def add(self, body: bytes) -> Answer:
        """Cosign a checkpoint that extends the last checkpoint seen. The statuses are those of the specification."""
        try:
            old, proof, note = read_request(body)
            text, _ = split(note)
            checkpoint = read_checkpoint(text)
        except LogFault as wrong:
            return Answer(400, f"{wrong}\n".encode())
        if checkpoint.origin not in self._logs:
            return Answer(404, b"unknown log\n")
        try:
            verify(note, self._logs[checkpoint.origin])
        except NoteRefused as wrong:
            return Answer(403, f"{wrong}\n".encode())
        if old > checkpoint.size:
            return Answer(400, b"the old size is above the new one\n")
        with self._open() as db:
            db.execute(
                "BEGIN IMMEDIATE"
            )  # no other request reads or writes until the commit: no older checkpoint can slip in
            answer = self._decide(db, old, proof, note, checkpoint)
            # A crash before the commit: nothing happened. After it, the log retries from the size in the answer.
            db.execute("COMMIT")
        return answer

    def _decide(
        self, db: sqlite3.Connection, old: int, proof: Sequence[bytes], note: bytes, checkpoint: Checkpoint
    ) -> Answer:
        seen = _seen(db, checkpoint.origin)
        size, root = (seen.size, seen.root) if seen else (0, EMPTY_ROOT)
        if checkpoint.size > size and self._own(note):
            return Answer(200, self._keep(db, note, checkpoint))
        if old != size:
            return Answer(409, f"{size}\n".encode(), SIZE_TYPE)
        try:
            verify_consistency(size, root, checkpoint.size, checkpoint.root, proof)
        except ProofRefused as wrong:
            return Answer(422, f"{wrong}\n".encode())
        return Answer(200, self._keep(db, note, checkpoint))

    def _own(self, note: bytes) -> bool:
        """Return True if this witness cosigned a note before. If the witness no longer stores the note, its folder was
        restored from a backup."""
        with suppress(LogFault):
            return bool(verify(note, [CosignerVerifier.from_vkey(self.cosigner.vkey())]).verified)
        return False

    def remember(self, note: bytes) -> Checkpoint | None:
        """Restore a checkpoint stored elsewhere that this witness cosigned and has lost.

        Return None for any other checkpoint.

        Raise LogFault for a note that no trusted log signed.
        """
        checkpoint = read_checkpoint(split(note)[0])
        verify(note, self._logs.get(checkpoint.origin, []))
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")  # the server may be cosigning a newer one
            seen = _seen(db, checkpoint.origin)
            if not self._own(note) or (seen is not None and seen.size >= checkpoint.size):
                return None
            self._keep(db, note, checkpoint)
            db.execute("COMMIT")
        return checkpoint

    def add_index(self, body: bytes) -> Answer:
        """Cosign an index of streams if no stream of the public register became shorter."""
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            answer = index_answer(db, self._logs, self.cosigner, int(self._clock()), body)
            db.execute("COMMIT" if answer.status == 200 else "ROLLBACK")
        return answer

    def _keep(self, db: sqlite3.Connection, note: bytes, checkpoint: Checkpoint) -> bytes:
        """Store a checkpoint as the newest of its log. Return the cosignature."""
        text, found = split(note)
        line = self.cosigner.sign(text, int(self._clock()))
        keys = {(key.name, key.key_id) for key in self._logs[checkpoint.origin]}
        signed = join(
            text, [*(signature.line() for signature in found if (signature.name, signature.key_id) in keys), line]
        )
        named = sha256(checkpoint.origin.encode()).hexdigest()
        values = (checkpoint.origin, named, str(checkpoint.size), checkpoint.root, signed)
        db.execute("INSERT OR REPLACE INTO latest VALUES (?, ?, ?, ?, ?)", values)
        return line

    def seen(self, origin: str) -> Checkpoint | None:
        with self._open() as db:
            return _seen(db, origin)

    def go_back(self, older: Checkpoint) -> None:
        """Store an older checkpoint of a log whose keys declare that entries are lost. The witness's owner has agreed
        to this."""
        note = join(older.text(), [self.cosigner.sign(older.text(), int(self._clock()))])
        with self._open() as db:
            change = "UPDATE latest SET size = ?, root = ?, note = ? WHERE origin = ?"
            db.execute(change, (str(older.size), older.root, note, older.origin))
            forget(db, older.origin)

    def latest(self, named: str) -> bytes | None:
        """Return the newest checkpoint of the log whose origin has this SHA-256, with the cosignature."""
        with self._open() as db:
            row = db.execute("SELECT note FROM latest WHERE hash = ?", (named,)).fetchone()
        return bytes(row[0]) if row else None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)) as db:
            db.execute("PRAGMA synchronous = EXTRA")  # durable before the answer, also against a power cut
            db.execute("PRAGMA fullfsync = ON")
            yield db


def _seen(db: sqlite3.Connection, origin: str) -> Checkpoint | None:
    row = db.execute("SELECT size, root FROM latest WHERE origin = ?", (origin,)).fetchone()
    return Checkpoint(origin, int(row[0]), bytes(row[1])) if row else None


def trusted(home: Path) -> Mapping[str, list[Verifier]]:
    found: dict[str, list[Verifier]] = {}
    path = home / "logs"
    for vkey in path.read_text().split("\n") if path.exists() else ():
        if vkey.strip():
            made = Verifier.from_vkey(vkey.strip())
            found.setdefault(made.name, []).append(made)
    return found


def application(witness: Witness) -> Starlette:
    def adding(decide: Callable[[bytes], Answer], most: int) -> Callable[[Request], Awaitable[Response]]:
        async def add(request: Request) -> Response:
            body = b""
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    return PlainTextResponse("too long\n", 413)
            answer = await run_in_threadpool(decide, body)
            return Response(answer.body, answer.status, {"Content-Type": answer.media_type})

        return add

    async def latest(request: Request) -> Response:
        named = request.path_params["named"]
        note = await run_in_threadpool(witness.latest, named) if HASH.fullmatch(named) else None
        if note is None:
            return PlainTextResponse("unknown log\n", 404)
        return Response(note, media_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-cache"})

    return Starlette(
        routes=[
            Route("/add-checkpoint", adding(witness.add, BODY_MOST), methods=["POST"]),
            Route("/add-index", adding(witness.add_index, INDEX_MOST), methods=["POST"]),
            Route("/{named}/checkpoint", latest),
        ]
    )


def init(home: Path, name: str) -> str:
    """Make the witness's folder and key, unless they exist. Return its verifier key."""
    home.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    key = home / "key"
    if not key.exists():
        write_private(key, Cosigner.generate(name).text() + "\n")
    vkey = Cosigner.from_text(key.read_text().strip()).vkey()
    (home / "vkey").write_text(vkey + "\n")
    return vkey


def trust(home: Path, vkey: str) -> None:
    """Add a log's key. Raise NoteRefused for an invalid key."""
    made = Verifier.from_vkey(vkey).vkey()
    if made not in [key.vkey() for keys in trusted(home).values() for key in keys]:
        before = (home / "logs").read_text() if (home / "logs").exists() else ""
        write_private(home / "logs", before + made + "\n")


def succeed(home: Path, notes: Sequence[bytes], *, lost: bool = False) -> None:
    """Trust the new key instead of the previous one, for each note by a trusted key.

    With `lost`, do this also if the log continues without entries that this witness saw. Raise SuccessionRefused for a
    key that is not trusted or did not sign, and if more entries are lost than the note declares.
    """
    for note in notes:
        handover = read_succession(note)
        made = handover.succession
        keys = [key.vkey() for known in trusted(home).values() for key in known]
        if made.after.vkey() in keys:
            continue
        if made.before.vkey() not in keys or not handover.by_both:
            raise SuccessionRefused("not signed by a key that is trusted: use --trust, if you know the new key")
        _go_back(home, made, lost)
        kept = [key for key in keys if key != made.before.vkey()]
        write_private(home / "logs", "".join(f"{key}\n" for key in [*kept, made.after.vkey()]))


def _go_back(home: Path, made: Succession, lost: bool) -> None:
    """Compare the newest checkpoint of a log with the checkpoint from which the log continues.

    If entries are lost, store the latter.

    A crash after that leaves a trusted old key and an older checkpoint. Run the same command again to continue.
    """
    witness = Witness(home)
    seen = witness.seen(made.before.name)
    if seen is None or seen.size < made.goes_on.size or seen == made.goes_on:
        return
    if seen.size > made.last.size or (seen.size == made.last.size and seen != made.last):
        raise SuccessionRefused(f"this witness saw {seen.size} entries, another log than the note admits")
    if seen.size == made.goes_on.size or not lost:
        raise SuccessionRefused(
            f"this witness saw {seen.size} entries, the log continues from {made.goes_on.size}: ask why"
        )
    witness.go_back(made.goes_on)


def run(given: Sequence[str] | None = None) -> int:
    """Run the command line. Return the exit code; 2 for an invalid folder or argument."""
    parser = argparse.ArgumentParser(prog="python -m workers.witness", description="Cosigns checkpoints of logs.")
    parser.add_argument("home", type=Path, help="the witness's folder")
    parser.add_argument("--init", metavar="NAME", help="make the key, under this name")
    parser.add_argument("--trust", metavar="VKEY", help="trust the log of this verifier key")
    parser.add_argument("--succeed", type=Path, metavar="FILE", help="notes of succession (/log/successions) to follow")
    parser.add_argument(
        "--lost", action="store_true", help="with --succeed: go back before entries that the log says are lost"
    )
    kept = "a checkpoint kept elsewhere (/log/checkpoint, a mirror) that this witness cosigned"
    parser.add_argument("--remember", type=Path, metavar="FILE", help=kept)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=PORT)
    options = parser.parse_args(given)
    try:
        if options.init:
            sys.stdout.write(init(options.home, options.init) + "\n")
        if options.trust:
            trust(options.home, options.trust)
        if options.succeed:
            succeed(options.home, split_notes(options.succeed.read_bytes()), lost=options.lost)
        if options.remember:
            taken = Witness(options.home).remember(options.remember.read_bytes())
            sys.stdout.write(f"{taken.size if taken else 'nothing newer'}\n")
        if not options.init and not options.trust and not options.succeed and not options.remember:
            os.umask(0o077)
            close_memory()
            app = application(Witness(options.home))
            logs.configure("witness", human=sys.stderr.isatty())
            uvicorn.run(app, host=options.host, port=options.port, access_log=False, log_config=None)
    except (LogFault, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(run())
