"""Put a backup back, beside what is there: `casebook restore --record … --keys … --identity … --prefix …`."""

import asyncio
from argparse import ArgumentParser, Namespace

from scripts.cli import restoring
from scripts.cli.counting import counted
from scripts.cli.environment import Environ
from scripts.cli.restoring import Source, told

HELP = "put a backup back into new databases, verified; the sealer then waits for the newest checkpoint kept elsewhere"

NEXT = """\
Next:
  casebook provision --passwords DIR, with CASEBOOK_MONGO_PREFIX={prefix}: the services get their rights here
  the same prefix in the settings of every process
  scripts/casebook run sealer -- --resume-from FILE, or --succeed --lost FILE (docs/operate/backup.md)"""


def arguments(parser: ArgumentParser) -> None:
    """The backup, and the names of the new databases."""
    restoring.arguments(parser)
    parser.add_argument("--prefix", required=True, help="of the new databases; they must not hold anything yet")


def run(options: Namespace, environ: Environ) -> int:
    """Put it back, verify it, and say what is next."""
    return asyncio.run(_run(Source.of(options, environ, options.prefix)))


async def _run(source: Source) -> int:
    print(told(*await source.put()))
    faults = await source.verified()
    print(counted(faults, "fault"))
    print(NEXT.format(prefix=source.options.prefix))
    return 1 if faults else 0
