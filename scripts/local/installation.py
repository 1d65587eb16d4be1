"""The plan of a real installation, and the data with which a person uses the installation."""

import json
import sys
from collections.abc import Mapping, Sequence
from secrets import token_urlsafe
from shlex import quote
from typing import Any

from scripts.cli.doctoring.work import unready
from scripts.cli.first_day.folder import COMMAND_LINE, lines
from scripts.cli.run import command_of
from scripts.cli.tokens import cards
from scripts.local import database, queue, sample_signing
from scripts.local.database import Database, Provision, provision_once
from scripts.local.home import ROOT, Home, Local, base, environment, pages
from scripts.local.process import Program, spawn
from scripts.local.queue import Queue
from scripts.local.stop import say
from scripts.local.supervisor import Part, Plan
from store.keys.master import MasterKey
from store.process.private_files import write_private
from store.process.settings import one

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
    "register": "/register/",
    "report": "/report/",
    "desk": "/desk/",
    "inspect": "/inspect/",
    "administer": "/administer/",
    "sign": "/sign/",
    "sign in": "/oauth/",
}
FIRST = "lead-handler"
SIGNED = (
    "Acts are signed. The sample people of the lead agency and of the People's Committee have keys of software:\n"
    "the page for signing offers them, and whoever has this installation can sign with them."
)


def card(home: Home, ports: Sequence[int], samples: Mapping[str, Any], pids: Mapping[str, int]) -> str:
    """Return the text of dev.json. It has every address at the first API, the addresses of all APIs, and the tokens and
    accounts of the sample people."""
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
        say(f"\n{SIGNED}")
    say("\nTo sign in as a sample: scripts/casebook account --name " + FIRST)
    say("\nCtrl-C ends everything; the data stays.")


def first_request(port: int, home: Home) -> str:
    """Return a shell command with a query that every GraphQL schema can answer."""
    elsewhere = f"CASEBOOK_HOME={quote(str(home.root))} " if home.root != ROOT / ".casebook" else ""
    return (
        f"curl -s {base(port)}/graphql -H 'Content-Type: application/json' "
        f'-H "Authorization: Bearer $({elsewhere}scripts/casebook token --name {FIRST})" '
        '-d \'{"query": "{ __typename }"}\''
    )


GRACE = ("--timeout-graceful-shutdown", "5")
"""Option that keeps open subscriptions from delaying the end."""


class Installation:
    """One installation during one run. It stores the addresses, so that a restarted server has the same address."""

    def __init__(
        self, home: Home, port: int, provision: Provision, ports: Sequence[int] = (), *, signing: bool = False
    ) -> None:
        self._home = home
        self._ports = (port, *ports)  # addresses of the APIs; people and samples use the first
        self._folder = Local.of(home, port)  # a lost master key is refused before anything is started
        self._provision = provision
        self._signing = signing
        self._database: Database | None = None
        self._queue: Queue | None = None
        self._samples: dict[str, Any] | None = None

    def plan(self) -> Plan:
        signing = [Part("signing", lambda: self._module("signing", "scripts.local.sample_signing"), task=True)]
        return Plan(
            parts=(
                Part("database", self._start_database),
                Part("queue", self._start_queue),
                *(signing if self._signing else ()),
                Part("seed", lambda: self._module("seed", "scripts.local.each_start"), task=True),
                *(self._api(number, port) for number, port in enumerate(self._ports, 1)),
                *(self._service(name) for name in ("worker", "eraser", "verifier", "sealer")),
            ),
            unready=lambda: next(filter(None, map(unready, self._ports)), None),
            ready=self._ready,
            ended=self._ended,
        )

    def _api(self, number: int, port: int) -> Part:
        """Return one of several APIs. The APIs share everything except the port."""
        name = "api" if number == 1 else f"api-{number}"
        command = [*command_of("api", {"CASEBOOK_PORT": str(port)}), *GRACE]
        return Part(name, lambda: self._module(name, *command, process="api"))

    def _service(self, name: str) -> Part:
        return Part(name, lambda: self._module(name, *command_of(name, {}), process=name))

    def _start_database(self) -> Database:
        if self._database is None:
            provision_once(self._home, one("mongo_prefix"), self._folder.passwords(), self._provision)
        port = self._database.port if self._database else 0
        self._database = database.launch(self._home.database, port=port, auth=True, log=self._home.log("database"))
        return self._database

    def _start_queue(self) -> Queue:
        """Start the queue. The first time, also start the log before anything is written, so that every entry has an
        author."""
        first, url = self._queue is None, self._queue.url if self._queue else None
        self._queue = queue.launch(self._home.queue, url=url, log=self._home.log("queue"))
        if first and self._database:
            self._folder = Local.of(self._home, self._ports[0], self._database.uri(), self._queue.url)
            self._folder.start_log()
            write_private(self._home.env, lines(self._folder.settings(COMMAND_LINE)))
        return self._queue

    def _module(self, name: str, *command: str, process: str = COMMAND_LINE) -> Program:
        log, env = self._home.log(name), environment(self._folder.settings(process))
        return Program(spawn([sys.executable, "-m", *command], log, env=env, cwd=ROOT), log)

    def _ready(self, pids: Mapping[str, int]) -> None:
        if self._samples is None:
            self._samples = {**cards(self._folder.settings(COMMAND_LINE)), "explorer_key": token_urlsafe(24)}
            if self._signing:
                master = MasterKey.from_file(self._folder.secret("master-key"))
                self._samples["signing_keys"] = sample_signing.card(master)
            greet(self._home, self._ports[0], self._samples)
        write_private(self._home.dev, card(self._home, self._ports, self._samples, pids))

    def _ended(self) -> None:
        self._home.dev.unlink(missing_ok=True)
        self._home.env.unlink(missing_ok=True)
