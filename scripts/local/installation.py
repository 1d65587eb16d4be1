"""The plan of a real installation, tokens of its samples, and what a person needs to use it."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from secrets import token_urlsafe
from shlex import quote
from subprocess import DEVNULL, PIPE, TimeoutExpired, run
from typing import Any

from scripts.local import database, process, queue, sample_signing
from scripts.local.database import Database, Provision, provision_once
from scripts.local.home import (
    HOST,
    ROOT,
    Addresses,
    Home,
    author_key,
    base,
    environment,
    log_origin,
    master_key,
    pages,
    passwords,
    prefix,
    settings,
)
from scripts.local.plan import Plan, Program, Service, Task, launch
from scripts.local.process import StartFailed, opened, tail
from scripts.local.queue import Queue
from scripts.local.stop import say
from store.keys.author import Author
from store.keys.master import MasterKey
from store.process.private_files import write_private

PLACES = {
    "graphql": "/graphql",
    "schema": "/schema.graphql",
    "ready": "/readyz",
    "report": "/report/",
    "press": "/press/",
    "log": "/log/checkpoint",
    "log_key": "/log/key",
    "sign_in": "/oauth/",
}
PAGES = {
    "press": "/press/",
    "report": "/report/",
    "desk": "/desk/",
    "inspect": "/inspect/",
    "administer": "/administer/",
    "sign": "/sign/",
    "sign in": "/oauth/",
}
FIRST = "lead-handler"
SIGNING = (
    "Acts are signed. The sample people of the lead agency and of the People's Committee have keys of software:\n"
    "the page for signing offers them, and whoever has this installation can sign with them."
)


def card(home: Home, ports: Sequence[int], samples: Mapping[str, Any], pids: Mapping[str, int]) -> str:
    """Return the text of dev.json: addresses, those of the first API in full, and tokens and accounts of the
    samples."""
    port, apis = ports[0], [base(port) for port in ports]
    places = {name: base(port) + path for name, path in PLACES.items()}
    places["explorer"] = explorer(port, samples)
    shown = {**places, **samples, "apis": apis, "pids": pids, "home": str(home.root), "port": port}
    return json.dumps(shown, indent=2) + "\n"


def explorer(port: int, samples: Mapping[str, Any]) -> str:
    """Return the address of the explorer with its key, for the sample people's tokens."""
    return f"{base(port)}/graphql#key={samples['explorer_key']}"


def greet(home: Home, port: int, samples: Mapping[str, Any]) -> None:
    """Print addresses and a first request; secrets stay in dev.json."""
    say(f"Casebook is ready. Tokens and accounts of the sample people are in {home.dev}\n")
    say(f"  {'explorer':<11} {explorer(port, samples)}")
    for name, path in PAGES.items():
        say(f"  {name:<11} {pages(port)}{path}")
    say(f"\nA first request, in another terminal:\n\n  {first_request(port, home)}")
    if "signing_keys" in samples:
        say(f"\n{SIGNING}")
    say("\nTo sign in as a sample: scripts/casebook account --name " + FIRST)
    say("\nCtrl-C ends everything; the data stays.")


def first_request(port: int, home: Home) -> str:
    """Return a shell command that queries only what every GraphQL schema has."""
    elsewhere = f"CASEBOOK_HOME={quote(str(home.root))} " if home.root != ROOT / ".casebook" else ""
    return (
        f"curl -s {base(port)}/graphql -H 'Content-Type: application/json' "
        f'-H "Authorization: Bearer $({elsewhere}scripts/casebook token --name {FIRST})" '
        '-d \'{"query": "{ __typename }"}\''
    )


WITHIN = 60.0


def sample(env: Mapping[str, str], log: Path) -> dict[str, Any]:
    """Return the samples' part of dev.json: tokens and accounts. They are read from a pipe and never logged."""
    command = [sys.executable, "-m", "scripts.cli", "tokens", "--accounts"]
    try:
        with opened(log) as errors:
            done = run(
                command,
                env=env,
                cwd=ROOT,
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=errors,
                timeout=WITHIN,
                check=False,
            )
        found = json.loads(done.stdout) if done.returncode == 0 else None
    except (TimeoutExpired, ValueError):
        found = None
    if not isinstance(found, dict) or "tokens" not in found:
        raise StartFailed(f"no tokens. The end of {log}:\n{tail(log)}")
    return {**found, "explorer_key": token_urlsafe(24)}


COMMAND_LINE_USER, COMMAND_LINE_AUTHOR = "api", "cli"
AUTHORS = ("api", "worker", "eraser", "verifier", COMMAND_LINE_AUTHOR)
"""Authors who sign their writes: the programs that write, and the command line."""
SERVER = ["uvicorn", "api.app:create", "--factory", "--host", HOST]
# Public reads leave no trace, hence no access log. An open subscription may not delay the end. A larger message is not
# read at all; the API itself admits 256 KiB.
SOCKETS = ["--ws", "api.middleware.paced_sockets:PacedSockets", "--ws-max-size", "1048576"]
QUIET = [*SOCKETS, "--no-access-log", "--timeout-graceful-shutdown", "5"]


