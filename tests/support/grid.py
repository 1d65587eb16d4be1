"""Every officer and machine by agency and post; see `table.py`."""

from itertools import product

from domain.kernel.actor import Actor
from tests.support.table import MACHINE, POSTS, acting
from tests.support.world import KINDS

__all__ = ["MACHINE", "actors"]


def actors() -> dict[tuple[str, str], Actor]:
    """Every officer, and every agency's machine with more scopes than it can have."""
    return {(agency, post): acting(agency, post) for agency, post in product(KINDS, POSTS)}
