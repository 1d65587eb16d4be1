"""Three witnesses of a site."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.tlog.policy import Policy, parse_policy
from tests.sealer.processes import running
from tests.sealer.site import Site
from workers.witness import init, trust

NOWHERE = "http://127.0.0.1:9"


class Panel:
    """Three witnesses of which some run."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.homes = [folder / name for name in ("w1", "w2", "w3")]
        self.vkeys = [init(home, f"witness.test/{home.name}") for home in self.homes]
        for home in self.homes:
            trust(home, site.verifier.vkey())

    def away(self, need: int = 1) -> Policy:
        return self.policy([NOWHERE] * 3, need)

    @contextmanager
    def one(self, need: int = 1) -> Iterator[tuple[str, Policy]]:
        """The first one's address while it runs, and the policy of all."""
        with running(self.homes[0]) as url:
            yield url, self.policy([url, NOWHERE, NOWHERE], need)

    def policy(self, urls: list[str], need: int = 1) -> Policy:
        rows = [f"witness {n} {key} {url}" for n, (key, url) in enumerate(zip(self.vkeys, urls, strict=True))]
        return parse_policy("\n".join([*rows, f"group all-of-them {need} 0 1 2", "quorum all-of-them"]).encode())
