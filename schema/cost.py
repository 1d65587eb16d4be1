"""Cost of a field: the largest number of database documents that the field reads, and its work on the event loop.

Each asynchronous field declares its cost in its own `metadata`. A synchronous field without a declaration returns data
of its object and reads nothing. An asynchronous field without a declaration counts as expensive (UNKNOWN), and a test
reports the field.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

KEY: Final = "reads"
"""Key of the reads in a field's metadata."""


@dataclass(frozen=True)
class Reads:
    """Database reads of a field each time it is resolved.

    `documents` is the number of reads for the field itself. `page` is the number of further reads for each row of the
    page that `first` requests, or for each of the `ids`. `rows` is the longest possible list if the field has neither
    argument; None if unknown. `work` is the field's computation, measured as the number of plain fields that take the
    same time.
    """

    documents: int = 0
    page: int = 0
    rows: int | None = None
    work: int = 0


BASE: Final = 4
"""Reads of every operation: the token's revocation, the registry's counter, the caller."""
BASE_MUTATION: Final = 10
"""Reads of every mutation, as Apollo's router counts them."""
MUTATION: Final = 30
"""Reads of a command: its object, related objects, the quota, and all of these again after a conflict."""
LIST: Final = 50
"""Assumed length of a list when costing the fields below it, unless its metadata gives one."""
ITEMS: Final = 10
"""Assumed length of a list whose fields only compute. A longer list does no harm: the work is done in turns."""
ACTIONS: Final = 90
RULES: Final = 350
"""Work of the rules of all actions on one object."""
OPENINGS: Final = 40
"""Assumed number of actions that begin an object."""
FIELDS: Final = 6
"""Assumed number of fields of a form."""
CHOICES: Final = 20
"""Assumed number of choices of a form's field, each of which may read a provision."""
TEXTS: Final = 100
"""Sealed texts of one version of an object; each is read with its key."""
FIELDS_CHANGED: Final = 6
"""Fields that one event usually changes. An event has at most 20 sealed texts, each read with its key."""
NOTICES: Final = 10
"""Notices of a case to the press: public and pending ones, and the few abandoned."""
LINKED: Final = 3
"""Objects that rules read with an object: duplicates of a case and a notice under review; or the case of a notice and
two complaints with rulings."""
NUMBERS: Final = 4_500
"""Documents counted at once: at most 1,000 streams with their versions, and the provisions in force."""

UNKNOWN: Final = Reads(documents=300, page=5, rows=LIST)


def reads(documents: int = 0, *, page: int = 0, rows: int | None = None, work: int = 0) -> dict[str, Reads]:
    """Return the metadata of a field with these reads and work."""
    return {KEY: Reads(documents=documents, page=page, rows=rows, work=work)}


def reads_in(metadata: Mapping[Any, Any] | None) -> Reads | None:
    found: Reads | None = (metadata or {}).get(KEY)
    return found


ONE: Final = reads(1)
PAGE: Final = reads(2, page=1)
SEALED_PAGE: Final = reads(3, page=2)
"""Cost of a field that reads a page of whole rows, each with the key of its texts."""
