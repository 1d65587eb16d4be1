"""A whole installation for tests: API and worker as separate processes, over real servers."""

import os
import re
import socket
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from pymongo import MongoClient

from store.driver.connection import Names
from tests.support import forked, web
from tests.support.certificates import root
from tests.support.forked import REPOSITORY, Child
from tests.support.patience import PATIENCE, until
from tests.support.tokens import AUDIENCE, ISSUER, Issuer

MASTER = "07" * 32
METRICS_TOKEN = "0a" * 24
COVERAGE = "COVERAGE_PROCESS_CONFIG"
"""Variable by which coverage measures the processes that are started."""
ADDRESS = re.compile(r"\w[\w+]*://[^/]*/([^?]*)")
Headers = Mapping[str, str] | None


def free_port() -> int:
    """Return a port that is reserved for a server of ours until the run ends, before its start and between two starts.

    On Linux a port that is bound without listening does not disturb a server that sets SO_REUSEADDR. Until the server
    listens, connections are refused.
    """
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind(("127.0.0.1", 0))
    port: int = kept.getsockname()[1]
    if sys.platform == "linux":
        kept.detach()  # it stays open
    else:
        kept.close()
    return port


def prefix_of(uri: str) -> str:
    """Return the prefix of the installation at a test's address: its default database, or the prefix of every
    template."""
    found = ADDRESS.match(uri)
    return (found and found[1]) or "casebook"


def environment(folder: Path, mongo: str, redis: str, issuer: Issuer, prefix: str = "") -> dict[str, str]:
    """Return the settings of an installation with files in the folder. Without a prefix, the address gives it."""
    master = folder / "master.key"
    master.write_text(MASTER)
    promise = folder / "promise.key"
    promise.write_text("09" * 32)
    token = folder / "metrics.token"
    token.write_text(METRICS_TOKEN + "\n")
    roots = folder / "roots.pem"
    roots.write_bytes(root().pem)
    return {
        "CASEBOOK_METRICS_TOKEN_FILE": str(token),
        "CASEBOOK_PROMISE_KEY_FILE": str(promise),
        "CASEBOOK_SIGNING_ROOTS_FILE": str(roots),
        "CASEBOOK_MONGO_URI": mongo,
        "CASEBOOK_MONGO_PREFIX": prefix or prefix_of(mongo),
        "CASEBOOK_REDIS_URL": redis,
        "CASEBOOK_MASTER_KEY_FILE": str(master),
        "CASEBOOK_ISSUER": ISSUER,
        "CASEBOOK_ISSUER_AGENCIES": f"{ISSUER}=*",
        "CASEBOOK_AUDIENCE": AUDIENCE,
        "CASEBOOK_JWKS_FILE": str(issuer.write_keys(folder / "jwks.json")),
        "CASEBOOK_LOG_ORIGIN": "casebook.test/log",
        "CASEBOOK_MODE": "development",
        "CASEBOOK_PROOF_BITS": "0",
        "CASEBOOK_WEBHOOK_LOOPBACK": "on",
        "CASEBOOK_WORKER_POLL": "100",
        "CASEBOOK_STALENESS_MS": "0",  # tests write past the API, and ask it at once
    }


def forget_the_day(env: Mapping[str, str], root_uri: str) -> None:
    """Reset how often officers acted today: many files of tests share an installation."""
    with MongoClient[dict[str, Any]](root_uri) as client:
        counters = client[Names(env["CASEBOOK_MONGO_PREFIX"]).main]["counters"]
        counters.delete_many({"_id": {"$gte": "daily:", "$lt": "daily;"}})


class Process:
    """A child process that can be killed and started again."""

    def __init__(self, command: list[str], env: Mapping[str, str], log: Path) -> None:
        self.command, self.env, self.log = command, dict(env), log
        self.starts = 0
        self.child = self._start()

    def _start(self) -> Child:
        self.starts += 1
        match self.command:
            case [sys.executable, "-m", module, *arguments]:
                return forked.start(module, arguments, self.env, self.log)
        env = {**os.environ, **self.env, "PYTHONPATH": str(REPOSITORY)}
        with self.log.open("ab") as log:
            return subprocess.Popen(self.command, env=env, cwd=REPOSITORY, stdout=log, stderr=log)

    def kill(self) -> None:
        self.child.kill()
        self.child.wait()

    def end(self) -> None:
        """End the process in the fastest way. If coverage is measured, it may write its data first."""
        if COVERAGE in os.environ:
            self.stop()
        else:
            self.kill()

    def restart(self) -> None:
        self.child = self._start()

    def wait_said(self, words: str) -> None:
        """Wait until the log contains the words once for each start. Raise AssertionError with the log."""
        until(self.log.read_text, wanted=lambda said: said.count(words) >= self.starts)

    def stop(self) -> int:
        self.child.terminate()
        return self.child.wait(PATIENCE)


class Api(Process):
    def __init__(self, env: Mapping[str, str], log: Path, port: int | None = None) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.client = web.Keeping()
        serve = ["-m", "uvicorn", "api.app:create", "--factory", "--host", "127.0.0.1", "--port", str(self.port)]
        sockets = ["--ws", "api.middleware.paced_sockets:PacedSockets"]
        super().__init__([sys.executable, *serve, *sockets, "--no-access-log"], env, log)

    def kill(self) -> None:
        super().kill()
        self.client.close()

    def restart(self) -> None:
        self.client = web.Keeping()
        super().restart()

    def stop(self) -> int:
        self.client.close()
        return super().stop()

    def wait_ready(self, path: str = "/readyz") -> None:
        """Wait until the API serves. Raise AssertionError with the log if it does not."""
        until(lambda: self._serves(path), f"{self.url} does not serve")

    def _serves(self, path: str) -> bool:
        assert self.child.poll() is None, self.log.read_text()[-3000:]
        return web.serves(self.url + path)

    def post(self, token: str | None, query: str, headers: Mapping[str, str] | None = None, **variables: Any) -> Any:
        """Send a GraphQL request over a persistent connection, as clients do. Return the response."""
        sent = dict(headers or {})
        if token:
            sent["Authorization"] = f"Bearer {token}"
        body = {"query": query, "variables": variables}
        send = web.post if self.client.is_closed else self.client.post  # to a port where nobody is any more
        return send(self.url + "/graphql", json=body, headers=sent)

    def send(self, method: str, path: str, **named: Any) -> httpx.Response:
        """Send any request over the persistent connection. Return the response."""
        answer: httpx.Response = self.client.request(method, self.url + path, **named)
        return answer

    def ask(self, token: str, query: str, headers: Headers = None, **variables: Any) -> Any:
        """Return the data of a request that must succeed. If it took too long it is sent once more, as clients do."""
        answer = self.post(token, query, headers, **variables).json()
        if any(error["extensions"].get("code") == "TIMEOUT" for error in answer.get("errors", ())):
            warnings.warn(f"sent again after its time limit, at load {os.getloadavg()}: {query[:80]}", stacklevel=2)
            answer = self.post(token, query, headers, **variables).json()
        assert "errors" not in answer, answer
        return answer["data"]


@contextmanager
def running_api(env: Mapping[str, str], log: Path, port: int | None = None) -> Iterator[Api]:
    """Yield the API, on a port that its settings may name, and stop it at the end."""
    api = Api(env, log, port)
    try:
        api.wait_ready("/livez")
        yield api
    finally:
        api.end()


@contextmanager
def running_worker(env: Mapping[str, str], log: Path) -> Iterator[Process]:
    worker = Process([sys.executable, "-m", "workers.main"], env, log)
    try:
        yield worker
    finally:
        worker.end()
