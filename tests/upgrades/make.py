"""Make the kept installation of a released version, with that version's own code: see README.md.

python -m tests.upgrades.make FILE
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from domain.erasure.erasures import ANNOUNCED_FOR
from domain.kernel.actor import OPERATOR, Actor, Caller
from scripts.cli.__main__ import main as casebook
from scripts.cli.environment import settings_of
from scripts.cli.run import MODULES
from scripts.local.rehearsal import empty_database
from store.driver.connection import Names
from store.keys.author import Author
from store.process.settings import DESKS, variable
from store.provisioning.provision import RIGHTS, SERVICES, role_document
from store.store import Store
from tests.matrix.conftest import lift_limits
from tests.matrix.lives import LIVES, enriched
from tests.matrix.rich import MarkingPlay, World, new_mark
from tests.matrix.richer import Beside, stand_beside
from tests.matrix.served import Here, laid_out, served_here
from tests.support import moved_clock, web
from tests.support.first_day import answers, enrol, token
from tests.support.handling_facts import LONG
from tests.support.installation import Process, environment, free_port, running_api
from tests.support.patience import until
from tests.support.public import with_others
from tests.support.template import running_queue
from tests.support.tokens import Issuer
from tests.support.world import LEAD, PAGES
from tests.upgrades.kept import PREFIX, Where, keep

MINUTE = 60
MEMORY = Path("/dev/shm")
WORD = "first"
PERSON = "an.nguyen"
OF_INIT = frozenset({"agency-lead", "lead-2021", "grant-lead"})
"""Rows of the tests' province that `casebook init` enters already."""
PROVINCE = f"""\
area = [{{ id = "area-first", name = "Xã Đầu", level = "COMMUNE", since = 2021-07-04, source = "test" }}]

[[agency]]
id = "agency-lead"
kind = "DEPARTMENT"
since = 2021-07-04
source = "test"
name = [{{ name = "Cơ quan agency-lead", short = "LEAD" }}]
page = [{{ address = "{PAGES[LEAD]}", title = "Trang thử" }}]
competence = [{{ task = "VERIFY" }}, {{ task = "DECIDE" }}]
"""
SIGNING_IN = frozenset({variable("sign_in_url"), *(variable(f"{desk}_client") for desk in DESKS)})
"""Settings of the embedded server and its pages. While the installation is filled, tokens are another issuer's."""
PURPOSE = {"Casebook-Purpose": "INSPECTION"}
DEVELOPMENT = {"CASEBOOK_MODE": "development", "CASEBOOK_WORKER_POLL": "100", "CASEBOOK_ERASER_POLL": "1"}


@contextmanager
def installation(folder: Path) -> Iterator[tuple[str, Where]]:
    """A database and a queue, and where an installation is to be; the administrator's address of the database."""
    database = empty_database(folder / "database", WORD)
    try:
        with running_queue(folder / "queue") as queue:
            home = folder / "home"
            home.mkdir(mode=0o700)
            yield database.uri("root", WORD), Where(home, f"127.0.0.1:{database.port}", queue.url, free_port())
    finally:
        database.kill()


def init(uri: str, where: Where) -> dict[str, str]:
    """The first day; the settings of the API."""
    registry = where.home / "province.toml"
    registry.write_text(PROVINCE, encoding="utf-8")
    places = {"database": f"mongodb://{where.database}/", "queue": where.queue, "registry": str(registry)}
    places |= {"url": f"http://127.0.0.1:{where.port}", "log": "casebook.example/log"}
    told = answers("agency-lead", "2021-07-04", "test", port=where.port, **places)
    (where.home / "first-day.toml").write_text(told, encoding="utf-8")
    environ = {"CASEBOOK_HOME": str(where.home), "CASEBOOK_ADMIN_URI": uri}
    casebook(["init", "--file", str(where.home / "first-day.toml")], environ)  # 1: nothing runs yet
    return settings_of(where.home / "settings/api")


def signed_in(own: Mapping[str, str], where: Where, log: Path) -> str:
    """A person with a password, one-time codes, a session and tokens; the secret of the codes."""
    with running_api(own, log) as api:
        api.wait_ready()
        seed = enrol(api.url, PERSON, where.home / "codes")
        assert token(api.url, PERSON, seed)
        return seed


def filled(uri: str, own: Mapping[str, str], where: Where, folder: Path) -> dict[str, bytes]:
    """Fill an installation with every kind of stream, all of it sealed; packs of two cases."""
    issuer, patch = Issuer(), pytest.MonkeyPatch()
    foreign = environment(folder, own["CASEBOOK_MONGO_URI"], where.queue, issuer)
    env = foreign | {name: value for name, value in own.items() if name not in SIGNING_IN} | DEVELOPMENT
    env |= {name: foreign[name] for name in ("CASEBOOK_ISSUER", "CASEBOOK_AUDIENCE")}
    patch.setattr(Store, "execute", by_command_line(settings_of(where.home / "env"), Store.execute))
    try:
        laid_out({**env, "CASEBOOK_MONGO_URI": uri})
        with_others(env)
        with served_here(env, Here) as api:
            lift_limits(patch)
            made = enriched(api, issuer)
            with process("worker", where, folder, DEVELOPMENT), process("sealer", where, folder):
                stand_beside(made)
                orders(made, where, folder)
                sealed(made)
                return dict(packed(made))
    finally:
        patch.undo()


