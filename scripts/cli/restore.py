"""Put a backup back, beside what is there: `casebook restore --record … --keys … --identity … --prefix …`."""

from argparse import Namespace

from scripts.cli.counting import counted
from scripts.cli.environment import Environ
from scripts.cli.restoring import Source, told

NEXT = """\
Next:
  casebook provision --passwords DIR, with CASEBOOK_MONGO_PREFIX={prefix}: the services get their rights here
  the same prefix in the settings of every process
  scripts/casebook run sealer -- --resume-from FILE, or --succeed --lost FILE (docs/operate/backup.md)"""


async def run(options: Namespace, environ: Environ) -> int:
    """Put it back, verify it, and say what is next."""
    source = Source.of(options, environ, options.prefix)
    print(told(*await source.put()))
    faults = await source.verified()
    print(counted(faults, "fault"))
    print(NEXT.format(prefix=options.prefix))
    return 1 if faults else 0
