"""The log's key on the first day: made by the sealer, which admits the keys of those who write."""

import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from scripts.cli.errors import CommandError
from store.keys.author import Author

SECONDS = 120


def started(authors: Iterable[Path], origin: str, env: Mapping[str, str]) -> tuple[str, str]:
    """Have the sealer make the log's key and admit authors by their files. Safe to run again.

    Return the log's verifier key and the list of authors, as files hold them. Raises CommandError with what the sealer
    said.
    """
    keys = [Author.from_file(file, origin).vkey() for file in authors]
    command = [sys.executable, "-m", "workers.sealer", "--init", "--admit", *keys]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode:
        raise CommandError(f"the sealer refused: {done.stderr.strip()[-400:]}")
    vkey, _, listed = done.stdout.partition("\n")
    return f"{vkey}\n", listed
