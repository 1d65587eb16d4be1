"""An empty database and queue, to rehearse the steps of `docs/operate/`: `python -m scripts.local.rehearsal FOLDER`.

The database has only an administrator, like a new MongoDB. The program prints what the first day needs and runs until
Ctrl-C. Started again on its folder, it has the same addresses.
"""

import asyncio
import secrets
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from pymongo import AsyncMongoClient

from scripts.local import database, queue
from scripts.local.database import Database
from scripts.local.process import EmbeddedError
from scripts.local.stop import Stop
from store.process.private_files import private_folder, write_private

ADMINISTRATOR, WORD_BYTES, LOOK_SECONDS = "root", 24, 0.2


def empty_database(folder: Path, word: str, port: int = 0) -> Database:
    """Start a new database with an administrator who has this password. If a crash interrupts this, remove the
    folder."""
    first = database.launch(folder, port=port)
    try:
        asyncio.run(_appoint(first.uri(), word))
    finally:
        first.halt()
    return database.launch(folder, port=first.port, auth=True)


async def _appoint(uri: str, word: str) -> None:
    async with AsyncMongoClient[dict[str, Any]](uri) as client:
        await client.admin.command("createUser", ADMINISTRATOR, pwd=word, roles=["root"])


def run(folder: Path, stop: Stop) -> None:
    """Start both servers, print their addresses, and stop them on request. Raise EmbeddedError."""
    kept = private_folder(folder.absolute()) / "addresses"
    if kept.exists():
        port, word, queue_url = kept.read_text().split()
        running = database.launch(folder / "database", port=int(port), auth=True)
    else:
        word, queue_url = secrets.token_hex(WORD_BYTES), queue.address(folder / "queue")
        running = empty_database(folder / "database", word)
        write_private(kept, f"{running.port}\n{word}\n{queue_url}\n")
    with ExitStack() as servers:
        servers.callback(running.halt)
        servers.callback(queue.launch(folder / "queue", url=queue_url).halt)
        print(f"export CASEBOOK_ADMIN_URI='{running.uri(ADMINISTRATOR, word)}'")
        print(f"DATABASE='{running.uri()}'\nQUEUE='{queue_url}'", flush=True)
        while not stop.wait(LOOK_SECONDS):
            pass


def main(words: Sequence[str]) -> int:
    parser = ArgumentParser(prog="scripts/rehearse", description="Runs an empty database and queue until Ctrl-C.")
    parser.add_argument("folder", type=Path, help="of their files; made when missing")
    options, stop = parser.parse_args(words), Stop()
    stop.listen()
    try:
        run(options.folder, stop)
    except EmbeddedError as error:
        print(f"rehearse: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
