"""Become a process of an installation with its own settings, for a service manager or a first try; or a witness."""

import os
import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from scripts.cli.environment import LINE, ROOT, Environ, WrongUse, home

HOST = "127.0.0.1"
"""A proxy on the same machine speaks TLS and leads here."""
SOCKETS = ("--ws", "api.middleware.paced_sockets:PacedSockets", "--ws-max-size", "1048576")
SERVER = ("--no-access-log", "--no-server-header", *SOCKETS, "--timeout-graceful-shutdown", "20")
# Public reads leave no trace, hence no access log. A larger message on a socket is not read; the API admits less.
PORTS = 1 << 16
MODULES = {
    "worker": "workers.main",
    "eraser": "workers.eraser",
    "verifier": "workers.verifier",
    "sealer": "workers.sealer",
}
PROCESSES = ("api", *MODULES)
"""Those of `verbs.toml`."""


def run(options: Namespace, environ: Environ) -> int:
    """Become it; the settings of the command line are not passed on."""
    settings = settings_of(home(environ) / "settings" / options.process)
    if options.port is not None:
        if options.process != "api" or not 0 < options.port < PORTS:
            raise WrongUse("--port: of an API only, from 1 to 65535")
        settings["CASEBOOK_PORT"] = str(options.port)
    if options.words and options.process != "sealer":
        raise WrongUse("words after -- are for the sealer only")
    kept = {name: value for name, value in environ.items() if not name.startswith("CASEBOOK_")}
    command = [sys.executable, "-P", "-m", *command_of(options.process, settings), *options.words]
    os.execve(sys.executable, command, {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **settings})


def command_of(process: str, settings: Mapping[str, str]) -> list[str]:
    """The module of a process and its arguments."""
    if process != "api":
        return [MODULES[process]]
    return ["uvicorn", "api.app:create", "--factory", "--host", HOST, "--port", settings["CASEBOOK_PORT"], *SERVER]


def settings_of(path: Path) -> dict[str, str]:
    """The settings in a file. Raises WrongUse without it."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        raise WrongUse(f"{path} cannot be read: `casebook init` writes it") from None
    return {found[1]: found[2] for line in lines if (found := LINE.fullmatch(line))}


def witness(options: Namespace, environ: Environ) -> int:
    """Become the witness's process."""
    os.execve(sys.executable, [sys.executable, "-m", "workers.witness", *options.words], dict(environ))
