"""Checks that a process recently wrote its sign of life: `python -m scripts.cli.containers.sign_of_life worker`, the
health check of the process's container."""

import asyncio
import sys

from pymongo.errors import PyMongoError

from store.driver.connection import connected
from store.process.settings import Settings, SettingsRefused
from store.queue.signs_of_life import WITHIN, last_signs


async def seen_lately(settings: Settings, process: str) -> bool:
    """Return whether the newest sign of life of a process is recent enough."""
    async with connected(settings) as connection:
        at = (await last_signs(connection)).get(process)
        return at is not None and connection.clock() - at < WITHIN[process]


def main(process: str) -> str | int:
    """Return exit code 0, or the reason for exit code 1."""
    if process not in WITHIN:
        return f"{process}: must be one of {', '.join(WITHIN)}"
    try:
        return 0 if asyncio.run(seen_lately(Settings.from_env(), process)) else f"no sign of {process}"
    except (SettingsRefused, PyMongoError) as error:
        return str(error) if isinstance(error, SettingsRefused) else type(error).__name__


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
