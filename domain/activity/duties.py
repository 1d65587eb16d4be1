"""Duties in directives, findings of inspections and difficulties (Đ2.2, Đ5.1.h, Đ8.2)."""

from collections.abc import Iterator

from domain.activity.difficulties import Difficulty, DifficultyState
from domain.activity.directives import Directive, DirectiveState
from domain.activity.inspections import InspectionFinding, InspectionState
from domain.kernel.vocabulary import Kind, Role
from domain.rules.duty import Duty, DutyKind, owes


@owes(Kind.DIRECTIVE)
def of_directive(directive: Directive) -> Iterator[Duty]:
    for agency in directive.unanswered if directive.state is DirectiveState.OPEN else ():
        yield Duty(
            kind=DutyKind.REPORT_ON_DIRECTIVE,
            agency=agency,
            about=directive.id,
            due_at=directive.due_at,
            since=directive.at,
            lapsed=agency in directive.overdue,
        )


@owes(Kind.INSPECTION)
def of_inspection(finding: InspectionFinding) -> Iterator[Duty]:
    if finding.state is InspectionState.OPEN:
        yield Duty(
            kind=DutyKind.ANSWER_INSPECTION,
            agency=finding.inspected,
            about=finding.id,
            due_at=finding.answer_by,
            since=finding.at,
            lapsed=finding.overdue_at is not None,
        )


@owes(Kind.DIFFICULTY, Role.LEAD, Role.PPC)
def of_difficulty(difficulty: Difficulty) -> Iterator[Duty]:
    if difficulty.state is DifficultyState.OPEN:
        yield Duty(kind=DutyKind.FORWARD_DIFFICULTY, agency=Role.LEAD, about=difficulty.id, since=difficulty.at)
    elif difficulty.state is DifficultyState.FORWARDED and difficulty.forwarding:
        since = difficulty.forwarding.at
        yield Duty(kind=DutyKind.ANSWER_DIFFICULTY, agency=Role.PPC, about=difficulty.id, since=since)
