"""Common code of all verbs: the installation's settings, errors of one line, and counts in words.

CommandError             1   part of the work could not be done
├── RowRefused           1   a rule refused a row; the rows before it were entered
└── WrongUse             2   nothing was done: the arguments or settings are wrong
    └── RegistryRefused  2   the registry's file cannot be entered as it is
"""

import os
import re
from collections.abc import Mapping, MutableMapping
from dataclasses import fields
from pathlib import Path

from store.process.setting_values import Mode
from store.process.settings import (
    FROM_FILES,
    DevelopmentSettings,
    SealerSettings,
    Settings,
    VerifierSettings,
    variable,
)


class CommandError(Exception):
    """Ends the command with this message."""

    exit_code = 1


class RowRefused(CommandError):
    """A rule refused the row. The message names the row and the codes."""


class WrongUse(CommandError):
    """The command was refused before anything was done."""

    exit_code = 2


class RegistryRefused(WrongUse):
    """The registry's file is wrong. Each item of `faults` has a place and its error."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def variables() -> frozenset[str]:
    """Return the names of all variables that some process reads."""
    tables = (Settings, SealerSettings, VerifierSettings, DevelopmentSettings)
    named = {variable(setting.name) for table in tables for setting in fields(table)}
    return frozenset(named | {f"{name}_FILE" for name in FROM_FILES})


ROOT = Path(__file__).resolve().parents[2]
OWN_MACHINE = ("127.0.0.1", "::1", "localhost")
LINE = re.compile(r"(CASEBOOK_[A-Z0-9_]+)=(.*)")

CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Variable that contains the folder of systemd's `LoadCredential=`."""

Environ = MutableMapping[str, str]


def home(environ: Mapping[str, str]) -> Path:
    """Return the folder of the installation: CASEBOOK_HOME, or .casebook in the repository."""
    return Path(DevelopmentSettings.from_env(environ).home or ROOT / ".casebook").absolute()


def settings_of(path: Path) -> dict[str, str]:
    """Return the settings in a file. Raise WrongUse if it is missing or unreadable."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        raise WrongUse(f"{path} cannot be read: `casebook init` writes it") from None
    return {found[1]: found[2] for line in lines if (found := LINE.fullmatch(line))}


def handed_over(environ: Mapping[str, str], file: Path) -> dict[str, str]:
    """Return the settings from a service manager, with its copies of files. Without a service manager, return the
    settings in a file.

    Raise WrongUse as `settings_of` does.
    """
    folder = environ.get(CREDENTIALS)
    if not folder or not (Path(folder) / "settings").exists():
        return settings_of(file)
    copies = {path.name: str(path) for path in Path(folder).iterdir()}
    told = settings_of(Path(folder) / "settings")
    files = {name: copies[Path(value).name] for name, value in told.items() if Path(value).name in copies}
    return told | {name: copy for name, copy in files.items() if name.endswith("_FILE")}


def load(environ: Environ) -> None:
    """Set missing variables from the installation's file `env`, or from the service manager's credentials."""
    file = home(environ) / "env"
    told = handed_over(environ, file) if CREDENTIALS in environ else {}
    kept = settings_of(file) if os.access(file, os.R_OK) else {}
    for name, value in (kept | told).items():
        environ.setdefault(name, value)


def settings_outside(mode: Mode, environ: Mapping[str, str]) -> Settings:
    """Return all settings of an installation that is not in this mode. Raise WrongUse if the installation is in this
    mode. Raise SettingsRefused."""
    settings = Settings.from_env(environ)
    if settings.mode is mode:
        raise WrongUse(f"CASEBOOK_MODE: this is refused in {mode} mode")
    return settings


def counted(number: int, thing: str, things: str = "") -> str:
    """Return a count with its noun, such as `1 fault` or `2 faults`. `things` is the plural if it is irregular."""
    return f"{number} {thing if number == 1 else things or thing + 's'}"