class Installation:
    """One installation during one run. It remembers the addresses, so that a restarted server keeps its own."""

    def __init__(
        self,
        home: Home,
        port: int,
        users: Sequence[str],
        provision: Provision,
        ports: Sequence[int] = (),
        *,
        signing: bool = False,
    ) -> None:
        self._home = home
        self._port = port
        self._ports = (port, *ports)  # addresses of the APIs; people and samples use the first
        self._passwords = passwords(home, users)
        self._provision = provision
        self._signing = signing
        self._database: Database | None = None
        self._queue: Queue | None = None
        self._samples: dict[str, Any] | None = None
        master_key(home)  # refused before anything is started

    def plan(self) -> Plan:
        return Plan(
            parts=(
                Service("database", self._start_database),
                Service("queue", self._start_queue),
                Task("sealer-key", self._sealer_key),
                *((Task("signing", self._turn_signing_on),) if self._signing else ()),
                Task("seed", lambda: self._module("seed", ["scripts.local.each_start"], COMMAND_LINE_USER)),
                *(self._api(number, port) for number, port in enumerate(self._ports, 1)),
                Service("worker", lambda: self._module("worker", ["workers.main"], "worker")),
                Service("eraser", lambda: self._module("eraser", ["workers.eraser"], "eraser")),
                Service("verifier", lambda: self._module("verifier", ["workers.verifier"], "verifier")),
                Service("sealer", lambda: self._module("sealer", ["workers.sealer"], "sealer")),
            ),
            unready=lambda: next(filter(None, map(process.unready, self._ports)), None),
            ready=self._ready,
            ended=self._ended,
        )

    def _turn_signing_on(self) -> Program:
        return self._module("signing", ["scripts.local.sample_signing"], COMMAND_LINE_USER)

    def _api(self, number: int, port: int) -> Service:
        """Return one of several APIs: they share everything but their port."""
        name = "api" if number == 1 else f"api-{number}"
        command = [*SERVER, "--port", str(port), *QUIET]
        return Service(name, lambda: self._module(name, command, "api", "api"))

    def _start_database(self) -> Database:
        log = self._home.log("database")
        if self._database is None:
            provision_once(self._home, prefix(), self._passwords, self._provision)
        port = self._database.port if self._database else 0
        self._database = database.launch(self._home.database, port=port, auth=True, log=log)
        return self._database

    def _start_queue(self) -> Queue:
        url = self._queue.url if self._queue else None
        self._queue = queue.launch(self._home.queue, url=url, log=self._home.log("queue"))
        self._write_env()
        return self._queue

    def _write_env(self) -> None:
        """Write the settings of the command line, and again once the log has its key."""
        lines = (f"{key}={value}\n" for key, value in self._settings(COMMAND_LINE_USER).items())
        write_private(self._home.env, "".join(lines))

    def _sealer_key(self) -> Program:
        """Make the log's key and admit authors before anything is written, so that every entry has an author."""
        files = (author_key(self._home, author) for author in AUTHORS)
        keys = [Author.from_file(file, log_origin(self._home)).vkey() for file in files]
        return self._module("sealer-key", ["workers.sealer", "--init", "--admit", *keys], "sealer")

    def _module(self, name: str, command: Sequence[str], user: str, author: str | None = None) -> Program:
        full = [sys.executable, "-m", *command]
        author = author or (name if name in AUTHORS else COMMAND_LINE_AUTHOR)
        return launch(full, self._home.log(name), env=environment(self._settings(user, author)), cwd=ROOT)

    def _settings(self, user: str, author: str = COMMAND_LINE_AUTHOR) -> dict[str, str]:
        assert self._database is not None
        assert self._queue is not None
        mongo = self._database.uri(user, self._passwords[user])
        return settings(self._home, Addresses(self._port, mongo, self._queue.url), author)

    def _ready(self, pids: Mapping[str, int]) -> None:
        self._write_env()
        if self._samples is None:
            env = environment(self._settings(COMMAND_LINE_USER))
            self._samples = sample(env, self._home.log("tokens"))
            if self._signing:
                master = MasterKey(bytes.fromhex(master_key(self._home).read_text().strip()))
                self._samples["signing_keys"] = sample_signing.card(master)
            greet(self._home, self._port, self._samples)
        write_private(self._home.dev, card(self._home, self._ports, self._samples, pids))

    def _ended(self) -> None:
        self._home.dev.unlink(missing_ok=True)
        self._home.env.unlink(missing_ok=True)
