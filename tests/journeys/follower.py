"""Somebody who follows the notices from where they stopped, and a site whose log is sealed so that this is possible."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from store.driver.connection import wall_clock
from store.log.sealing.directory import create_directory
from tests.sealer.processes import start
from tests.support.newsroom import Newsroom
from tests.support.patience import PATIENCE, until
from tests.support.site import Site, running_site
from tests.support.template import Template

ORIGIN = "casebook.test/log"
CHANGES = """query($after: String) { publicationChanges(first: 1, after: $after) {
  edges { cursor node { number publication { noticeId state versions { change reasons } logIndexes } } }
  pageInfo { hasNextPage } } }"""


@dataclass
class Follower:
    """A press agency that asks for what is new, from where it stopped."""

    office: Newsroom
    after: str | None = None

    def next(self) -> list[tuple[str, str | None]]:
        """Changes since the last time, each with its reason."""
        found = []
        while True:
            page = self.office.ask("paper", CHANGES, after=self.after)["publicationChanges"]
            for edge in page["edges"]:
                node, self.after = edge["node"], edge["cursor"]
                version = node["publication"]["versions"][node["number"] - 1]
                assert node["publication"]["logIndexes"][node["number"] - 1] == int(edge["cursor"])
                found.append((version["change"], version["reasons"]))
            if not page["pageInfo"]["hasNextPage"]:
                return found

    def meets(self, *changes: tuple[str, str | None]) -> None:
        """Wait until exactly these came, once each."""
        seen: list[tuple[str, str | None]] = []

        def come() -> bool:
            seen.extend(self.next())
            return len(seen) >= len(changes)

        until(come, f"{changes} sealed, so far {seen}")
        assert seen == list(changes)


@contextmanager
def running_newsroom(folder: Path, copy_of: Template) -> Iterator[Site]:
    """API, worker and sealer as processes; the log's public key lies in `folder / "sealer" / "vkey"`."""
    home = create_directory(folder / "sealer", ORIGIN, wall_clock())
    with running_site(folder, copy_of) as made:
        uri = copy_of.uri(made.database, "sealer")
        env = made.env | {"CASEBOOK_MONGO_URI": uri, "CASEBOOK_SEALER_HOME": str(home.path)}
        process = start(env, folder / "sealer.log")
        yield made
        process.terminate()
        assert process.wait(PATIENCE) == 0
