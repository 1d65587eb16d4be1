"""A dated row of the registry is one machine: one person enters it, a second one confirms or refuses it (Đ8.1, G5).

A kind gives its fields, its sentences, and what is special:

    class AreaConfirmed(DatedRowConfirmed[Area], type="area.confirmed"):
        \"\"\"A person confirmed an uncertain area.\"\"\"

    class ConfirmArea(ConfirmDatedRow[Area], kind=Kind.AREA, writes=AreaConfirmed):
        \"\"\"Confirm an area that somebody entered, as a second person.\"\"\"
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Generic, Protocol, TypedDict, TypeVar, cast

from domain.administration.confirming import (
    ADMINISTRATORS,
    certain,
    entered_by_another,
    entry_by,
    not_later,
    settled,
    settler,
    unconfirmed,
    unrefused,
)
from domain.kernel.event import Follows
from domain.kernel.fields import Spec
from domain.kernel.policy import Scope
from domain.kernel.roles import Post
from domain.kernel.span import Span, span_of
from domain.kernel.wording import SENTENCE_LEAST
from domain.registry.certainty import Certainty
from domain.registry.entry import Entered, Entry
from domain.registry.texts import SOURCE, named_text
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts

S = TypeVar("S")
R = TypeVar("R", bound=Entered)
Since = Annotated[date, Spec(doc="First day.")]
Until = Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")]
Source = Annotated[str, SOURCE]
Sure = Annotated[
    Certainty | None,
    Spec(
        doc="Certainty of the entry. What a person enters is UNCONFIRMED until a second person confirms "
        "it. What the operator of the register enters is confirmed, unless this says otherwise."
    ),
]
On = Annotated[date, Spec(doc="Date of the legal act.")]
Reasons = Annotated[str, named_text("Why the row is not right.", 500, least=SENTENCE_LEAST)]


class OfDays(Protocol):
    """A command that enters a row for a period."""

    @property
    def since(self) -> date:
        """First day."""

    @property
    def until(self) -> date | None:
        """First day on which it is no longer valid."""

    @property
    def certainty(self) -> Certainty | None:
        """Return the certainty that it claims."""


class FirstHalf(TypedDict):
    """Hold what every row has when it is entered."""

    span: Span
    certainty: Certainty
    entry: Entry | None


class EnteringCommand(OpeningCommand, scope=Scope.ADMIN_CONFIG, posts={Post.ADMIN}, by=ADMINISTRATORS):
    """The first half of a row of the registry; all of it, if the operator enters it."""

    def entered(self: OfDays, facts: Facts) -> FirstHalf:
        """Its days, its certainty, and who entered it. Raises Refused for days that are none and for one's own word."""
        span = span_of(self.since, self.until)
        return FirstHalf(span=span, certainty=certain(self.certainty, facts), entry=entry_by(facts))


class RowCommand(CommandOn[S], Generic[S], scope=Scope.ADMIN_CONFIG, posts={Post.ADMIN}, by=ADMINISTRATORS):
    """Act on a row of the registry, as an administrator or the operator."""


class SettlingRow(RowCommand[R], Generic[R], requires=(unconfirmed, unrefused, entered_by_another)):
    """The second half of a row."""


class RowConfirmed(Follows[R], Generic[R]):
    source: str
    by: str | None = None
    at: datetime | None = None

    def fold(self, row: R) -> R:
        entry = settled(row.entry, self.by, self.at)
        return cast(R, replace(cast(Any, row), certainty=Certainty.CONFIRMED, source=self.source, entry=entry))


class DatedRowConfirmed(RowConfirmed[R], Generic[R]):
    on: date


class ConfirmRow(SettlingRow[R], Generic[R]):
    """Confirms a row that somebody entered."""

    source: Source

    def decide(self, row: R, facts: Facts) -> RowConfirmed[R]:
        by, at = settler(row.entry, facts)
        confirmed: RowConfirmed[R] = facts.record(cast(Any, self.WRITES), self, by=by, at=at)
        return confirmed


class ConfirmDatedRow(ConfirmRow[R], Generic[R]):
    """Confirms a row that somebody entered, by a legal act."""

    on: On

    def decide(self, row: R, facts: Facts) -> RowConfirmed[R]:
        not_later(self.on, facts)
        return super().decide(row, facts)


class RowRefused(Follows[R], Generic[R]):
    by: str
    at: datetime
    reason: str

    def fold(self, row: R) -> R:
        return cast(R, replace(cast(Any, row), entry=settled(row.entry, self.by, self.at, self.reason)))


class RefuseRow(SettlingRow[R], Generic[R]):
    """Refuses a row that somebody entered."""

    WRITES: ClassVar[type[RowRefused[Any]]]
    reasons: Reasons

    def decide(self, row: R, facts: Facts) -> RowRefused[R]:
        return self.WRITES(by=facts.actor.subject, at=facts.now, reason=self.reasons)
