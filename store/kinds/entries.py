"""Entry of each kind of stream in the store.

Rights of services, indexes, heads and visibility follow from the entry. To add a kind of stream to the store, add its
entry last; then provision every installation again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pymongo import ASCENDING, DESCENDING

from domain.kernel.actor import Actor
from domain.kernel.vocabulary import Kind
from store.keys.master import MasterKey
from store.kinds import derived, sight
from store.kinds.case_heads import Keys, case_fields, case_indexes, searchable
from store.kinds.derived import Derived
from store.kinds.sight import Ways, no_limit, nobody

Head = dict[str, Any]


def newest_first(moment: str, *leading: str) -> Keys:
    """Return the index of a list sorted by a time, newest first, within equal values of the leading fields."""
    return [*((field, ASCENDING) for field in leading), (moment, DESCENDING), ("_id", DESCENDING)]


@dataclass(frozen=True, kw_only=True)
class Entry:
    collection: str
    sight: Callable[[Actor], Ways] = nobody
    narrower: Callable[[Actor], Mapping[str, frozenset[str]]] = no_limit
    """Fields of a head that must match too, unless the caller may see everything."""
    derived: Derived = derived.nothing
    derived_shape: int = 0
    """Version of `derived`. Increase it when fields or their meaning change: see `store/heads/shape.py`."""
    searchable: Callable[[Head, Head | None, MasterKey], Head] | None = None
    """Function from the texts of a head and the previous head to the search fields."""
    code: str | None = None
    """Letters at the start of its readable numbers; None for a kind without numbers."""
    indexes: tuple[Keys, ...] = ()
    unique: tuple[Keys, ...] = ()


OF_AGENCY: Final[Keys] = [("agency", ASCENDING), ("_id", ASCENDING)]
"""Index of a list in order of ids, by agency."""


OF_CASE: Final[Keys] = [("case", ASCENDING), ("agency", ASCENDING), ("at", ASCENDING)]
"""Index of the objects about a case by the agency that filed them, oldest first."""


def _registry(collection: str, who: Callable[[Actor], Ways] = sight.of_everybody, **more: Any) -> Entry:
    """Return the entry of a kind on which rules rely."""
    return Entry(collection=collection, sight=who, derived=derived.whole, **more)


def _record(collection: str, *more: Keys, derived_shape: int = 0) -> Entry:
    return Entry(
        collection=collection,
        sight=sight.of_records,
        derived=derived.readers,
        derived_shape=derived_shape,
        indexes=(newest_first("at"), newest_first("at", "seen_by"), *more),
    )


def _begun_by_a_person(
    collection: str, who: Callable[[Actor], Ways], code: str, *more: Keys, derived_shape: int = 0
) -> Entry:
    """Return the entry of a kind that people outside the agencies begin, and follow with a code."""
    return Entry(
        collection=collection,
        sight=who,
        derived=derived.begun_by_a_person,
        derived_shape=derived_shape,
        code=code,
        indexes=(newest_first("at"), [("ticket", ASCENDING)], *more),
    )


KINDS: Final[Mapping[Kind, Entry]] = {
    Kind.CASE: Entry(
        collection="cases",
        sight=sight.of_cases,
        derived=case_fields,
        searchable=searchable,
        derived_shape=9,
        code="CB",
        indexes=tuple(case_indexes()),
        unique=([("code", ASCENDING)],),
    ),
    Kind.AGENCY: _registry("agencies"),
    Kind.OFFICER: _registry("officers", sight.of_own_agency, indexes=(OF_AGENCY,)),
    Kind.LEAD: _registry("leads"),
    Kind.AREA: _registry("areas"),
    Kind.HOLIDAYS: _registry("holidays"),
    Kind.PROVISION: _registry("provisions"),
    Kind.TERM: _registry("terms"),
    Kind.LEVEL: _registry("levels"),
    Kind.REGULATION: _registry("regulations"),
    Kind.GRANT: _registry("grants", indexes=(OF_AGENCY,)),
    Kind.CLIENT: _registry("clients", sight.of_own_agency, indexes=(OF_AGENCY,)),
    Kind.USER: _registry("users", sight.of_own_agency, indexes=(OF_AGENCY,)),
    Kind.WEBHOOK: _registry("webhooks", sight.of_own_agency, indexes=(OF_AGENCY,)),
    Kind.MAILING: _registry("mailings", sight.of_own_agency, indexes=(OF_AGENCY,)),
    Kind.SPOKESPERSON: _registry("spokespersons", indexes=(OF_AGENCY,)),
    Kind.SCHEDULE: _registry("schedules"),
    Kind.DIRECTIVE: _record("directives", derived_shape=1),
    Kind.ACTIVITY: _record("activities", newest_first("at", "type")),
    Kind.DIFFICULTY: _record("difficulties", [("agency", ASCENDING)]),
    Kind.INSPECTION: _record("inspections", newest_first("at", "case"), derived_shape=1),
    Kind.REDRESS: _begun_by_a_person(
        "redresses",
        sight.of_complaints,
        "KN",
        newest_first("at", "readers"),
        newest_first("at", "case"),
        [("case", ASCENDING), ("ended_at", ASCENDING)],
        *([(field, ASCENDING)] for field in ("agency", "ended_at", "rulings.at")),
    ),
    Kind.ACCUSATION: Entry(
        collection="accusations",
        sight=sight.of_accusations,
        indexes=(newest_first("at"), newest_first("at", "examining"), OF_CASE),
    ),
    Kind.ERASURE: _begun_by_a_person(
        "erasures",
        sight.of_erasures,
        "DL",
        newest_first("at", "target"),
        *([(field, ASCENDING)] for field in ("state", "public_code")),
        derived_shape=2,  # no new field: it stops writes by older processes, which do not know the names of commands
    ),
    Kind.PUBLICATION: Entry(
        collection="publications",
        sight=sight.of_press_work,
        derived=derived.public_moments,
        derived_shape=1,
        indexes=(
            [("complaint_code", ASCENDING)],
            newest_first("issued_at", "state"),
            newest_first("changed_at", "state"),
            newest_first("drafted_at", "case"),
            newest_first("drafted_at"),
            newest_first("drafted_at", "agency"),
            newest_first("issued_at", "agency"),
            newest_first("issued_at", "result.finding"),
        ),
    ),
    Kind.EXCHANGE: Entry(
        collection="exchanges",
        sight=sight.of_press_work,
        derived_shape=2,
        indexes=(newest_first("at"), newest_first("at", "agency"), newest_first("at", "case")),
    ),
    Kind.REPORT: Entry(
        collection="reports",
        sight=sight.of_reports,
        derived_shape=1,
        indexes=(
            newest_first("at"),
            *(newest_first("at", narrowed) for narrowed in ("agency", "period", "state")),
        ),
    ),
    Kind.CONSOLIDATED: Entry(
        collection="consolidated",
        sight=sight.of_consolidated_reports,
        derived=derived.whether_sent,
        indexes=(
            newest_first("at"),
            newest_first("at", "shown"),
            [("type", ASCENDING), ("end", DESCENDING), ("edition", DESCENDING)],
        ),
    ),
    Kind.DOCUMENT: Entry(
        collection="documents",
        sight=sight.of_documents,
        narrower=sight.only_readable_kinds,
        indexes=(
            newest_first("at"),
            newest_first("at", "agency"),
            newest_first("at", "source"),
            [(field, ASCENDING) for field in ("source", "state", "at")],
        ),
    ),
    Kind.ACCESS: Entry(
        collection="access",
        derived=derived.access,
        indexes=(newest_first("at"), newest_first("at", "agency"), newest_first("at", "about")),
    ),
    Kind.STATEMENT: Entry(collection="statements"),
}

HEADS: Mapping[Kind, str] = {kind: entry.collection for kind, entry in KINDS.items()}
