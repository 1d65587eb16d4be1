"""Difficulties in applying the Regulation: filed in writing, passed on by the lead agency, answered (Đ8.2)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from domain.activity.state.difficulty import Difficulty, DifficultyAnswer, DifficultyState, Forwarding
from domain.kernel.clauses import CLAUSE_MOST, CLAUSES
from domain.kernel.event import Event, Sealed
from domain.kernel.fields import Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, invalid, unguarded
from domain.kernel.roles import Post, Role
from domain.rules.action import Action
from domain.rules.facts import Facts


class DifficultyFiled(Event, type="difficulty.filed"):
    """An agency reported a difficulty."""

    agency: str
    officer: str
    at: datetime
    clause: str
    document_number: Sealed
    text: Sealed
    proposal: Sealed | None = None


class DifficultyForwarded(Event, type="difficulty.forwarded"):
    """The lead agency passed it on."""

    forwarding: Forwarding


class DifficultyAnswered(Event, type="difficulty.answered"):
    """The People's Committee answered, and may have proposed to amend the Regulation."""

    answer: DifficultyAnswer
    amendment: bool


@dataclass(frozen=True, kw_only=True)
class FileDifficulty:
    """File a difficulty in applying the Regulation, in writing, to the People's Committee (Đ8.2)."""

    clause: Annotated[
        str,
        Words(doc="The clause of the Regulation, cited as `Đ5.7.b`.", most=CLAUSE_MOST, sealed=False),
    ]
    document_number: Annotated[str, Words(doc="Number of the document; it is filed in writing.", most=60)]
    text: Annotated[str, Words(doc="What the difficulty is.", least=20, most=10_000)]
    proposal: Annotated[str | None, Words(doc="How the Regulation could be amended.", least=10, most=5_000)] = None


@dataclass(frozen=True, kw_only=True)
class ForwardDifficulty:
    """Pass a difficulty on to the People's Committee, as the lead agency (Đ8.2)."""

    document_number: Annotated[str, Words(doc="Number of the document that passes it on.", most=60)]
    opinion: Annotated[str | None, Words(doc="What the lead agency thinks of it.", least=10, most=5_000)] = None


@dataclass(frozen=True, kw_only=True)
class AnswerDifficulty:
    """Answer a difficulty, as the People's Committee (Đ8.2)."""

    document_number: Annotated[str, Words(doc="Number of the answer.", most=60)]
    text: Annotated[str, Words(doc="The answer.", least=20, most=10_000)]
    amendment: Annotated[bool, Spec(doc="Whether an amendment of the Regulation is proposed.")]


def file(state: None, command: FileDifficulty, facts: Facts) -> tuple[Event, ...]:
    """File a difficulty about a clause that exists."""
    if command.clause not in CLAUSES:
        raise Refused(invalid("clause", "clause-unknown"))
    return (
        DifficultyFiled(
            agency=facts.actor.own,
            officer=facts.actor.subject,
            at=facts.now,
            clause=command.clause,
            document_number=facts.sealed["document_number"],
            text=facts.sealed["text"],
            proposal=facts.sealed.get("proposal"),
        ),
    )


def may_forward(state: Difficulty, facts: Facts) -> Problem | None:
    """The lead agency of today: it goes to the Committee through it."""
    if facts.actor.role is not Role.LEAD:
        return unguarded(Guard.G1_COMPETENCE, "lead-of-today-only")
    return None


def forward(state: Difficulty, command: ForwardDifficulty, facts: Facts) -> tuple[Event, ...]:
    """Pass it on."""
    made = Forwarding(
        agency=facts.actor.own,
        officer=facts.actor.subject,
        at=facts.now,
        document_number=facts.sealed["document_number"],
        opinion=facts.sealed.get("opinion"),
    )
    return (DifficultyForwarded(forwarding=made),)


def answer(state: Difficulty, command: AnswerDifficulty, facts: Facts) -> tuple[Event, ...]:
    """Answer it."""
    made = DifficultyAnswer(
        agency=facts.actor.own,
        officer=facts.actor.subject,
        at=facts.now,
        document_number=facts.sealed["document_number"],
        text=facts.sealed["text"],
    )
    return (DifficultyAnswered(answer=made, amendment=command.amendment),)


def evolve_difficulty(state: Difficulty | None, event: Event, id: str) -> Difficulty:
    """Fold one difficulty event. Raises TypeError for one that cannot follow."""
    match state, event:
        case None, DifficultyFiled() as it:
            return Difficulty(
                id=id,
                state=DifficultyState.OPEN,
                agency=it.agency,
                officer=it.officer,
                at=it.at,
                clause=it.clause,
                document_number=it.document_number,
                text=it.text,
                proposal=it.proposal,
            )
        case Difficulty(), DifficultyForwarded(forwarding=made):
            return replace(state, state=DifficultyState.FORWARDED, forwarding=made)
        case Difficulty(), DifficultyAnswered(answer=given, amendment=amendment):
            after = DifficultyState.AMENDMENT_PROPOSED if amendment else DifficultyState.ANSWERED
            return replace(state, state=after, answer=given)
    raise TypeError(f"{event.TYPE} does not follow {state}")


ACTIONS = (
    Action(
        command=FileDifficulty,
        stream=Kind.DIFFICULTY,
        creates=True,
        decide=file,
        scope=Scope.DIFFICULTY_WRITE,
        posts=frozenset({Post.HANDLER}),
    ),
    Action(
        command=ForwardDifficulty,
        stream=Kind.DIFFICULTY,
        decide=forward,
        scope=Scope.DIFFICULTY_WRITE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=frozenset({DifficultyState.OPEN}),
        may=may_forward,
    ),
    Action(
        command=AnswerDifficulty,
        stream=Kind.DIFFICULTY,
        decide=answer,
        scope=Scope.DIFFICULTY_ANSWER,
        posts=frozenset({Post.SIGNATORY}),
        states=frozenset({DifficultyState.FORWARDED}),
    ),
)
