"""Serve a made-up register, for client teams that start before an installation is there."""

from argparse import ArgumentParser, Namespace

import uvicorn

from scripts.cli.documents import SDL
from scripts.cli.environment import Environ
from scripts.cli.mock.app import EVENT_SECONDS, WANTED, app

HELP = "serve the schema with made-up data, without a database and without tokens"
HOST, PORT = "127.0.0.1", 8010


def arguments(parser: ArgumentParser) -> None:
    """Where it listens, and how often something happens."""
    parser.add_argument("--port", type=int, default=PORT, help=f"port on {HOST} ({PORT})")
    parser.add_argument(
        "--seconds", type=float, default=EVENT_SECONDS, help=f"between two events of a subscription ({EVENT_SECONDS:g})"
    )


def run(options: Namespace, environ: Environ) -> int:
    """Serve until Ctrl-C."""
    served = app(SDL.read_text(encoding="utf-8"), options.seconds)
    print(f"A made-up register: http://{HOST}:{options.port}/graphql. What goes wrong is asked for with {WANTED}.")
    uvicorn.run(served, host=HOST, port=options.port, log_level="warning", timeout_graceful_shutdown=1)
    return 0
