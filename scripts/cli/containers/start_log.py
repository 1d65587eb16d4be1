"""The log's first start in containers: `python -m scripts.cli.containers.start_log TO SECRETS`, in the sealer's
settings.

Makes the log's key or finds it made, admits the processes whose author keys lie in SECRETS (`author-…`), and writes
what is public to TO: `vkey` and `authors`. Safe to run again, also while a sealer works: keys that are admitted already
are left as they are, and others are refused then; docs/operate/sealer.md tells how to change one.
"""

import subprocess
import sys
from pathlib import Path

from store.keys.author import Author
from store.keys.master import KeyRefused
from store.process.settings import SealerSettings, SettingsRefused

SECONDS = 120
FILES = "author-*"


def hand_over(to: Path, folder: Path, origin: str) -> None:
    """Do it all. Raises SystemExit with what the sealer said, when it refuses."""
    keys = [Author.from_file(file, origin).vkey() for file in sorted(folder.glob(FILES))]
    vkey, _, authors = _sealer("--init", "--admit", *keys).partition("\n")
    _write(to / "vkey", vkey + "\n")
    _write(to / "authors", authors)


def _sealer(*words: str) -> str:
    command = [sys.executable, "-m", "workers.sealer", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode:
        sys.exit(f"the sealer refused: {done.stderr.strip()[-400:]}")
    return done.stdout


def _write(path: Path, text: str) -> None:
    """Replace a file as a whole: whoever reads it meets the old one or this one."""
    draft = path.with_suffix(".new")
    draft.write_text(text)
    draft.replace(path)


if __name__ == "__main__":
    try:
        hand_over(Path(sys.argv[1]), Path(sys.argv[2]), SealerSettings.from_env().log_origin)
    except (SettingsRefused, KeyRefused) as refused:
        sys.exit(str(refused))
    except IndexError:
        sys.exit(__doc__)
