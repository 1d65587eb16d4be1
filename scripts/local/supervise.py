"""Runs a whole installation on this machine: `python -m scripts.local.supervise`, or scripts/dev.

`--signing` turns the signing of acts on, with software keys for the sample people (`sample_signing.py`).
`--reset` restores the original samples, for practice; accounts and passwords stay.
`--api N` runs N APIs, each on its own port (`apis` in dev.json), as a proxy would use them.
CASEBOOK_HOME is its folder (.casebook in the repository), CASEBOOK_PORT the API's port on 127.0.0.1 (8000).
It ends with 0 on request (Ctrl-C, SIGTERM), 1 after a failure, 2 if nothing was started.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from scripts.cli.environment import CommandError
from scripts.local import process
from scripts.local.home import ROOT, Home, forget, held, open_home
from scripts.local.installation import Installation
from scripts.local.process import EmbeddedError
from scripts.local.stop import Stop, say
from scripts.local.supervisor import Supervisor
from store.process.settings import DevelopmentSettings
from store.provisioning.provision import provision

APIS_MOST = 8


def main(words: Sequence[str]) -> int:
    options = _options(words)
    stop = Stop()
    stop.listen()
    try:
        settings = DevelopmentSettings.from_env()
        wanted = process.port_of(settings.port)
        home = open_home(Path(settings.home or ROOT / ".casebook"))
        with held(home):
            _run(home, wanted, options, stop)
    except (EmbeddedError, CommandError) as error:
        print(f"casebook: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _run(home: Home, wanted: int, options: Namespace, stop: Stop) -> None:
    # The dev.json of a killed run must not be taken for this run's.
    home.dev.unlink(missing_ok=True)
    home.env.unlink(missing_ok=True)
    if options.reset:
        forget(home)
        say("The samples are as they were at first.")
    port = process.free_port(wanted)
    say(f"Starting Casebook on port {port}; data and logs are in {home.root}. One after the other:")
    more = [process.free_port(port + number) for number in range(1, options.api)]
    Supervisor(Installation(home, port, provision, more, signing=options.signing).plan(), stop).run()
    say("Ended; the data stays.")


def _options(words: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="scripts/dev", description="Runs a whole installation on this machine until Ctrl-C.")
    parser.add_argument("--api", type=int, default=1, metavar="N", choices=range(1, APIS_MOST + 1), help="so many APIs")
    parser.add_argument("--signing", action="store_true", help="acts are signed, with keys of software for samples")
    parser.add_argument("--reset", action="store_true", help="begin with the samples as they were at first")
    return parser.parse_args(words)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
