"""The limits of one GraphQL request, and the check of a document against them.

Bodies: `api/middleware/body_limit.py`. Pages: `store/driver/pages.py`. Fields of inputs: the commands of `domain/`.
"""

from api.errors.masking import over
from api.graphql.measure import Size

TOKENS_MOST = 1_000
DEPTH_MOST = 15
"""Fields within fields; an edge and its node are two."""
NESTING_MOST = 40
"""Pairs of braces within each other, through fragments: the depth that recursion reaches."""
ROOTS_MOST = 10
ALIASES_MOST = 15
DIRECTIVES_MOST = 20
VALUES_MOST = 10_000
"""Values within the variables: items of lists and fields of inputs."""
SELECTIONS_MOST = 2_000
"""Fields and fragments with every fragment written out."""
COST_MOST = 6_000
"""Database documents that an operation may read at most, as predicted (`api/graphql/cost.py`)."""
FIELDS_MOST = 400_000
"""Fields that an operation has resolved, as predicted: its rows times what is asked of each, weighted
(`api/graphql/cost.py`). Two seconds of work or so, in turns; every field of all reports that agencies owe fits."""
PUBLIC_FIELDS_MOST = 20_000
"""The same without an account. Introspection of the whole public schema takes less than half of it."""
ERRORS_MOST = 10
SECONDS_MOST = 5.0
"""Seconds that an operation may take, and before it the authentication of the caller."""
DATABASE_SECONDS_MORE = 1.0
"""So much later the database gives up by itself what it was asked for."""
RESPONSE_MOST = 5 * 1024 * 1024
SEND_SECONDS = 10.0
"""Seconds that an answer of a socket or event stream may wait to be taken; then the connection is closed."""


def check(size: Size) -> None:
    limits = (
        ("DEPTH", size.depth, DEPTH_MOST),
        ("NESTING", size.nesting, NESTING_MOST),
        ("SELECTIONS", size.selections, SELECTIONS_MOST),
        ("ALIASES", size.aliases, ALIASES_MOST),
        ("DIRECTIVES", size.directives, DIRECTIVES_MOST),
        ("ROOT_FIELDS", size.roots, ROOTS_MOST),
    )
    for name, found, most in limits:
        if found > most:
            raise over(name, most)
