"""Three years of a province, by chance that a seed fixes, written through the store on its own clock.

Cases come from all agencies and channels, in all areas and fields, and end in the ways that need no measure;
difficulties are filed. What else reports count, the lives of `lived.py` do.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from domain.activity.difficulties import FileDifficulty, ForwardDifficulty
from domain.case.checks import StartChecking
from domain.case.closing import CloseCase
from domain.case.expression import ReviewExpression
from domain.case.state.case import Category, Channel, ClosureReason, ExpressionConclusion, ExpressionKind, Informed
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
        await self.end(made)

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

    async def difficulty(self) -> None:
        filed = FileDifficulty(clause="Đ5.7.b", document_number="3/BC", text=LONG)
        made = await self.do(caller("agency-health"), filed)
        if self.chance.random() < 0.7:
            await self.do(caller(LEAD), ForwardDifficulty(document_number="4/BC"), made)


def _closing(reason: ClosureReason) -> CloseCase:
    return CloseCase(ground=reason, reasons=LONG, informed=Informed.BY_DOCUMENT)


async def load(store: Store, clock: TestClock, until: datetime, *, cases: int, seed: int = 1) -> Loader:
    """So many cases, and what stands beside them, spread over the time to a moment."""
    made = Loader(store=store, clock=clock, chance=Random(seed))
    step = (until - clock.now) / (cases + 1)
    for number in range(cases):
        begin = clock.now
        await made.case()
        if number % 9 == 0:
            await made.difficulty()
        clock.now = max(clock.now, begin + step)
    return made
