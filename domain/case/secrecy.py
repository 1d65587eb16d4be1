"""Classified matter stays on paper: the register holds only where the paper lies (Đ2.2)."""

from dataclasses import dataclass, replace
from typing import Annotated

from domain.case.guards import members_only
from domain.case.state.case import Case, CaseState, PaperFile
from domain.kernel.actor import ActorKind
from domain.kernel.event import Event
from domain.kernel.fields import Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import LimitReached, Refused
from domain.kernel.roles import Post
from domain.rules.action import Action
from domain.rules.facts import Facts

PAPER_FILES_MOST = 20


class PaperFileNamed(Event, type="case.paper-file-named"):
    """Something about the case lies on paper, under the law on state secrets."""

    file: PaperFile


@dataclass(frozen=True, kw_only=True)
class NamePaperFile:
    """Say where classified matter about the case lies on paper; never what it says (Đ2.2). A person answers for it."""

    pointer: Annotated[str, Words(doc="Number and place of the paper file, nothing of its content.", least=3, most=200)]


def name(case: Case, command: NamePaperFile, facts: Facts) -> tuple[Event, ...]:
    """Add a pointer."""
    if len(case.paper_files) >= PAPER_FILES_MOST:
        raise Refused(LimitReached(code="too-many-paper-files", limit=PAPER_FILES_MOST))
    made = PaperFile(agency=facts.actor.own, at=facts.now, pointer=facts.sealed["pointer"])
    return (PaperFileNamed(file=made),)


def named(case: Case, event: PaperFileNamed) -> Case:
    """The case with one more pointer."""
    return replace(case, paper_files=(*case.paper_files, event.file))


ACTIONS = (
    Action(
        command=NamePaperFile,
        stream=Kind.CASE,
        decide=name,
        scope=Scope.CASE_REPORT,
        posts=frozenset({Post.HANDLER}),
        states=frozenset(CaseState) - {CaseState.CLOSED},
        may=members_only,
        additive=True,
        by=frozenset({ActorKind.PERSON}),
    ),
)
