"""Three years of a province, by chance that a seed fixes, written through the store on its own clock.

Everything that reports count happens: cases of every way and end, complaints' neighbours, training, budgets, questions
of the press, difficulties, directives, commendations, breaches. What is not done here, lives of `case_lives` do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from domain.activity.difficulties import FileDifficulty, ForwardDifficulty
from domain.activity.directives import IssueDirective, ReportDirectiveResult
from domain.activity.inspections import RecordBreach
from domain.activity.recorded import ProposeCommendation, RecordAwareness, RecordBudgetLine, RecordTraining
from domain.activity.state.activity import Audience, BreachKind, Commended, Merit
from domain.case.checks import StartChecking
from domain.case.closing import CloseCase
from domain.case.expression import ReviewExpression
from domain.case.rounds import ConcludeRound, GiveOpinion, OpenRound
from domain.case.state.case import Category, Channel, ClosureReason, ExpressionConclusion, ExpressionKind, Informed
from domain.case.state.round import Position, RoundMethod, RoundOutcome
from domain.case.withdrawal import ConfirmWithdrawal, RecordWithdrawal
from domain.kernel.vocabulary import Post
from store.store import Store
from tests.support.clock import TestClock
from tests.support.world import LEAD, a_check, a_report, a_screening, caller, officer

BEGIN = datetime(2023, 12, 20, 3, tzinfo=UTC)
LONG = "Lý do đủ dài để ai đọc cũng hiểu được việc gì đã xảy ra."
REPORTERS = ("agency-land", "agency-district", "agency-police", "agency-commune")
CHANNELS = (Channel.E_DOCUMENT, Channel.EMAIL, Channel.OTHER_ELECTRONIC)


@dataclass
class Loader:
    """A store with its clock and the dice."""

    store: Store
    clock: TestClock
    chance: Random

    async def do(self, who: Any, command: Any, made: Any = None) -> Any:
        self.clock.now += timedelta(hours=self.chance.randrange(1, 30))
        where = {"target": made.stream, "expected": made.version} if made else {}
        return await self.store.execute(who, command, command_id=uuid4(), **where)

    async def case(self) -> None:
        """A case, on its way or closed in one of the ways that need no measure."""
        report = a_report(
            detected_at=self.clock.now - timedelta(days=1),
            channel=self.chance.choice(CHANNELS),
            channel_note=LONG,
            url=f"https://tin.example/bai-{self.chance.randrange(10**9)}",
        )
        made = await self.do(caller(self.chance.choice(REPORTERS)), report)
        if self.chance.random() < 0.15:
            return
        screening = a_screening(
            category=self.chance.choice((Category.HEALTH, Category.LAND, Category.EDUCATION)),
            areas=self.chance.choice(((), ("area-north",))),
        )
        made = await self.do(caller(LEAD), screening, made)
        health = caller("agency-health")
        made = await self.do(health, StartChecking(focal=officer("agency-health", Post.HANDLER)), made)
        made = await self.do(health, a_check(), made)
        if self.chance.random() < 0.3:
            made = await self.round(made)
        await self.end(made)

    async def round(self, made: Any) -> Any:
        asked = OpenRound(
            method=RoundMethod.WRITTEN_OPINION,
            method_reason=LONG,
            question=LONG,
            invited=("agency-land", "agency-police"),
            due_days=3,
        )
        made = await self.do(caller(LEAD), asked, made)
        for item in ("agency-land", "agency-police"):
            if self.chance.random() < 0.6:
                said = GiveOpinion(position=self.chance.choice((Position.AGREE, Position.DISAGREE)), text=LONG)
                made = await self.do(caller(item), said, made)
        self.clock.now += timedelta(days=12)
        over = ConcludeRound(outcome=RoundOutcome.MORE_EVIDENCE, dissent=LONG)
        return await self.do(caller(LEAD), over, made)

    async def end(self, made: Any) -> None:
        """One of the ends without a measure, or none yet."""
        roll = self.chance.random()
        if roll < 0.5:
            review = ReviewExpression(
                expression=self.chance.choice((ExpressionKind.OPINION, ExpressionKind.CRITICISM)),
                conclusion=ExpressionConclusion.PROTECTED,
                reasons=LONG,
            )
            made = await self.do(caller(LEAD), review, made)
            await self.do(caller(LEAD), _closing(ClosureReason.PROTECTED), made)
        elif roll < 0.75:
            await self.do(caller(LEAD), _closing(ClosureReason.NO_GROUNDS), made)
        elif roll < 0.85:
            made = await self.do(caller(LEAD), RecordWithdrawal(document_number="7/CV", reasons=LONG), made)
            made = await self.do(caller("agency-health"), ConfirmWithdrawal(reasons=LONG), made)
            await self.do(caller(LEAD), _closing(ClosureReason.WITHDRAWN), made)

    async def beside(self) -> None:
        """Something that stands beside cases."""
        today = self.clock.now.date()
        one: Callable[[], Any] = self.chance.choice(
            (
                lambda: (
                    caller("agency-health"),
                    RecordTraining(topic=LONG, held_on=today, audience=Audience.OFFICIALS, headcount=30),
                ),
                lambda: (caller("agency-land"), RecordAwareness(subject=LONG, held_on=today, branches=2, headcount=80)),
                lambda: (caller("agency-district"), RecordBudgetLine(year=today.year, purpose=LONG, planned=9_000)),
                lambda: (
                    caller("agency-commune"),
                    ProposeCommendation(
                        commended=Commended.INDIVIDUAL, merit=Merit.PROBLEM_REMEDIED, document_number="1/TTr"
                    ),
                ),
                lambda: (
                    caller(LEAD, Post.SIGNATORY),
                    RecordBreach(
                        agency="agency-land", kind=BreachKind.LATE_REPORT, noted_on=today, facts=LONG, measure=LONG
                    ),
                ),
            )
        )
        await self.do(*one())

    async def difficulty(self) -> None:
        filed = FileDifficulty(clause="Đ5.7.b", document_number="3/BC", text=LONG)
        made = await self.do(caller("agency-health"), filed)
        if self.chance.random() < 0.7:
            await self.do(caller(LEAD), ForwardDifficulty(document_number="4/BC"), made)

    async def directive(self) -> None:
        issued = IssueDirective(
            document_number="5/CT", content=LONG, addressees=("agency-health", "agency-land"), due_days=5
        )
        made = await self.do(caller("agency-ppc", Post.SIGNATORY), issued)
        await self.do(caller("agency-health"), ReportDirectiveResult(document_number="6/BC", text=LONG), made)


def _closing(reason: ClosureReason) -> CloseCase:
    return CloseCase(ground=reason, reasons=LONG, informed=Informed.BY_DOCUMENT)


async def load(store: Store, clock: TestClock, until: datetime, *, cases: int, seed: int = 1) -> Loader:
    """So many cases, and what stands beside them, spread over the time to a moment."""
    made = Loader(store=store, clock=clock, chance=Random(seed))
    step = (until - clock.now) / (cases + 1)
    for number in range(cases):
        begin = clock.now
        await made.case()
        if number % 3 == 0:
            await made.beside()
        if number % 9 == 0:
            await made.difficulty()
        if number % 11 == 0:
            await made.directive()
        clock.now = max(clock.now, begin + step)
    return made
