"""Cases on their way to a decision and beyond, by hand."""

from dataclasses import replace
from types import ModuleType
from typing import Any

from domain.book import ACTIONS, BY_COMMAND
from domain.case.state.case import Case, ExpressionConclusion, ExpressionKind, ExpressionReview
from domain.case.state.measures import Appraisal, Decision, Finding, Measure, Verification, VerificationResult
from domain.case.state.pathways import (
    CoordinationRequest,
    PoliceTransfer,
    Referral,
    Takedown,
    TakedownItem,
    TakedownStatus,
    TransferStatus,
)
from domain.kernel.actor import Actor
from domain.kernel.event import Job, Step
from domain.kernel.vocabulary import Post, Role
from domain.registry.agency import Competence, Task
from domain.rules.command import Action
from domain.rules.facts import Facts
from tests.support.facts import ALWAYS, HEALTH, NOW, PROVINCE, attempt, stated, verdict
from tests.support.handling_facts import knowing, provision
from tests.support.world import LEAD, officer

PPC, MINISTRY, POLICE = "agency-ppc", "agency-ministry", "agency-police"
JOURNALISTS, INTERNAL = "agency-journalists", "agency-internal"
LONG = "Lý do được ghi rõ ràng bằng văn bản, đủ dài."
GROUND = "provision-ground"
DRAFTER, SECOND = officer(LEAD, Post.HANDLER), officer(LEAD, Post.SIGNATORY)
REVIEWER = officer(HEALTH, Post.HANDLER)


def rows_of(*modules: ModuleType) -> list[Action]:
    """The rows of the commands of some modules."""
    names = {module.__name__ for module in modules}
    return [row for row in ACTIONS if row.command.__module__ in names]


ORDERS = tuple(Competence(task=task, span=ALWAYS, source="test") for task in (Task.ORDER_REMOVAL, Task.ORDER_LABEL))
ORDERING = replace(PROVINCE.agencies[MINISTRY], competences=ORDERS)
WITH_GROUNDS = replace(
    PROVINCE, provisions={GROUND: provision(GROUND)}, agencies={**PROVINCE.agencies, MINISTRY: ORDERING}
)


def a_step(agency: str = LEAD, by: str = DRAFTER) -> Step:
    """A step taken now."""
    return Step(agency=agency, officer=by, at=NOW)


def a_review(conclusion: ExpressionConclusion = ExpressionConclusion.NOT_PROTECTED, **changes: Any) -> ExpressionReview:
    """An expression check by the health department."""
    who = {"id": "review-1", "agency": HEALTH, "role": Role.DEPT, "officer": REVIEWER, "cycle": 1}
    return stated(ExpressionReview, changes, expression=ExpressionKind.FACT, conclusion=conclusion, **who)


def an_appraisal(finding: Finding = Finding.FALSE, by: str = SECOND) -> Appraisal:
    """The lead agency's conclusion."""
    return stated(Appraisal, finding=finding, agency=LEAD, officer=by, cycle=1)


def a_verification(result: VerificationResult, cycle: int = 1) -> Verification:
    """Whether it is true, as the health department found."""
    who = {"id": "verification-1", "agency": HEALTH, "officer": REVIEWER, "cycle": cycle}
    return stated(Verification, result=result, independent=True, **who)


def a_decision(measure: Measure = Measure.TAKEDOWN_PROPOSAL, cycle: int = 1) -> Decision:
    """A decision of the lead agency."""
    who = {"public_code": "ABC", "agency": LEAD, "signatory": SECOND, "cycle": cycle}
    return stated(Decision, measure=measure, provisions=(GROUND,), **who)


def a_takedown(status: TakedownStatus = TakedownStatus.DRAFT, **changes: Any) -> Takedown:
    """A proposal of removal of one item, drafted by an officer who takes no other part."""
    drafted = {"id": "takedown-1", "cycle": 1, "provisions": (GROUND,), "drafted": a_step(by="officer-x")}
    item = stated(TakedownItem, officer="officer-x")
    return stated(Takedown, changes, status=status, items=(item,), committee=PPC, **drafted)


def a_transfer(status: TransferStatus = TransferStatus.DRAFT, **changes: Any) -> PoliceTransfer:
    """A transfer drafted by an officer who takes no other part."""
    drafted = {"id": "transfer-1", "cycle": 1, "provisions": (GROUND,), "drafted": a_step(by="officer-x")}
    return stated(PoliceTransfer, changes, police=POLICE, status=status, **drafted)


def a_request(agency: str = POLICE, **changes: Any) -> CoordinationRequest:
    """A request of the lead agency."""
    return stated(CoordinationRequest, changes, id="request-1", cycle=1, agency=agency, asked=a_step())


def a_referral(agency: str = JOURNALISTS, **changes: Any) -> Referral:
    """A referral to the journalists' association."""
    return stated(Referral, changes, id="referral-1", cycle=1, agency=agency, sent=a_step())


def said(case: Case, command: Any, actor: Actor, row: Action | None = None, **changes: Any) -> str:
    """The verdict on a command, in the province with its grounds."""
    return verdict(case, command, _known(actor, command, **changes), row)


def _known(actor: Actor, command: Any, **changes: Any) -> Facts:
    return knowing(actor, command, **({"registry": WITH_GROUNDS} | changes))


def after(case: Case, command: Any, actor: Actor, **changes: Any) -> Case:
    """The case a command leaves, in the province with its grounds. Raises Refused, NotAllowed."""
    made: Case = attempt(case, command, _known(actor, command, **changes))
    return made


def jobs_of(case: Case, command: Any, actor: Actor) -> list[Job]:
    """The jobs that a command orders, in the province with its grounds."""
    left, events = after(case, command, actor), BY_COMMAND[type(command)].decide(case, command, _known(actor, command))
    return [job for event in events for job in event.jobs(left)]
