"""Servers and stores for all tests: real servers, on real sockets, nothing mocked.

A run has one provisioned folder, and each worker one database process. The process has two installations for tests that
ask for a store: one as it was provisioned, and one with the small province, which each worker enters once. Nothing is
dropped before the server is, because dropping waits for the disk.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from pymongo import AsyncMongoClient, monitoring

from scripts.local.database import Database
from scripts.local.queue import Queue
from store.driver.connection import Connection, Names
from store.keys.master import MasterKey
from store.provisioning.provision import USERS, lay_out, provision
from store.store import Store
from tests.support import differences
from tests.support.causes import Causes
from tests.support.chance import profile
from tests.support.clock import TestClock, keep_passing_rows
from tests.support.handed import misled
from tests.support.held import hold, strays
from tests.support.installation import Api, Process, environment, running_api, running_worker
from tests.support.left_behind import pytest_runtest_setup as pytest_runtest_setup
from tests.support.left_behind import pytest_runtest_teardown as pytest_runtest_teardown
from tests.support.province import Province, dumped, laid, provision_with_province
from tests.support.scheduling import WholeFiles, turn
from tests.support.server import given, leave_out, own_prefix, recipe, running_database, sweep, with_options
from tests.support.shapes.listed import faults
from tests.support.shapes.sent import FOLDER, Shapes, keep, merged, write
from tests.support.template import Template, locked, running_queue, template
from tests.support.tokens import Issuer
from tests.support.written import WRITES

settings.register_profile("casebook", profile())
settings.load_profile("casebook")

FAST_MONITORING = "serverMonitoringMode=poll&heartbeatFrequencyMS=500"
MEMORY, MEMORY_LEAST = Path("/dev/shm"), 6 << 30
"""A file system in memory, and the bytes that must be free there: a whole run leaves about 2 GB."""


SEARCHES = (20_000, 20, 20)
"""Thresholds of the garbage collector: new objects before a search among them, and searches before a wider one."""

HEARD = Shapes()
for listener in (HEARD, WRITES):  # before any client is made
    monitoring.register(listener)
SHAPES_OF_RUN = pytest.StashKey[Path]()
UNPROVEN = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Put the folders of a run in memory if it has room.

    No test cuts the power: tests of crashes kill processes, and what a killed process wrote is there in both cases. On
    a disk, each database that waits for the disk delays all others, up to twenty times.
    """
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > MEMORY_LEAST:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    given = getattr(config, "workerinput", {}).get("shapes")
    config.stash[SHAPES_OF_RUN] = Path(given or tempfile.mkdtemp(prefix="casebook-shapes-"))
    os.environ[FOLDER] = str(config.stash[SHAPES_OF_RUN])
    own_prefix()  # so that all workers have the mark of this run
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Causes())


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the run stores its query shapes."""
    node.workerinput["shapes"] = str(node.config.stash[SHAPES_OF_RUN])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write down the queries of this process. The process that started the run checks those of all."""
    folder, worker = session.config.stash[SHAPES_OF_RUN], getattr(session.config, "workerinput", None)
    write(HEARD.found, folder, worker["workerid"] if worker else "main")
    if worker:
        return
    if uri := given():
        sweep(uri)
    found = merged(folder)
    shutil.rmtree(folder)
    keep(found)
    if unproven := faults(found):
        session.config.stash[UNPROVEN] = unproven
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the reads that no index supports."""
    if unproven := config.stash.get(UNPROVEN, None):
        terminalreporter.section("reads that no index bounds (tests/support/shapes)", red=True)
        for line in unproven:
            terminalreporter.line(line)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse fixtures that ask for what only some may use. Put long tests first, so that no worker is left with one at
    the end (`tests.support.scheduling`)."""
    if given():
        leave_out(items)
    if wrong := misled(items):
        raise pytest.UsageError("\n".join(wrong))
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: turn(item.path, item.path in slow))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each file of tests to one worker as a whole."""
    return WholeFiles(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Stop the garbage collector during collection: everything imported then stays."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """Exclude the imported and collected objects from garbage collection, and collect less often.

    Here the API runs beside all objects of the tests, which are many times its own.
    """
    gc.freeze()
    gc.set_threshold(*SEARCHES)


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Return the first difference of two values."""
    return differences.of_values(left, right) if op == "==" else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Limit the output of a failure to what a person can read."""
    report = yield
    differences.shorten(report.longrepr)
    return report


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all workers of a run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Return a provisioned folder without content; on a given server, an installation for each test that asks."""
    if given():
        return recipe(province=False)
    return template(shared_folder(tmp_path_factory) / "bare", provision, USERS)


