"""What is wrong with an installation is named, with what helps: one planted fault after the other."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from scripts.cli.__main__ import main
from scripts.cli.acting.act import Sheets
from scripts.cli.doctor import examined
from scripts.cli.doctoring.finding import Finding, Level
from scripts.cli.first_day.answers import Administrator, Answers
from scripts.cli.first_day.entries import enter_all
from scripts.cli.first_day.folder import Folder
from scripts.local.queue import Queue
from store.driver import connection
from store.driver.connection import Names
from store.keys.authors import Authors
from store.kinds.case_heads import case_indexes, name_of
from store.log.sealing.directory import create_directory
from store.log.sealing.sealer import Sealer
from store.log.storage import LogStorage
from store.process.settings import Settings
from store.provisioning.provision import lay_out
from store.store import opened_store
from store.tlog.note import Signer, Verifier
from tests.cli.support import LEAD, Environ, file
from tests.support.server import own_prefix

OPEN = {"law-unconfirmed", "lead-of-one", "no-days-off", "no-ground", "no-substitute", "wording-needed"}
"""What is a note in any register that has just been set up."""
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Register:
    """A register that is well."""

    environ: Environ
    uri: str
    folder: Path

    def examine(self, environ: Environ | None = None, *, running: bool = False, later: timedelta | None = None) -> Any:
        """The findings by code."""

        async def ask() -> dict[str, Finding]:
            given = examined(environ or self.environ, running=running, clock=lambda: now() + (later or timedelta()))
            return {finding.code: finding async for finding in given}

        return asyncio.run(ask())

    @contextmanager
    def collection(self, part: str, name: str) -> Iterator[Any]:
        """A collection, for whoever breaks into the database."""
        with MongoClient[dict[str, Any]](self.uri) as client:
            yield client[getattr(Names(self.environ["CASEBOOK_MONGO_PREFIX"]), part)][name]


def now() -> datetime:
    return datetime.now(UTC)


def answers(folder: Path, uri: str, queue: str) -> Answers:
    """Those of a province of one agency."""
    person: dict[str, Any] = {"appointment": "QĐ 1", "since": date(2026, 1, 1)}
    return Answers(
        url="https://casebook.example.org",
        port=1,
        database=uri,
        queue=queue,
        log="casebook.example.org/log",
        secrets=folder / "secrets",
        sealer=folder / "sealer",
        registry=file(folder, LEAD, "one.toml"),
        lead="agency-one",
        lead_since=date(2021, 7, 4),
        lead_source="Văn bản thử",
        administrators=(Administrator(account="an.nguyen", **person), Administrator(account="binh.hoang", **person)),
        program="Trang thử",
        redirect="https://trang.example/ve",
    )


@pytest.fixture(scope="module")
def register(root_uri: str, redis: Queue, tmp_path_factory: pytest.TempPathFactory) -> Register:
    folder = tmp_path_factory.mktemp("register")
    folder.chmod(0o700)
    given = answers(folder, "mongodb://127.0.0.1:1/", redis.url)
    made = Folder(folder, given)
    made.make()
    prefix = own_prefix()
    own = {"CASEBOOK_MONGO_URI": root_uri, "CASEBOOK_MONGO_PREFIX": prefix}

    async def prepare() -> None:
        async with opened_store(Settings.from_env(made.settings("cli") | own)) as store:
            await lay_out(store.connection.client, Names(prefix))
            await enter_all(store, given, Sheets(folder / "codes"))

    asyncio.run(prepare())
    return Register(made.settings("api") | own, root_uri, folder)


def test_a_register_that_is_well_has_notes_alone(register: Register) -> None:
    found = register.examine()
    assert {finding.level for finding in found.values()} <= {Level.NOTE}
    assert set(found) <= OPEN | {"log-not-served", "files-unscanned"}


Plant = Callable[[Register, Path], Environ]


def altered(**changes: str) -> Plant:
    return lambda register, _: register.environ | changes


def laid(setting: str, name: str, text: str = "", mode: int = 0o600, folder: int = 0o700) -> Plant:
    """The file of a setting holds something else, or others may do too much with it."""

    def made(register: Register, tmp_path: Path) -> Environ:
        path = file(tmp_path, text or Path(register.environ[setting]).read_text(), name)
        path.chmod(mode)
        tmp_path.chmod(folder)
        return register.environ | {setting: str(path)}

    return made


def _open_settings(register: Register, tmp_path: Path) -> Environ:
    tmp_path.chmod(0o755)
    file(tmp_path, "CASEBOOK_MONGO_URI=mongodb://api:word@db/", "env").chmod(0o640)
    return register.environ | {"CASEBOOK_HOME": str(tmp_path)}


def _wrong_password(register: Register, _: Path) -> Environ:
    address = register.uri.partition("@")[2]
    return register.environ | {"CASEBOOK_MONGO_URI": f"mongodb://root:wrong@{address}"}


KEY, AUTHORS, ROOTS = "CASEBOOK_MASTER_KEY_FILE", "CASEBOOK_AUTHORS_FILE", "CASEBOOK_SIGNING_ROOTS_FILE"


@pytest.mark.parametrize(
    ("code", "plant", "cure"),
    [
        ("setting-wrong", altered(CASEBOOK_AUDIENCE=""), "settings.md"),
        ("setting-unknown", altered(CASEBOOK_MASTERKEY_FILE="/etc/key"), "settings.md"),
        ("secret-open", laid(KEY, "key", mode=0o644, folder=0o755), "chmod 600"),
        ("secret-open", _open_settings, "chmod 600"),
        ("believed-writable", laid(AUTHORS, "authors", "\n", 0o666, 0o755), "chmod go-w"),
        ("believed-writable", laid(ROOTS, "roots.pem", "\n", folder=0o777), "chmod go-w"),
        ("master-key-malformed", laid(KEY, "key", "07" * 16), "put the file back"),
        ("master-key-foreign", laid(KEY, "key", "07" * 32), "put the right file back"),
        ("database-away", altered(CASEBOOK_MONGO_URI="mongodb://127.0.0.1:1/"), "whether mongod runs"),
        ("database-refuses", _wrong_password, "casebook provision"),
        ("queue-away", altered(CASEBOOK_REDIS_URL="redis://127.0.0.1:1/0"), "whether Valkey runs"),
        ("author-unknown", laid(AUTHORS, "authors", "\n"), "/api+"),
        ("scanner-away", altered(CASEBOOK_SCANNER="unix:/nowhere/clamd"), "start clamd"),
    ],
)
def test_what_is_wrong_with_the_surroundings(
    code: str, plant: Plant, cure: str, register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "SERVER_SELECTION_MS", 300)
    assert code not in register.examine()
    found = register.examine(plant(register, tmp_path))
    assert cure in found[code].cure
    assert found[code].level is Level.FAULT


def test_an_index_that_is_gone(register: Register) -> None:
    keys = next(iter(case_indexes()))
    with register.collection("main", "cases") as cases:
        cases.drop_index(name_of(keys))
        found = register.examine()
        cases.create_index(keys)
    assert "casebook provision" in found["not-provisioned"].cure


def test_processes_that_do_not_run(register: Register) -> None:
    found = register.examine(running=True, later=timedelta(hours=1))
    assert "start the sealer" in found["sealer-still"].cure
    assert "start the worker" in found["worker-still"].cure
    assert "casebook run api" in found["api-not-ready"].cure
    assert {"worker-not-seen", "eraser-not-seen"} <= set(found)


def test_what_the_sealer_passes_over_and_who_alone_says_who_may_write(register: Register, tmp_path: Path) -> None:
    """The log holds all but one version, whose marker was put back in time; then it names a person."""
    told = register.environ | {"CASEBOOK_LOG_KEY_FILE": str(tmp_path / "sealer" / "vkey")}
    home = create_directory(tmp_path / "sealer", told["CASEBOOK_LOG_ORIGIN"], now() - timedelta(hours=2))
    with register.collection("log", "pending") as pending:
        [kept] = pending.find({}).sort("at", -1).limit(1)
        pending.delete_one({"_id": kept["_id"]})

        async def seal() -> None:
            async with opened_store(Settings.from_env(register.environ)) as store:
                sealer = Sealer(LogStorage.of(store.connection), home, clock=connection.wall_clock)
                while await sealer.tick():
                    pass

        asyncio.run(seal())
        found = register.examine(told, running=True)
        assert ("streams-held" in found, found["no-second-person"].level) == (False, Level.NOTE)
        pending.insert_one(kept | {"at": datetime(2026, 1, 1, tzinfo=UTC)})
        found = register.examine(told, running=True)
        assert kept["stream"] in found["streams-held"].what
        assert ("status.json" in found["streams-held"].cure, "sealer-still" in found) == (True, False)
        pending.delete_one({"_id": kept["_id"]})
        home.keep_authors(Authors(persons=(Verifier.from_vkey(Signer.generate(f"{home.origin}/persons/lan").vkey()),)))
        asyncio.run(seal())
        assert "no-second-person" not in register.examine(told, running=True)
        with register.collection("log", "successions") as successions:
            successions.insert_one({"_id": "forged", "note": b"of nobody"})
            found = register.examine(told, running=True)
            successions.delete_one({"_id": "forged"})
        assert "no-second-person" in found


NOTHING = """
[[agency]]
id = "agency-two"
kind = "DEPARTMENT"
since = 2021-07-04
source = "Văn bản thử"
name = [{ name = "Sở Hai", short = "Hai" }]

