"""Serve a made-up register, for client teams that start before an installation is there."""

from argparse import Namespace

import uvicorn

from scripts.cli.documents import SDL
from scripts.cli.environment import Environ
from scripts.cli.mock.app import EVENT_SECONDS, WANTED, app

HOST = "127.0.0.1"


def run(options: Namespace, environ: Environ) -> None:
    """Serve until Ctrl-C."""
    served = app(SDL.read_text(encoding="utf-8"), options.seconds if options.seconds is not None else EVENT_SECONDS)
    print(f"A made-up register: http://{HOST}:{options.port}/graphql. What goes wrong is asked for with {WANTED}.")
    uvicorn.run(served, host=HOST, port=options.port, log_level="warning", timeout_graceful_shutdown=1)
