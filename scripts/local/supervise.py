"""Runs a whole installation on this machine: `python -m scripts.local.supervise`, or scripts/dev.

`--signing` turns the signing of acts on, with software keys for the sample people (`sample_signing.py`).
`--reset` restores the original samples, for practice; accounts and passwords stay.
`--api N` runs N APIs, each on its own port (`apis` in dev.json), as a proxy would use them.
CASEBOOK_HOME is its folder (.casebook in the repository), CASEBOOK_PORT the API's port on 127.0.0.1 (8000).
It ends with 0 on request (Ctrl-C, SIGTERM), 1 after a failure, 2 if nothing was started.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from scripts.local import process, supervisor
from scripts.local.home import ROOT, Home, forget, held, open_home
from scripts.local.plan import Plan
from scripts.local.process import EmbeddedError
from scripts.local.stop import Stop, say
from scripts.local.supervisor import Supervisor
from store.process.settings import DevelopmentSettings

Make = Callable[[Home, int], Plan]
APIS_MOST = 8


def main(make: Make | None = None, words: Sequence[str] = ()) -> int:
    options = _options(words)
    stop = Stop()
    stop.listen()
    try:
        settings = DevelopmentSettings.from_env()
        wanted = process.port_of(settings.port)
        home = open_home(Path(settings.home or ROOT / ".casebook"))
        with held(home):
            make = make or partial(_installation, apis=options.api, signing=options.signing)
            _run(home, wanted, make, stop, reset=options.reset)
    except EmbeddedError as error:
        print(f"casebook: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _run(home: Home, wanted: int, make: Make, stop: Stop, *, reset: bool = False) -> None:
    # The dev.json of a killed run must not be taken for this run's.
    home.dev.unlink(missing_ok=True)
    home.env.unlink(missing_ok=True)
    if left := supervisor.sweep(home.pids):
        say(f"Ended what a killed run had left: {', '.join(left)}")
    if reset:
        forget(home)
        say("The samples are as they were at first.")
    port = process.free_port(wanted)
    say(f"Starting Casebook on port {port}; data and logs are in {home.root}. One after the other:")
    Supervisor(make(home, port), home.pids, stop).run()
    say("Ended; the data stays.")


def _options(words: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="scripts/dev", description="Runs a whole installation on this machine until Ctrl-C.")
    parser.add_argument("--api", type=int, default=1, metavar="N", choices=range(1, APIS_MOST + 1), help="so many APIs")
    parser.add_argument("--signing", action="store_true", help="acts are signed, with keys of software for samples")
    parser.add_argument("--reset", action="store_true", help="begin with the samples as they were at first")
    return parser.parse_args(words)


def _installation(home: Home, port: int, apis: int = 1, *, signing: bool = False) -> Plan:
    from scripts.local.installation import Installation
    from store.provisioning.provision import USERS, provision

    more = [process.free_port(port + number) for number in range(1, apis)]
    return Installation(home, port, USERS, provision, more, signing=signing).plan()


if __name__ == "__main__":
    raise SystemExit(main(words=sys.argv[1:]))