[[officer]]
id = "officer-one"
subject = "mot"
agency = "agency-two"
posts = ["ADMIN"]
since = 2026-01-01
appointment = "QĐ 1"
"""


def test_a_registry_in_which_nobody_can_do_anything(
    environ: Environ, redis: Queue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the verb says it: faults on stderr, a last line and an exit code."""
    told = environ | {"CASEBOOK_MODE": "production", "CASEBOOK_REDIS_URL": redis.url}
    told |= {"CASEBOOK_SIGN_IN_URL": "https://casebook.example/oauth", "CASEBOOK_ISSUER": ""}
    told |= {"CASEBOOK_ISSUER_AGENCIES": "", "CASEBOOK_JWKS_FILE": ""}
    Path(told["CASEBOOK_MASTER_KEY_FILE"]).chmod(0o600)
    assert main(["doctor", "--stopped"], told) == 1
    out, err = capsys.readouterr()
    assert "fault: no-registry:" in err
    assert out.endswith("doctor: 1 fault, 2 notes\n")
    assert main(["seed", "--file", str(file(tmp_path, NOTHING, "two.toml"))], told) == 0
    assert main(["doctor", "--stopped"], told) == 1
    out, err = capsys.readouterr()
    cures = {"no-lead": "lead assign", "no-grants": "grants --new", "no-program": "client enter"}
    for code, cure in cures.items():
        assert f"fault: {code}:" in err
        assert cure in err
    assert "note: too-few-keepers: agency-two has 1 person" in out
