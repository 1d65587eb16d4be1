"""What a field costs: the database documents it reads at most, and its work on the loop.

Each field that waits says it in its own `metadata`. A field that does not wait and says nothing reads nothing of its
own: it shows what its object holds. One that waits and says nothing is taken for expensive (UNKNOWN); a test finds it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

KEY: Final = "reads"
"""Where a field's metadata says what it reads."""


@dataclass(frozen=True)
class Reads:
    """What a field reads each time it is asked for.

    `documents` at once; `page` more for each row of the page that `first` asks for, or for each of the `ids`; `rows` is
    how long the list is at most, where the field is a list without either; None where that is not known. `work` is what
    it computes, in plain fields that could be resolved in the same time.
    """

    documents: int = 0
    page: int = 0
    rows: int | None = None
    work: int = 0


BASE: Final = 4
"""Of every operation: the token's revocation, the registry's counter, the caller."""
BASE_MUTATION: Final = 10
"""The same of a mutation, which Apollo's router counts so."""
MUTATION: Final = 30
"""A command: its object, what it relates to, the quota, and the same again after a lost race."""
LIST: Final = 50
"""How often the fields below a list are asked for, unless the list's metadata says otherwise."""
ITEMS: Final = 10
"""The same where only work is counted, which does no harm when it is more: it is done in turns."""
ACTIONS: Final = 90
RULES: Final = 350
"""The work of asking the rules of all actions on one object."""
OPENINGS: Final = 40
"""Actions that begin an object."""
FIELDS: Final = 6
"""Fields of a form."""
CHOICES: Final = 20
"""Values to choose from in a field of a form; provisions are read."""
TEXTS: Final = 100
"""Sealed texts that one version of an object holds; each is read with its key."""
FIELDS_CHANGED: Final = 6
"""Fields that one event usually changes. It brings at most 20 sealed texts, each read with its key."""
NOTICES: Final = 10
"""Notices of a case that are before the public or in work, and the few that were given up."""
LINKED: Final = 3
"""What rules look at besides an object: whether a case has duplicates, and a notice under review; the case of a notice,
and two complaints whose rulings it tells."""
NUMBERS: Final = 4_500
"""What is counted at once: at most 1,000 streams with their versions, and the provisions in force."""

UNKNOWN: Final = Reads(documents=300, page=5, rows=LIST)


def reads(documents: int = 0, *, page: int = 0, rows: int | None = None, work: int = 0) -> dict[str, Reads]:
    """The metadata of a field that reads and computes this much."""
    return {KEY: Reads(documents=documents, page=page, rows=rows, work=work)}


def reads_in(metadata: Mapping[Any, Any] | None) -> Reads | None:
    found: Reads | None = (metadata or {}).get(KEY)
    return found


ONE: Final = reads(1)
PAGE: Final = reads(2, page=1)
SEALED_PAGE: Final = reads(3, page=2)
"""A field that reads a page of rows as a whole, each with the key of its texts."""
