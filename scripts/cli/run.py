"""Starts a process of an installation with its own settings, for a service manager or a first try; or a witness.

A service manager may hand over settings and keys as credentials (`docker/systemd/`). Then the process reads neither the
installation's folder nor files of other processes.
"""

import os
import sys
from argparse import Namespace
from collections.abc import Mapping

from scripts.cli.environment import ROOT, Environ, WrongUse, handed_over, home

HOST = "127.0.0.1"
"""Address on which the API listens; a TLS proxy on the same machine forwards to it."""
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
ONCE = ("eraser", "verifier")
"""Processes that a timer may start. They complete the due work, and end."""
PROCESSES = ("api", *MODULES)
"""Processes that `verbs.toml` names."""


def run(options: Namespace, environ: Environ) -> int:
    """Replace this process with the named process. Settings of the command line are not passed on."""
    settings = handed_over(environ, home(environ) / "settings" / options.process)
    settings |= _kept_in_state(options.process, environ)
    if options.port is not None:
        if options.process != "api" or not 0 < options.port < PORTS:
            raise WrongUse("--port: of an API only, from 1 to 65535")
        settings["CASEBOOK_PORT"] = str(options.port)
    if options.words and options.process not in ("sealer", *ONCE):
        raise WrongUse("words after -- are for the sealer, and --once for eraser and verifier")
    kept = {name: value for name, value in environ.items() if not name.startswith("CASEBOOK_")}
    command = [sys.executable, "-P", "-m", *command_of(options.process, settings), *options.words]
    os.execve(sys.executable, command, {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **settings})


def command_of(process: str, settings: Mapping[str, str]) -> list[str]:
    """Return the module of a process and its arguments."""
    if process != "api":
        return [MODULES[process]]
    return ["uvicorn", "api.app:create", "--factory", "--host", HOST, "--port", settings["CASEBOOK_PORT"], *SERVER]


def _kept_in_state(process: str, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the files that eraser and verifier write, as paths in the service manager's state folder."""
    if not (folder := environ.get("STATE_DIRECTORY")):
        return {}
    own = {"eraser": ("CASEBOOK_ERASURES_FILE", f"{folder}/erasures"), "verifier": ("CASEBOOK_VERIFIER_HOME", folder)}
    return dict([own[process]]) if process in own else {}


def witness(options: Namespace, environ: Environ) -> int:
    """Replace this process with the witness."""
    os.execve(sys.executable, [sys.executable, "-m", "workers.witness", *options.words], dict(environ))
