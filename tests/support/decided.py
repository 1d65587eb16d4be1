"""A case from its check to its decision, as acts in order with their persons."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from domain.administration.provisions import ActivateProvision, DraftProvision
from domain.case.appraisal import AppraiseCase, RecordVerification
from domain.case.decisions import DecideCase, ProposeHandling
from domain.case.expression import ReviewExpression
from domain.case.rounds import ConcludeRound, GiveOpinion, OpenRound
from domain.case.state.measures import Measure
from domain.kernel.actor import Caller
from domain.kernel.vocabulary import Post
from store.store import Store
from tests.support.handling_commands import good
from tests.support.world import LEAD, caller

READ: dict[str, Any] = {"read_in": "Công báo số 1", "read_on": date(2026, 1, 1)}
"""Where and when the second person read a text."""
HANDLER, SIGNATORY, HEALTH = caller(LEAD), caller(LEAD, Post.SIGNATORY), caller("agency-health")
Acts = list[tuple[Caller, Any]]


async def a_ground(store: Store) -> str:
    """Return a provision in force."""
    sample = {"instrument": "MẪU: Nghị định mẫu số 1/2020/NĐ-CP", "place": "Điều 1 khoản 1 điểm a"}
    command = good(DraftProvision, **sample, since=date(2020, 1, 1))
    made = await store.execute(HANDLER, command, command_id=uuid4())
    await store.execute(SIGNATORY, good(ActivateProvision, **READ), command_id=uuid4(), target=made.stream, expected=1)
    return made.stream


def unprotected(ground: str) -> Acts:
    """Return the acts by which a case was verified as false and not as protected speech."""
    return [(HEALTH, good(RecordVerification)), (HEALTH, good(ReviewExpression, provision=ground))]


def to_a_decision(ground: str, day: date, invited: Sequence[str] = ("agency-health",), **decision: Any) -> Acts:
    """Found false, agreed on by all who were asked, proposed and decided; a correction, if nothing else is said."""
    measure, alternatives = decision.get("measure", Measure.CORRECTION_REQUEST), decision.pop("alternatives", ())
    proposal = good(ProposeHandling, measure=measure, provisions=(ground,), alternatives=alternatives)
    return [
        *unprotected(ground),
        (HANDLER, good(OpenRound, invited=tuple(invited))),
        *((caller(agency), good(GiveOpinion)) for agency in invited),
        (HANDLER, good(ConcludeRound, outcome="AGREED", agreed_option="Đề nghị đính chính.")),
        (HANDLER, good(AppraiseCase)),
        (HANDLER, proposal),
        (SIGNATORY, good(DecideCase, decided_on=day, **decision)),
    ]
