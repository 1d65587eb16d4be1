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
    """Id of another case, which the actor must be able to see. The facts contain the parts of that case that a rule may
    use."""

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
    """Facts on duplicates: whether other cases are linked to this one."""

    OF_STATE: ClassVar[bool] = True

    there: bool

    @classmethod
    def arises(cls, state: Any) -> bool:
        """Return whether the case has no link to an earlier case, so that it may be linked or be the target of
        links."""
        return state.duplicate_of is None


@dataclass(frozen=True, kw_only=True)
class NoticesUnderReview(Need):
    """Facts on live notices about the case that await a spokesperson's review."""

    OF_STATE: ClassVar[bool] = True

    there: bool

    @classmethod
    def arises(cls, state: Any) -> bool:
        return bool(state.live_notices)


@dataclass(frozen=True, kw_only=True)
class RelatedCases(Need, named_by=CaseRef):
    """Cases to which a command refers, by id."""

    cases: Mapping[str, RelatedCase]


@dataclass(frozen=True, kw_only=True)
class CaseAddresses(Need):
    """Addresses of the content of a case and of its linked cases, in normal form.

    `linked_at` maps an address that only a link added to the time of the link.
    """

    normal: frozenset[str]
    linked_at: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NamedSource:
    """Source of a verification: an agency, or another source with a name or an address. Its texts are decrypted."""

    agency: str | None = None
    name: str | None = None
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class KnownSources(Need):
    """Sources of a case's verifications, those of earlier cycles included."""

    sources: tuple[NamedSource, ...]


@dataclass(frozen=True, kw_only=True)
class OtherDecision:
    """Decision in force in another case about the same address. `code` is empty if the actor may not see the case.

    `linked_by` is the officer who linked the two cases, if any.
    """

    code: str = ""
    linked_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class DecidedElsewhere(Need):
    """Decisions in force in other cases about an address of this case. Commands that need these facts are
    serialised.
    """

    ALONE: ClassVar[bool] = True

    decisions: tuple[OtherDecision, ...]


@dataclass(frozen=True, kw_only=True)
class InspectionOf(Need):
    """Finding of an inspection to which a command refers: its case, and whether it still counts."""

    id: str
    case: str | None
    stands: bool
