"""The folder of an installation for production: keys and passwords, the log's key, files of settings.

    env                 the settings of the command line
    settings/PROCESS    settings of each process, which `casebook run PROCESS` reads
    secrets/            keys, and passwords of the database's users; without them all data is lost
    sealer/             the log's key and state, which no backup may replace
    public/             the log's verifier key and the authors' keys, for the API
    erasures            list of erasures, needed to restore a backup; copy it elsewhere when it grows
    codes/              sheets with the codes of accounts that were opened
Every folder is closed to other accounts. Existing files are kept, so that the setup can run again after a crash; so are
settings that an operator added to a file.
"""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from pwd import getpwall, struct_passwd
from typing import Any
from urllib.parse import quote_plus

from scripts.cli.environment import CommandError, WrongUse
from scripts.cli.environment import settings_of as read_settings
from scripts.cli.first_day.answers import Answers
from scripts.cli.first_day.entries import DESKS
from scripts.cli.run import PROCESSES
from store.keys.author import Author
from store.process.private_files import OTHERS, PRIVATE_FOLDER, kept, private_folder, write_private
from store.provisioning.provision import SERVICES

SECONDS = 120
METRICS = "127.0.0.1:9108"
"""Default address of the sealer's metrics."""


def account_of(process: str) -> struct_passwd | None:
    """Return the account `casebook-PROCESS` of this machine, if it exists and root runs the setup. Otherwise return
    None, and one account owns all files."""
    if os.geteuid():
        return None
    return next((one for one in getpwall() if one.pw_name == f"casebook-{process}"), None)


def started(
    authors: Iterable[Path], origin: str, env: Mapping[str, str], own: struct_passwd | None = None
) -> tuple[str, str]:
    """Make the log's key and admit authors by their key files, through the sealer, under its own account if that is
    given. It is safe to run this again.

    Return the log's verifier key and the list of authors, as their files contain them. Raise CommandError with the
    sealer's message.
    """
    keys = [Author.from_file(file, origin).vkey() for file in authors]
    command = [sys.executable, "-m", "workers.sealer", "--init", "--admit", *keys]
    account: dict[str, Any] = {"user": own.pw_uid, "group": own.pw_gid, "extra_groups": []} if own else {}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=SECONDS, check=False, **account)
    if done.returncode:
        raise CommandError(f"the sealer refused: {done.stderr.strip()[-400:]}")
    vkey, _, listed = done.stdout.partition("\n")
    return f"{vkey}\n", listed


KEY_BYTES, WORD_BYTES = 32, 24
WRITERS = ("api", "worker", "eraser", "verifier", "cli")
"""Processes that sign their entries, each with its own key."""
COMMAND_LINE = "cli"
DECIDED = frozenset(
    f"CASEBOOK_{name}"
    for name in (
        *("HOME", "MODE", "MONGO_URI", "LOG_ORIGIN", "SEALER_HOME", "VERIFIER_HOME", "REDIS_URL", "PORT", "AUDIENCE"),
        *("MASTER_KEY_FILE", "PROMISE_KEY_FILE", "METRICS_TOKEN_FILE", "AUTHOR_KEY_FILE", "ERASURES_FILE"),
        *("LOG_KEY_FILE", "AUTHORS_FILE", "SIGN_IN_URL", "ISSUER", "ISSUER_AGENCIES"),
        *("SMTP_HOST", "SMTP_PORT", "SMTP_USER", "SMTP_PASSWORD_FILE", "MAIL_FROM"),
    )
)
"""Settings derived from the answers. They are rewritten each time, and removed when they no longer apply."""


