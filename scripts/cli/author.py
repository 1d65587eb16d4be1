"""The key with which a process signs what it writes: `casebook keys author --name api --to FILE`."""

import secrets
from pathlib import Path

from scripts.cli.errors import WrongUse
from store.keys.author import LINE, Author
from store.keys.master import KEY_BYTES, KeyRefused
from store.process.private_files import is_kept, write_private


def run(name: str | None, to: Path, origin: str) -> str:
    """Make the file unless it is there; the verifier key, which the sealer admits. Raises WrongUse."""
    try:
        if not is_kept(to):
            line = f"{name} {secrets.token_hex(KEY_BYTES)}"
            if name is None or not LINE.fullmatch(line):
                raise WrongUse("--name: must be the name of a process: lower case letters, digits and hyphens")
            write_private(to, line + "\n")
        return Author.from_file(to, origin).vkey()
    except KeyRefused as refused:
        raise WrongUse(f"--to: {refused}") from None
    except OSError as error:
        raise WrongUse(f"--to: {to} cannot be used: {error.strerror}") from None
