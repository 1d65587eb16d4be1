"""Difficulties in applying the Regulation: an agency files one in writing, the lead agency forwards it, the Committee
answers (Đ8.2)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from domain.kernel.event import Begins, Follows, Sealed
from domain.kernel.fields import Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Refused, invalid
from domain.kernel.vocabulary import OFFICERS, Kind, Post
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import led_today

_CLAUSES = "1.1 1.2 2.1 2.2 3.1 3.2 3.3 3.4 4.1 4.2 4.3 4.4 4.5 5.1 5.2 5.3 5.4 5.5 5.6 5.7 6.1 6.2 6.3 7.1 7.2 8.1 8.2"
_POINTS = {"3.1": "a b", "3.2": "a b", "5.1": "a b c d đ e g h", "5.2": "a b", "5.4": "a b", "5.5": "a b"} | {
    "5.7": "a b c d đ"
}

CLAUSES = frozenset(
    {f"Đ{clause}" for clause in _CLAUSES.split()}
    | {f"Đ{clause}.{point}" for clause, points in _POINTS.items() for point in points.split()}
)
"""Every clause of the Regulation, and every point of a clause with points, such as `Đ5.7.b`."""

CLAUSE_MOST = 10
"""Most characters of a citation. The longest citation has six characters."""


class DifficultyState(StrEnum):
    """State of a difficulty: filed, forwarded by the lead agency, or answered by the People's Committee."""

    OPEN = "OPEN"
    FORWARDED = "FORWARDED"
    ANSWERED = "ANSWERED"
    AMENDMENT_PROPOSED = "AMENDMENT_PROPOSED"


@dataclass(frozen=True, kw_only=True)
class Forwarding:
    agency: str
    officer: str
    at: datetime
    document_number: Sealed
    opinion: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class DifficultyAnswer:
    agency: str
    officer: str
    at: datetime
    document_number: Sealed
    text: Sealed


@dataclass(frozen=True, kw_only=True)
class Difficulty:
    id: str
    state: DifficultyState
    agency: str
    officer: str
    at: datetime
    clause: str
    document_number: Sealed
    text: Sealed
    proposal: Sealed | None = None
    forwarding: Forwarding | None = None
    answer: DifficultyAnswer | None = None

    @property
    def readers(self) -> tuple[str, ...]:
        return (self.agency,)


class DifficultyFiled(Begins[Difficulty], type="difficulty.filed", state=DifficultyState.OPEN):
    agency: str
    officer: str
    at: datetime
    clause: str
    document_number: Sealed
    text: Sealed
    proposal: Sealed | None = None


class FileDifficulty(OpeningCommand, kind=Kind.DIFFICULTY, scope=Scope.DIFFICULTY_WRITE, posts={Post.HANDLER}):
    """File a difficulty in applying the Regulation, in writing, to the People's Committee (Đ8.2)."""

    clause: Annotated[
        str,
        Words(doc="The clause of the Regulation, cited as `Đ5.7.b`.", most=CLAUSE_MOST, sealed=False),
    ]
    document_number: Annotated[str, Words(doc="Number of the document that files the difficulty.", most=60)]
    text: Annotated[str, Words(doc="Description of the difficulty.", least=20, most=10_000)]
    proposal: Annotated[str | None, Words(doc="Proposal to amend the Regulation.", least=10, most=5_000)] = None

    def decide(self, state: None, facts: Facts) -> DifficultyFiled:
        if self.clause not in CLAUSES:
            raise Refused(invalid("clause", "clause-unknown"))
        return facts.record(DifficultyFiled, self)


class DifficultyForwarded(Follows[Difficulty], type="difficulty.forwarded", state=DifficultyState.FORWARDED):
    forwarding: Forwarding


class ForwardDifficulty(
    CommandOn[Difficulty],
    kind=Kind.DIFFICULTY,
    scope=Scope.DIFFICULTY_WRITE,
    posts=OFFICERS,
    states={DifficultyState.OPEN},
    requires=(led_today,),
    writes=DifficultyForwarded,
):
    """Forward a difficulty to the People's Committee, as the lead agency (Đ8.2)."""

    document_number: Annotated[str, Words(doc="Number of the forwarding document.", most=60)]
    opinion: Annotated[str | None, Words(doc="Opinion of the lead agency on the difficulty.", least=10, most=5_000)] = (
        None
    )


class DifficultyAnswered(Follows[Difficulty], type="difficulty.answered"):
    answer: DifficultyAnswer
    amendment: bool

    def fold(self, difficulty: Difficulty) -> Difficulty:
        after = DifficultyState.AMENDMENT_PROPOSED if self.amendment else DifficultyState.ANSWERED
        return replace(difficulty, state=after, answer=self.answer)


class AnswerDifficulty(
    CommandOn[Difficulty],
    kind=Kind.DIFFICULTY,
    scope=Scope.DIFFICULTY_ANSWER,
    posts={Post.SIGNATORY},
    states={DifficultyState.FORWARDED},
    writes=DifficultyAnswered,
):
    """Answer a difficulty in applying the Regulation, as the People's Committee (Đ8.2)."""

    document_number: Annotated[str, Words(doc="Number of the answer.", most=60)]
    text: Annotated[str, Words(doc="Answer of the People's Committee.", least=20, most=10_000)]
    amendment: Annotated[bool, Spec(doc="True if an amendment of the Regulation is proposed.")]
