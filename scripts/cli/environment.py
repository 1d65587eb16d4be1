"""Settings of the command line: the environment, and beneath it the file of a running installation."""

import re
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from scripts.cli.errors import WrongUse
from store.process.mode import Mode
from store.process.settings import DevelopmentSettings, Settings

ROOT = Path(__file__).resolve().parents[2]
OWN_MACHINE = ("127.0.0.1", "::1", "localhost")
LINE = re.compile(r"(CASEBOOK_[A-Z0-9_]+)=(.*)")

Environ = MutableMapping[str, str]


def home(environ: Mapping[str, str]) -> Path:
    """The folder of the installation: CASEBOOK_HOME, or .casebook in the repository."""
    return Path(DevelopmentSettings.from_env(environ).home or ROOT / ".casebook").absolute()


def load(environ: Environ) -> None:
    """Set what is not set yet from the file `env` of the installation, which is there while it runs."""
    file = home(environ) / "env"
    if not file.is_file():
        return
    for line in file.read_text(encoding="utf-8").splitlines():
        if found := LINE.fullmatch(line):
            environ.setdefault(found[1], found[2])


def settings_outside(mode: Mode, environ: Mapping[str, str]) -> Settings:
    """All settings of an installation in any other mode. Raises WrongUse in that one, SettingsRefused."""
    settings = Settings.from_env(environ)
    if settings.mode is mode:
        raise WrongUse(f"CASEBOOK_MODE: this is refused in {mode} mode")
    return settings
