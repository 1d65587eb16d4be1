"""Key of a person who signs changes of the log's authors. The person stores the key outside all machines of the
register."""

from pathlib import Path

from scripts.cli.environment import WrongUse
from store.keys.authors import FIRST_LINE
from store.process.private_files import kept, write_private
from store.tlog.note import Signer, join, split
from store.tlog.strict import LogFault


def make(name: str | None, to: Path, origin: str) -> str:
    """Make the key file unless it exists. Return the public half. Raise WrongUse."""
    try:
        kept(to, lambda: Signer.generate(f"{origin}/persons/{name or ''}").text())
        return _signer(to).vkey()
    except (LogFault, OSError) as refused:
        raise WrongUse(f"--name, --to: {refused}") from None


def sign(key: Path, note: Path | None) -> str:
    """Add the person's signature to the entry in a file. Return the signed text. Raise WrongUse."""
    if note is None:
        raise WrongUse("sign and --note NOTE go together")
    try:
        text, lines = split(note.read_bytes())
        if not text.startswith(f"{FIRST_LINE}\n"):
            raise WrongUse(f"--note: {note} does not say who may write")
        write_private(note, join(text, [*(line.line() for line in lines), _signer(key).sign(text)]).decode())
    except (LogFault, OSError) as refused:
        raise WrongUse(f"--note, --to: {refused}") from None
    return text


def _signer(path: Path) -> Signer:
    try:
        return Signer.from_text(path.read_text().strip())
    except ValueError:
        raise WrongUse(f"{path} has no key") from None
