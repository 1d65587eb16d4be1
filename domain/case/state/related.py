"""Facts about other cases for the rules of one case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from domain.kernel.fields import Ref
from domain.kernel.vocabulary import Kind
from domain.rules.facts import Need


@dataclass(frozen=True, kw_only=True)
class CaseRef(Ref):
    """The id of another case, which the actor must be able to see; what a rule may know of it comes in the facts."""

    to: Kind = Kind.CASE


@dataclass(frozen=True, kw_only=True)
class RelatedCase:
    """Facts about another case for the rules of one case."""

    id: str
    received_at: datetime
    hidden: bool
    duplicate_of: str | None


@dataclass(frozen=True, kw_only=True)
class Duplicates(Need):
    """Need that tells whether other cases are linked to this one as duplicates of it."""

    OF_STATE: ClassVar[bool] = True

    there: bool

    @classmethod
    def arises(cls, state: Any) -> bool:
        """Return True before the case could be linked itself, or where nothing else names its address."""
        return state.duplicate_of is None


@dataclass(frozen=True, kw_only=True)
class NoticesUnderReview(Need):
    """Need that tells whether a spokesperson has to look again at a live notice about the case."""

    OF_STATE: ClassVar[bool] = True

    there: bool

    @classmethod
    def arises(cls, state: Any) -> bool:
        return bool(state.live_notices)


@dataclass(frozen=True, kw_only=True)
class RelatedCases(Need, named_by=CaseRef):
    """The cases that a command names, by their ids."""

    cases: Mapping[str, RelatedCase]


@dataclass(frozen=True, kw_only=True)
class CaseAddresses(Need):
    """Addresses of a case's content: its own and those of cases linked to it, in their normal form.

    `linked_at` says since when an address counts that only a link brought in.
    """

    normal: frozenset[str]
    linked_at: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NamedSource:
    """A source on which a verification rests: an agency, or what has a name or an address. Texts in the clear."""

    agency: str | None = None
    name: str | None = None
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class KnownSources(Need):
    """The sources on which the verifications of a case rest, those of earlier cycles included."""

    sources: tuple[NamedSource, ...]


@dataclass(frozen=True, kw_only=True)
class OtherDecision:
    """A decision in force in another case about the same address. `code` is empty where the actor may not see the case;
    `linked_by` is the officer who linked the two cases, if somebody did."""

    code: str = ""
    linked_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class DecidedElsewhere(Need):
    """The decisions in force in other cases about an address of this one. Commands that ask run one after another."""

    ALONE: ClassVar[bool] = True

    decisions: tuple[OtherDecision, ...]


@dataclass(frozen=True, kw_only=True)
class InspectionOf(Need):
    """A finding of an inspection that a command names: which case it is about, and whether it still counts."""

    id: str
    case: str | None
    stands: bool
