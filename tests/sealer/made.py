"""A register and a log that were made once, to begin with: their documents, and the sealer's folder."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from store.driver.connection import Connection
from tests.sealer.site import Site
from tests.support.clock import TestClock
from tests.support.held import Documents, taken


@dataclass(frozen=True)
class Made:
    """All of a site, and the moment after."""

    documents: Documents
    folder: Path
    swapped: tuple[bytes, ...]
    now: datetime

    @classmethod
    async def of(cls, site: Site) -> Self:
        return cls(await taken(site.connection), site.path, tuple(site.swapped), site.clock())

    def again(self, connection: Connection, clock: TestClock, folder: Path) -> Site:
        shutil.copytree(self.folder, folder)
        return Site(connection, folder, clock, swapped=[*self.swapped])
