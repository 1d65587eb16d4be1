"""Somebody who follows the notices from where they stopped."""

from dataclasses import dataclass

from tests.support.newsroom import Newsroom
from tests.support.patience import until

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
