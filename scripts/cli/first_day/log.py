"""The log's key on the first day: made by the sealer, and its public half handed to the API."""

import os
import subprocess
import sys

from scripts.cli.errors import CommandError
from scripts.cli.first_day.folder import WRITERS, Folder
from store.keys.author import Author
from store.process.private_files import write_private

SECONDS = 60


def set_up(folder: Folder) -> None:
    """Make the sealer's folder, admit the keys of those who write, and copy what the API needs. Safe to run again.

    Before anything is written to the record, so that every entry has an author. Raises CommandError with what the
    sealer said.
    """
    keys = [Author.from_file(folder.secret(f"author-{name}"), folder.answers.log).vkey() for name in WRITERS]
    vkey, _, authors = _sealer(folder, "--init", "--admit", *keys).partition("\n")
    write_private(folder.public / "vkey", vkey + "\n")
    write_private(folder.public / "authors", authors)


def _sealer(folder: Folder, *words: str) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("CASEBOOK_")}
    command = [sys.executable, "-m", "workers.sealer", *words]
    done = subprocess.run(
        command, env=env | folder.settings("sealer"), capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if done.returncode:
        raise CommandError(f"the sealer refused: {done.stderr.strip()[-400:]}")
    return done.stdout
