"""Well-formed input for any command, made from the specs of its fields: each deciding value, and one of each other
kind.

Each value of an enum in TELLING is tried, for they lead to different lives; of any other enum the first one, or those
that different actors give. A reference is tried with every object in the case and the registry that it can name.
Optional fields are given.
"""

from collections.abc import Hashable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from itertools import product
from typing import Any, Final, get_args

from domain.case.concerned import NameConcerned
from domain.case.rescreening import RescreenCase
from domain.case.state.case import Case, Category, ClosureReason, ExpressionConclusion, PublicationChoice
from domain.case.state.measures import Finding, Measure, SourceKind, VerificationResult
from domain.case.state.pathways import MinistryAnswer, TakedownOutcome
from domain.case.state.protection import Asker
from domain.case.state.round import Position, RoundMethod, RoundOutcome
from domain.kernel.calendar import local_date
from domain.kernel.fields import Address, Field, Items, Ref, Words, fields_of
from domain.kernel.vocabulary import AgencyKind
from domain.rules.facts import Facts
from tests.domain.well_formed import SENTENCE, references, singles
from tests.support.handling_facts import WEIGHED

TELLING: Final = frozenset(
    {
        ClosureReason,
        ExpressionConclusion,
        Finding,
        Measure,
        MinistryAnswer,
        Position,
        PublicationChoice,
        RoundMethod,
        RoundOutcome,
        TakedownOutcome,
        VerificationResult,
    }
)
BY_ACTOR: Final[Mapping[type[StrEnum], tuple[StrEnum, ...]]] = {
    Asker: (Asker.PERSON_HARMED, Asker.CHILD_PROTECTION),
    SourceKind: (SourceKind.INSTITUTION,),
}
"""Values of which each is for another actor: the lead records what a person asked, an agency asks for children. Anybody
may name a source."""
OF_CASE: Final[Mapping[str, str]] = {
    "measure": "own_measures",
    "request": "requests",
    "referral": "referrals",
    "takedown": "takedowns",
    "restoration": "restorations",
    "round": "rounds",
}
"""Fields that name a part of the case, with the place of those parts."""
SHARED: Final = frozenset({"focal", "of", "officer", "provision", "provisions", "upload"})
"""Fields that mean for cases what they mean for every object."""
PROVISIONS: Final = frozenset({"provision", "provisions"})
UNTOLD: Final = frozenset({"areas", "attended", "concerns"})
"""Lists that are left empty, unless a command only names agencies."""
ANSWERS: Final[Mapping[str, tuple[bool, ...]]] = {
    "criticism": (False, True),
    "public_interest": (False,),
    "office": (False,),
    "public_figure": (False,),
    "objects": (False,),
}
"""Answers to a question of yes or no; to any other, yes."""
LEFT_OUT: Final = frozenset({"inspection", "source_agency", "source_url", "at_once", "word"})
"""Fields left out: names of another stream, which no life here has; a second way to name a source; the immediate step;
the word of the register, which is checked outside it."""
FIELDS: Final = (Category.LAND, Category.HEALTH)
"""Fields of administration into which a case is corrected."""


def inputs(command: type, case: Case, facts: Facts) -> Iterator[Any]:
    """Yield commands of a class with fields in order, each with another choice in a deciding field."""
    fields = fields_of(command)
    for values in product(*(_values(command, field, case, facts) for field in fields)):
        yield command(**dict(zip((field.name for field in fields), values, strict=True)))


def deciding(command: type, case: Case, facts: Facts) -> Hashable:
    """Return the data that, with the registry, decides the inputs of a command."""
    timed, parts = _looked_at(command)
    now = facts.now if timed else local_date(facts.now)
    field = case.category if command is RescreenCase else None
    return now, field, *(tuple(part.id for part in getattr(case, name)) for name in parts)


@cache
def _looked_at(command: type) -> tuple[bool, tuple[str, ...]]:
    """Return whether the inputs of a command name a time, and which parts of the case they name."""
    fields = fields_of(command)
    return any(field.type is datetime for field in fields), tuple(
        OF_CASE[field.name] for field in fields if field.name in OF_CASE
    )


def _values(command: type, field: Field, case: Case, facts: Facts) -> list[Any]:
    if field.name in LEFT_OUT:
        return [None]
    if command is RescreenCase and field.name == "category":
        return [one for one in FIELDS if one is not case.category][:1]
    if isinstance(field.spec, Items):
        return _lists(command, field, case, facts)
    return [*_singles(field, field.type, case, facts)]


def _lists(command: type, field: Field, case: Case, facts: Facts) -> list[Any]:
    """Return lists of agencies with all of them; of grounds with each alone; of values with none, and with each
    alone."""
    (bare, *_) = get_args(field.type)
    single = [*_singles(field, bare, case, facts)]
    alone = [(value,) for value in single]
    if field.name in UNTOLD:
        return alone if command is NameConcerned else [()]
    if bare is Measure:
        return [(), *alone, WEIGHED]
    return [(), *alone] if bare in TELLING else alone if field.name in PROVISIONS else [tuple(single)]


def _singles(field: Field, kind: Any, case: Case, facts: Facts) -> Iterator[Any]:
    if field.name == "page":
        yield from dict.fromkeys(page.address for _, page in facts.registry.official_pages(local_date(facts.now)))
    elif isinstance(field.spec, Words) and not isinstance(field.spec, Address):  # some may not say the same twice
        words = f"{SENTENCE} ({field.name.replace('_', ' ')}) "
        yield (words * (1 + field.spec.least // len(words)))[: field.spec.most].strip()
    elif kind is bool:
        yield from ANSWERS.get(field.name, (True,))
    elif issubclass(kind, StrEnum):
        yield from kind if kind in TELLING else BY_ACTOR.get(kind, tuple(kind)[:1])
    elif isinstance(field.spec, Ref | Items) and kind is str:
        yield from _references(field.name, case, facts)
    else:
        yield next(singles(field, kind, case, facts))


def _references(name: str, case: Case, facts: Facts) -> Iterator[str]:
    today, rows = local_date(facts.now), facts.registry.agencies.items()
    if name in OF_CASE:
        yield from (part.id for part in getattr(case, OF_CASE[name]))
    elif name in SHARED:
        yield from references(name, case, facts)
    elif name == "former":
        yield from (id for id, agency in rows if agency.successions)
    else:
        asked = name != "invited"  # the press is asked in no round (X5)
        yield from (id for id, row in rows if row.active(today) and (asked or row.kind is not AgencyKind.PRESS))