@pytest.fixture(scope="session")
def provisioned(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Return a provisioned folder with the small province."""
    if given():
        return recipe(province=True)
    return template(shared_folder(tmp_path_factory) / "province", provision_with_province, USERS)


@pytest.fixture(scope="session")
def database(provisioned: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Yield this worker's database, with passwords. No commit waits for the disk: nobody kills this server before the
    end."""
    home = tmp_path_factory.mktemp("database") / "data"
    with running_database(home, provisioned, sync=False, test_commands=True) as running:
        yield running


@pytest.fixture(scope="session")
def server_uri(provisioned: Template, database: Database) -> str:
    """Return the address of this worker's server, for its administrator."""
    return with_options(provisioned.uri(database, "root"), FAST_MONITORING)


@pytest.fixture(scope="session")
def root_uri(server_uri: str) -> str:
    """Return the server's address with the administrator's rights; where tests have a separate installation, that
    one's."""
    return server_uri


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Queue]:
    """Yield this worker's Valkey."""
    with running_queue(tmp_path_factory.mktemp("queue")) as running:
        yield running


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[Queue]:
    """Yield a Valkey for one test: workers of two installations on one queue would take each other's jobs."""
    with running_queue(tmp_path / "queue") as running:
        yield running


@pytest.fixture
def clock() -> TestClock:
    """Return a clock that a test moves."""
    return TestClock()


@asynccontextmanager
async def fresh_connection(uri: str, clock: TestClock) -> AsyncIterator[Connection]:
    """Yield a provisioned installation under its own prefix. It ends with its server, because dropping takes long
    here."""
    names = Names(own_prefix())
    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        await lay_out(client, names)
        await keep_passing_rows(client, names)
        yield Connection(
            client=client, names=names, master=MasterKey(b"\x07" * 32), origin="casebook.test/log", clock=clock
        )


@pytest.fixture(scope="session")
async def databases(server_uri: str) -> AsyncIterator[Connection]:
    """Yield databases that tests use one after another."""
    async with fresh_connection(server_uri, TestClock()) as made:
        yield made
        assert await strays(made) == []


@pytest.fixture(scope="session")
async def province(databases: Connection, tmp_path_factory: pytest.TempPathFactory) -> Province:
    """Return the small registry of `tests/support/world.py`, to be copied. One worker of a run enters it for all."""
    kept = shared_folder(tmp_path_factory) / "province.bson"
    with locked(kept.with_suffix(".lock")):
        if kept.exists():
            return Province.from_bytes(kept.read_bytes())
        made = await dumped(replace(databases, clock=TestClock()))
        kept.write_bytes(made.to_bytes())
        return made


@pytest.fixture
async def connection(
    databases: Connection, province: Province, clock: TestClock, request: pytest.FixtureRequest
) -> Connection:
    """Return a connection to provisioned databases, with the province if the test asks for `store`."""
    made = replace(databases, clock=clock)
    await hold(made, province.documents if "store" in request.fixturenames else laid(province))
    return made


@pytest.fixture
async def empty_store(connection: Connection) -> Store:
    """A store without a registry."""
    return Store(connection)


@pytest.fixture
async def store(connection: Connection, province: Province, clock: TestClock) -> Store:
    """Return a store with the small registry, just entered."""
    clock.now = max(clock.now, province.until)
    return Store(connection)


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    """A token issuer."""
    return Issuer()


@pytest.fixture(scope="session")
def installation(
    provisioned: Template,
    database: Database,
    redis: Queue,
    issuer: Issuer,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, str]:
    """Return the settings of an installation with the API's own rights and an entered registry."""
    return environment(tmp_path_factory.mktemp("installation"), provisioned.uri(database, "api"), redis.url, issuer)


@pytest.fixture(scope="session")
def api(installation: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield the API as a process."""
    with running_api(installation, tmp_path_factory.mktemp("api") / "api.log") as running:
        yield running


@pytest.fixture(scope="module")
def worker(installation: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """Yield a worker as a process, while a file of tests needs it. It polls for work ten times a second."""
    with running_worker(installation, tmp_path_factory.mktemp("worker") / "worker.log") as running:
        yield running