def by_command_line(env: Mapping[str, str], execute: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Return `execute` with the operator's acts signed by the command line's key, as the sealer demands."""
    author = Author.from_file(Path(env[variable("author_key_file")]), env[variable("log_origin")])

    async def entered(store: Store, who: Caller | Actor, command: Any, **sent: Any) -> Any:
        if sent.get("target") in OF_INIT:
            return None
        own = Store(replace(store.connection, author=author)) if who == OPERATOR else store
        return await execute(own, who, command, **sent)

    return entered


@contextmanager
def process(name: str, where: Where, folder: Path, more: Mapping[str, str] | None = None) -> Iterator[None]:
    """One of the installation's processes, with its own user and key, ended in order."""
    command = [sys.executable, "-m", MODULES[name]]
    running = Process(command, {**settings_of(where.home / "settings" / name), **(more or {})}, folder / f"{name}.log")
    try:
        yield
    finally:
        assert running.stop() == 0


def orders(made: World, where: Where, folder: Path) -> None:
    """Erasures: one carried out, one that two approved, one that waits for the second of them."""
    beside = Beside(made)
    done = made.records["erasure"].id
    beside.clerk.do("ppc.signatory", "approveErasure", done, reasons=LONG)
    with process("eraser", where, folder, DEVELOPMENT):
        beside.until("approveErasure", done, "state announcedAt", str(datetime.now(UTC).year))
        sealed(made)
    moved_clock.move_mine(0)
    made.tokens.clear()  # they ended during that day
    with process("eraser", where, folder, DEVELOPMENT):
        beside.until("approveErasure", done, "state", "DONE")
    for approving in (("lead.signatory", "ppc.signatory"), ("lead.signatory",)):
        play = MarkingPlay(made.api, made.issuer)
        play.mark = new_mark()
        LIVES["protected"](play, made)
        erasure = beside.clerk.do("lead", "proposeErasure", target=play.case, reasons=LONG)
        for who in approving:
            beside.clerk.do(who, "approveErasure", erasure, reasons=LONG)


def sealed(made: World) -> None:
    """Wait until the log has everything, and the ends of all streams."""
    ask = "{ log { pending } }"
    until(lambda: made.api.ask(made.token("lead"), ask)["log"]["pending"], wanted=lambda left: left == 0)
    until(lambda: web.get(f"{made.api.url}/log/streams").status_code, wanted=lambda code: code == 200)


def packed(made: World) -> Iterator[tuple[str, bytes]]:
    """Packs of a case with everything, and of one whose texts were destroyed, as an inspector is given them."""
    inspector = Beside(made).clerk.token("inspection.inspector")
    headers = {"Authorization": f"Bearer {inspector}", **PURPOSE}
    for name in ("whole", "protected"):
        answer = web.get(f"{made.api.url}/cases/{made.cases[name].id}/record", headers=headers)
        assert answer.status_code == 200, answer.text
        yield f"{name}.jsonl", answer.content


def rights() -> dict[str, Any]:
    names = Names(PREFIX)
    users = {user: f"{PREFIX}-{service}" for user, service in SERVICES.items()}
    return {"roles": [role_document(service, names) for service in RIGHTS], "users": users}


def main(file: Path) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.exists() else None) as name:
        folder = Path(name)
        with installation(folder) as (uri, where):
            own = init(uri, where)
            packs = filled(uri, own, where, folder)
            people = {PERSON: signed_in(own, where, folder / "api.log").encode()}
            with process("sealer", where, folder):
                at_rest(uri)
            made = {"packs": packs, "backup": backed_up(where, folder), "people": people}
            keep(file, uri, where, rights(), made)
    print(f"{file}: {file.stat().st_size} bytes")


def backed_up(where: Where, folder: Path) -> dict[str, bytes]:
    """A backup of this version, and the identity that opens it."""
    identity, archives = folder / "identity", folder / "backup"
    environ = {**settings_of(where.home / "env"), "CASEBOOK_HOME": str(where.home)}
    with redirect_stdout(StringIO()) as said:
        assert casebook(["keys", "backup", "--to", str(identity)], environ) == 0
    recipient = said.getvalue().strip()
    assert casebook(["backup", "--to", str(archives), "--recipient", recipient], environ) == 0
    return {path.name: path.read_bytes() for path in (identity, *archives.iterdir())}


def at_rest(uri: str) -> None:
    """Wait until nothing waits to be sealed."""
    with MongoClient[dict[str, Any]](uri) as client:
        pending = client[Names(PREFIX).log]["pending"]
        until(lambda: pending.find_one({}) is None, "everything is in the log")


def begin(file: Path) -> None:
    """Begin again on the day before, so that the destruction that is announced then can be carried out now."""
    if moved_clock.AHEAD in os.environ:
        return main(file)
    with tempfile.TemporaryDirectory() as name:
        env = os.environ | moved_clock.settings(Path(name))
        moved_clock.move(Path(env[moved_clock.AHEAD]), -int(ANNOUNCED_FOR.total_seconds()) - MINUTE)
        sys.exit(
            subprocess.run([sys.executable, "-m", "tests.upgrades.make", str(file)], env=env, check=False).returncode
        )


if __name__ == "__main__":
    begin(Path(sys.argv[1]).absolute())
