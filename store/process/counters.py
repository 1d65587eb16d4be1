"""Counters of a process for operators. Their labels never name a person.

Every label has few values, which are all known in advance. An unknown code counts as `other`.
"""

from functools import cache
from typing import Final

from prometheus_client import Counter, Histogram

from domain.messages import sentences

CODES = frozenset({*sentences("codes", "en"), *sentences("refusals", "en")})
OTHER = "other"
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram's buckets, in seconds."""

SIGN_INS = Counter("casebook_sign_ins", "Tries to sign in and to enrol, since this process started.", ["outcome"])
REFUSED = Counter("casebook_refused", "Refusals by code, since this process started.", ["code"])

WORDS_ALTERED = Counter(
    "casebook_public_words_altered",
    "Notices that were not shown: they are not what was sealed, since this process started.",
)

UNPLANNED = Counter(
    "casebook_documents_without_plan",
    "Documents asked for again that have no query plan and take several times the CPU, since this process started.",
)

OPERATIONS = Histogram(
    "casebook_operation_seconds",
    "Time that operations took, by the name of a trusted document's operation or by the field asked for.",
    ["operation"],
    buckets=SECONDS,
)


def answered(operation: str, seconds: float) -> None:
    """Record the duration of an operation that has a name in the register (`api/graphql/wire.py`)."""
    _times_of(operation).observe(seconds)


@cache
def _times_of(operation: str) -> Histogram:
    return OPERATIONS.labels(operation)


def refused(code: str) -> None:
    REFUSED.labels(code if code in CODES else OTHER).inc()


UNNAMED: Final = "casebook:clients-unnamed"
UNNAMED_SECONDS: Final = 24 * 3600
