"""The log's first start in containers: `python -m scripts.cli.containers.start_log TO SECRETS`, in the sealer's
settings.

Makes the log's key or finds it made, admits the processes whose author keys lie in SECRETS (`author-…`), and writes
what is public to TO: `vkey` and `authors`. Safe to run again, also while a sealer works: admitted keys stay as they
are, and while it works other keys are refused; docs/operate/sealer.md tells how to change one.
"""

import os
import sys
from pathlib import Path

from scripts.cli.environment import CommandError
from scripts.cli.first_day.folder import started
from store.keys.master import KeyRefused
from store.process.settings import SealerSettings, SettingsRefused

FILES = "author-*"


def start(to: Path, folder: Path, origin: str) -> None:
    """Start the log. Raises CommandError with the sealer's message, if it refuses."""
    vkey, authors = started([*sorted(folder.glob(FILES))], origin, os.environ)
    _write(to / "vkey", vkey)
    _write(to / "authors", authors)


def _write(path: Path, text: str) -> None:
    """Replace a file atomically."""
    draft = path.with_suffix(".new")
    draft.write_text(text)
    draft.replace(path)


if __name__ == "__main__":
    try:
        start(Path(sys.argv[1]), Path(sys.argv[2]), SealerSettings.from_env().log_origin)
    except (CommandError, SettingsRefused, KeyRefused) as refused:
        sys.exit(str(refused))
    except IndexError:
        sys.exit(__doc__)
