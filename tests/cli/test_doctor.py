"""What is wrong with an installation is named, with what helps: one planted fault after the other."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from pymongo import MongoClient

from domain.registry.regulation import FIRST, Regulation, SigningRule
from scripts.cli.__main__ import main
from scripts.cli.acting.act import Sheets
from scripts.cli.doctor import examined
from scripts.cli.doctoring.finding import Finding, Level
from scripts.cli.doctoring.registry import signing
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
from store.process.counters import UNNAMED
from store.process.settings import Settings
from store.provisioning.provision import lay_out
from store.provisioning.rewrap import CHANGED
from store.queue.signs_of_life import sign
from store.record.epochs import EPOCH
from store.store import opened_store
from store.tlog.note import Signer, Verifier
from tests.cli.support import LEAD, Environ, file
from tests.support.facts import PROVINCE
from tests.support.server import own_prefix

OPEN = {"law-unconfirmed", "lead-of-one", "no-days-off", "no-ground", "no-substitute", "wording-needed"}
"""Findings of `doctor` on a register that was just set up."""
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Register:
    """A register that is well."""

    environ: Environ
    uri: str
    folder: Path

    def examine(self, environ: Environ | None = None, *, running: bool = False, later: timedelta | None = None) -> Any:

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


def test_a_register_that_is_well_has_no_fault(register: Register) -> None:
    found = register.examine()
    assert {code for code, finding in found.items() if finding.level is not Level.NOTE} <= {"no-days-off"}
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
        ("master-key-malformed", laid(KEY, "key", "07" * 16), "restore the file"),
        ("master-key-foreign", laid(KEY, "key", "07" * 32), "restore the right file"),
        ("database-away", altered(CASEBOOK_MONGO_URI="mongodb://127.0.0.1:1/"), "check that mongod runs"),
        ("database-refuses", _wrong_password, "casebook provision"),
        ("queue-away", altered(CASEBOOK_REDIS_URL="redis://127.0.0.1:1/0"), "check that Valkey runs"),
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


def test_callers_whose_address_cannot_be_read(register: Register) -> None:
    queue = redis.Redis.from_url(register.environ["CASEBOOK_REDIS_URL"])
    queue.set(UNNAMED, 1)
    found = register.examine()
    queue.delete(UNNAMED)
    queue.close()
    assert "X-Forwarded-For" in found["clients-unnamed"].cure


def test_what_comes_with_time(register: Register) -> None:
    assert "NTP" in register.examine(later=timedelta(seconds=20))["clocks-apart"].cure
    assert "user recover binh.hoang" in register.examine(later=timedelta(days=3))["codes-lapsed"].cure
    assert register.examine(later=timedelta(days=800))["no-days-off"].level is Level.DUE, "a person confirms them"


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


def test_a_process_that_gave_a_sign_of_life_is_not_missed(register: Register) -> None:
    async def give() -> None:
        async with opened_store(Settings.from_env(register.environ)) as store:
            await sign(store.connection, "eraser")

    asyncio.run(give())
    assert "eraser-not-seen" not in register.examine(running=True)
    assert "casebook run eraser" in register.examine(running=True, later=timedelta(hours=4))["eraser-not-seen"].cure


def test_passkeys_belong_to_a_name(register: Register) -> None:
    with register.collection("main", "oauth_credentials") as rows:
        rows.insert_one({"_id": "user-moved", "passkey_hosts": ["before.example"]})
        found = register.examine(running=True)
        numbers = register.examine(
            {**register.environ, "CASEBOOK_SIGN_IN_URL": "https://203.0.113.7/oauth"}, running=True
        )
        rows.delete_one({"_id": "user-moved"})
    assert "1 account with passkeys for another host name" in found["passkeys-of-another-name"].what
    assert ("passkeys-need-a-name" in found, numbers["passkeys-need-a-name"].level) == (False, Level.NOTE)
    assert "passkeys-of-another-name" not in register.examine(running=True)


def test_a_job_that_was_given_up(register: Register) -> None:
    with register.collection("main", "outbox") as outbox:
        outbox.update_one({"state": "DUE"}, {"$set": {"state": "DEAD", "failure": "unknown"}})
        found = register.examine(running=True)
        outbox.update_one({"state": "DEAD"}, {"$set": {"state": "DUE"}})
    assert "jobs --again" in found["jobs-given-up"].cure


def test_an_overdue_job_that_somebody_deletes_is_missed_from_then_on(register: Register) -> None:
    later = timedelta(hours=1)
    assert "jobs-gone" not in register.examine(running=True, later=later)
    with register.collection("main", "outbox") as outbox:
        overdue = {"state": "DUE", "due_at": {"$lt": now().replace(tzinfo=None)}}
        [kept] = outbox.find(overdue).sort("due_at", 1).limit(1)
        outbox.delete_one({"_id": kept["_id"]})
        assert kept["_id"] in register.examine(running=True, later=later + timedelta(minutes=1))["jobs-gone"].what
        assert kept["_id"] in register.examine(running=True, later=timedelta(days=3))["jobs-gone"].what
        outbox.insert_one(kept)
        found = register.examine(running=True, later=later)
        assert ("jobs-gone" in found, kept["_id"] in found["jobs-put-back"].what) == (False, True)
        outbox.delete_one({"_id": kept["_id"]})
        found = register.examine(running=True, later=later + timedelta(minutes=1))
        assert ("jobs-gone" in found, "jobs-put-back" in found) == (True, False), "deleted once more"
        outbox.insert_one(kept)
    with register.collection("main", "counters") as counters:
        counters.delete_one({"_id": "overdue"})


def test_a_master_key_that_was_never_changed(register: Register) -> None:
    assert "master-key-aged" not in register.examine(running=True)
    with register.collection("main", "counters") as counters:
        counters.update_one({"_id": EPOCH}, {"$set": {CHANGED: datetime(2020, 1, 1)}})  # noqa: DTZ001
        found = register.examine(running=True)
        counters.update_one({"_id": EPOCH}, {"$unset": {CHANGED: 1}})
    assert ("2020-01-01" in found["master-key-aged"].what, found["master-key-aged"].level) == (True, Level.DUE)


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


def test_keys_belong_to_the_page_that_the_rule_names(register: Register) -> None:
    """The rule's page is another one, or there is none here; no signatory has a key."""
    rule = SigningRule(actions=("decideCase",), since=SINCE, page="https://so.example", proposed_by="a", by="b")
    known = replace(PROVINCE, others={Regulation: {"regulation-1": replace(FIRST, id="regulation-1", signing=(rule,))}})

    def codes(**more: str) -> list[str]:
        return [found.code for found in signing(known, Settings.from_env({**register.environ, **more}), now())]

    served = {"CASEBOOK_SIGN_IN_URL": "https://so.example/oauth"}
    assert codes() == ["signing-page-elsewhere", "too-few-keys"]
    assert codes(**served) == ["no-signing-page", "too-few-keys"]
    assert codes(**served, CASEBOOK_SIGN_CLIENT="client-sign") == ["too-few-keys"]
    assert not list(signing(PROVINCE, Settings.from_env(register.environ), now()))
