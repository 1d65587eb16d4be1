"""Checks of the files that settings refer to: their readers, and their content."""

from collections.abc import Iterator
from pathlib import Path
from pwd import getpwall

from scripts.cli.doctoring.finding import Finding, finding
from store.keys.author import Author
from store.keys.authors import parse_authors
from store.keys.master import KeyRefused, MasterKey
from store.process.private_files import OTHERS
from store.process.settings import Settings, variable
from store.tlog.strict import LogFault

ENTER, WRITE, STICKY = 0o011, 0o022, 0o1000
MOUNTED = Path("/run/secrets")
"""Folder of secrets in containers. All users of a container can read it, but a container has only one process."""
SECRETS = (
    *("master_key_file", "promise_key_file", "author_key_file", "metrics_token_file", "smtp_password_file"),
    *("inspect_secret_file", "administer_secret_file", "desk_secret_file"),
)
BELIEVED = (
    *("jwks_file", "log_key_file", "authors_file", "documents_file", "documents_folder", "signing_roots_file"),
    *("signing_lists_file", "smtp_ca_file"),
)
"""Files that determine whose signatures are trusted."""


def look(settings: Settings, home: Path) -> Iterator[Finding]:
    """Yield faults of the files that settings refer to, and of the settings' files in the installation's folder."""
    yield from _secrets(settings, home)
    for name in BELIEVED:
        path = getattr(settings, name)
        if path is not None and _writable_by_others(path):
            yield finding("believed-writable", path=path, folder=path.parent, name=variable(name))
    yield from _owners(home)
    yield from _master_key(settings)
    yield from _log(settings)


def _secrets(settings: Settings, home: Path) -> Iterator[Finding]:
    named = {variable(name): getattr(settings, name) for name in SECRETS}
    kept = [("settings with passwords", path) for path in (home / "env", *sorted((home / "settings").glob("*")))]
    for name, path in (*named.items(), *kept):
        if path is not None and path.exists() and _open_to_others(path):
            yield finding("secret-open", path=path, name=name)


def _owners(home: Path) -> Iterator[Finding]:
    """Yield files that are not owned by root, if the processes have accounts. Root gives each process its own files."""
    if not any(one.pw_name == "casebook-sealer" for one in getpwall()):
        return
    for path in (home, *sorted(home.glob("secrets/*")), *sorted(home.glob("settings/*"))):
        if path.exists() and path.stat().st_uid:
            yield finding("owner-wrong", path=path, owner=path.owner())


def _open_to_others(path: Path) -> bool:
    if path.parent == MOUNTED:
        return False
    return bool(path.stat().st_mode & OTHERS and path.parent.stat().st_mode & ENTER)


def _writable_by_others(path: Path) -> bool:
    """Return True if others may change or replace the file. In a sticky folder only a file's owner may replace it."""
    folder = path.parent.stat().st_mode
    return bool(path.stat().st_mode & WRITE and folder & ENTER) or bool(folder & WRITE and not folder & STICKY)


def _master_key(settings: Settings) -> Iterator[Finding]:
    try:
        MasterKey.from_file(settings.master_key_file)
    except KeyRefused as refused:
        yield finding("master-key-malformed", path=settings.master_key_file, why=refused)


def _log(settings: Settings) -> Iterator[Finding]:
    if settings.log_key_file is None:
        yield finding("log-not-served", name=variable("log_key_file"))
    if settings.author_key_file is None or settings.authors_file is None:
        return
    try:
        key = Author.from_file(settings.author_key_file, settings.log_origin).vkey()
        known = parse_authors(settings.authors_file.read_bytes(), settings.log_origin).text()
    except (KeyRefused, LogFault) as refused:
        names = f"{variable('author_key_file')}, {variable('authors_file')}"
        yield finding("authors-unreadable", names=names, why=refused)
        return
    if key not in known:
        yield finding("author-unknown", path=settings.author_key_file, authors=settings.authors_file, key=key)