@dataclass(frozen=True)
class Folder:
    home: Path
    answers: Answers

    @property
    def public(self) -> Path:
        """Return the folder of the sealer's files for the API."""
        return self.home / "public"

    def secret(self, name: str) -> Path:
        """Return the path of a key or a password."""
        return self.answers.secrets / name

    def make(self) -> None:
        """Create the folders, secrets and settings. Raise OSError and WrongUse for a place that cannot be used."""
        own = (self.home / name for name in ("settings", "verifier"))
        for folder in (self.home, *own, self.public, self.answers.secrets):
            _closed(folder)
        if account := account_of("sealer"):
            self.answers.sealer.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            os.chown(self.answers.sealer, account.pw_uid, account.pw_gid)
        self.make_secrets()
        self.write_settings()

    def make_secrets(self) -> None:
        """Create the keys and passwords that are missing. Raise OSError."""
        for name in ("master-key", "promise-key"):
            self.keep(name, secrets.token_hex(KEY_BYTES))
        self.keep("metrics-token", secrets.token_hex(WORD_BYTES))
        for user in SERVICES:
            self.keep(f"mongo-{user}", secrets.token_hex(WORD_BYTES))
        for writer in WRITERS:
            self.keep(f"author-{writer}", f"{writer} {secrets.token_hex(KEY_BYTES)}")

    def keep(self, name: str, fresh: str) -> None:
        """Create a secret unless it exists. Raise OSError."""
        kept(self.secret(name), lambda: fresh)

    def password(self, user: str) -> str:
        """Return the password of a database user."""
        return self.secret(f"mongo-{user}").read_text(encoding="utf-8").strip()

    def start_log(self) -> None:
        """Start the log and write its public files. This happens before anything is entered, so that every entry has an
        author."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("CASEBOOK_")}
        authors = [self.secret(f"author-{name}") for name in WRITERS]
        own, sealer = account_of("sealer"), self.answers.sealer
        own = own if own and sealer.exists() and sealer.stat().st_uid == own.pw_uid else None
        vkey, listed = started(authors, self.answers.log, env | self.settings("sealer"), own)
        write_private(self.public / "vkey", vkey)
        write_private(self.public / "authors", listed)

    def write_settings(self) -> None:
        """Write the settings of every process. Call it again once the log has its key."""
        files = {self.home / "env": COMMAND_LINE, **{self.home / "settings" / name: name for name in PROCESSES}}
        for file, process in files.items():
            write_private(file, lines(self._first(process) | _added(file) | self.settings(process)))

    def _first(self, process: str) -> dict[str, str]:
        """Return the initial settings of a process that an operator may change afterwards."""
        if process == "sealer":
            return {"CASEBOOK_SEALER_METRICS": METRICS}
        desks = DESKS if self.answers.own_sign_in else ()
        return {f"CASEBOOK_{path.upper()}_CLIENT": f"client-{path}" for path, _, _ in desks}

    def settings(self, process: str) -> dict[str, str]:
        """Return the settings of a process. Each process has its own database user."""
        answers, common = self.answers, self._common(process)
        if process == "sealer":
            return common | {"CASEBOOK_SEALER_HOME": str(answers.sealer)}
        own = {"CASEBOOK_VERIFIER_HOME": str(self.home / "verifier")} if process == "verifier" else {}
        files = {"LOG_KEY": self.public / "vkey", "AUTHORS": self.public / "authors"}
        return {
            **common,
            "CASEBOOK_REDIS_URL": answers.queue,
            "CASEBOOK_MASTER_KEY_FILE": str(self.secret("master-key")),
            "CASEBOOK_PROMISE_KEY_FILE": str(self.secret("promise-key")),
            "CASEBOOK_METRICS_TOKEN_FILE": str(self.secret("metrics-token")),
            "CASEBOOK_AUTHOR_KEY_FILE": str(self.secret(f"author-{process}")),
            "CASEBOOK_AUDIENCE": f"{answers.url}/graphql",
            "CASEBOOK_PORT": str(answers.port),
            "CASEBOOK_ERASURES_FILE": str(self.home / "erasures"),
            **self._issuer(),
            **{f"CASEBOOK_{name}_FILE": str(path) for name, path in files.items() if path.exists()},
            **self._mail(),
            **own,
        }

    def _common(self, user: str) -> dict[str, str]:
        return {
            "CASEBOOK_HOME": str(self.home),
            "CASEBOOK_MODE": "production",
            "CASEBOOK_MONGO_URI": self._uri(user),
            "CASEBOOK_LOG_ORIGIN": self.answers.log,
        }

    def _uri(self, user: str) -> str:
        scheme, _, rest = self.answers.database.partition("://")
        hosts, _, options = rest.partition("?")
        options = "&".join(filter(None, (options, "" if "authSource=" in options else "authSource=admin")))
        return f"{scheme}://{user}:{quote_plus(self.password(user))}@{hosts.rstrip('/')}/?{options}"

    def _issuer(self) -> Mapping[str, str]:
        if self.answers.own_sign_in:
            return {"CASEBOOK_SIGN_IN_URL": f"{self.answers.url}/oauth"}
        return {"CASEBOOK_ISSUER": self.answers.issuer, "CASEBOOK_ISSUER_AGENCIES": f"{self.answers.issuer}=*"}

    def _mail(self) -> Mapping[str, str]:
        mail = self.answers.mail
        named = {"host": "SMTP_HOST", "port": "SMTP_PORT", "user": "SMTP_USER", "password_file": "SMTP_PASSWORD_FILE"}
        named["from"] = "MAIL_FROM"
        return {f"CASEBOOK_{name}": mail[key] for key, name in named.items() if mail.get(key)}


def _closed(folder: Path) -> None:
    """Create the folder, or accept a private folder. Raise WrongUse if others can read the folder and it is not
    empty."""
    if folder.exists() and folder.stat().st_mode & OTHERS and any(folder.iterdir()):
        raise WrongUse(f"{folder} holds other things and is open to others: name an empty folder")
    private_folder(folder)


def _added(file: Path) -> dict[str, str]:
    """Return the settings that an operator added to a file. Settings derived from an answer are left out."""
    there = read_settings(file) if file.exists() else {}
    return {name: value for name, value in there.items() if name not in DECIDED}


def lines(settings: Mapping[str, str]) -> str:
    """Return the content of a file with these settings."""
    return "".join(f"{name}={value}\n" for name, value in settings.items())
