"""The log's first start in containers: `python -m scripts.cli.containers.start_log TO SECRETS`, with the sealer's
settings.

It makes the log's key unless it exists, admits the processes whose author keys are in SECRETS (`author-…`), and writes
the public files to TO: `vkey` and `authors`. It is safe to run again, also while a sealer runs: admitted keys stay
admitted, and while the sealer runs other keys are refused. docs/operate/sealer.md says how to change a key.
"""

import os
import sys
from pathlib import Path

from scripts.cli.documents import write
from scripts.cli.environment import CommandError
from scripts.cli.first_day.folder import started
from store.keys.master import KeyRefused
from store.process.settings import SealerSettings, SettingsRefused

FILES = "author-*"


def start(to: Path, folder: Path, origin: str) -> None:
    """Start the log. Raise CommandError with the sealer's message, if it refuses."""
    vkey, authors = started([*sorted(folder.glob(FILES))], origin, os.environ)
    write(to / "vkey", vkey)
    write(to / "authors", authors)


if __name__ == "__main__":
    try:
        start(Path(sys.argv[1]), Path(sys.argv[2]), SealerSettings.from_env().log_origin)
    except (CommandError, SettingsRefused, KeyRefused) as refused:
        sys.exit(str(refused))
    except IndexError:
        sys.exit(__doc__)
