"""Classified matter stays on paper: the register holds only where the paper lies (Đ2.2)."""

from typing import Annotated

from domain.case.command import NOT_CLOSED, CaseCommand, CaseEvent
from domain.case.guards import member
from domain.case.state.case import Case, PaperFile
from domain.kernel.actor import ActorKind
from domain.kernel.fields import Words
from domain.kernel.policy import Scope
from domain.kernel.roles import Post
from domain.rules.facts import Facts
from domain.rules.requirement import room_for

PAPER_FILES_MOST = 20


class PaperFileNamed(CaseEvent, type="case.paper-file-named", appends="paper_files"):
    """Something about the case lies on paper, under the law on state secrets."""

    file: PaperFile


class NamePaperFile(
    CaseCommand,
    scope=Scope.CASE_REPORT,
    posts={Post.HANDLER},
    states=NOT_CLOSED,
    additive=True,
    by={ActorKind.PERSON},
    requires=(member, room_for("paper_files", PAPER_FILES_MOST, "too-many-paper-files")),
):
    """Record where classified material about the case is on paper, not what it says (Đ2.2). Only for persons."""

    pointer: Annotated[
        str, Words(doc="Number and location of the paper file, nothing about its content.", least=3, most=200)
    ]

    def decide(self, case: Case, facts: Facts) -> PaperFileNamed:
        return PaperFileNamed(file=facts.record(PaperFile, self))
