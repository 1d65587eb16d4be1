"""Writing a notice: drafted from a case with a result, searched for what points at a person, checked (Đ4.5, G6)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from domain.case.state.case import Case
from domain.case.state.publication_link import IN_HAND, STANDING, PublicationState
from domain.complaint.state import Redress
from domain.kernel.event import Event, Sealed
from domain.kernel.fields import CaseRef, Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, LimitReached, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import Post
from domain.kernel.step import Step
from domain.publication.masking import FINDINGS_MOST, key_of, spans
from domain.publication.publishable import told_of, unpublishable
from domain.publication.state import (
    CaseResult,
    CorrectionDraft,
    Harmless,
    NoticeForm,
    Publication,
    TextFinding,
    Wording,
)
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import actor_among, own_agency

TEXTS = ("title", "claim", "text")
"""The fields of a notice that the public reads and the masking check looks at."""
NOTICES_MOST = 10
"""Notices of one case that are not withdrawn or retracted."""
VERSIONS_MOST = 50
REDRESS = Ref(doc="The complaint whose ruling is told; else the case's own result is.")
WRITERS = frozenset({Post.HANDLER, Post.SPOKESPERSON})


class PublicationDrafted(Event, type="publication.drafted"):
    """An agency wrote a notice about the result of a case."""

    agency: str
    case: str
    form: NoticeForm
    redress_notice: Sealed
    wording: Wording
    result: CaseResult
    at: datetime


class PublicationReworded(Event, type="publication.reworded"):
    """The notice has other words and is a draft again."""

    redress_notice: Sealed
    wording: Wording
    result: CaseResult


class FindingConfirmed(Event, type="publication.finding-confirmed"):
    """Somebody looked at one finding of the masking check and says that it may stand."""

    key: str
    harmless: Harmless
    officer: str


class PublicationChecked(Event, type="publication.checked"):
    """The draft is ready for the spokesperson."""

    step: Step


class PublicationWithdrawn(Event, type="publication.withdrawn"):
    """The draft is given up before the public saw it."""

    step: Step


class CorrectionDrafted(Event, type="publication.correction-drafted"):
    """A correction of a public notice was written."""

    correction: CorrectionDraft


@dataclass(frozen=True, kw_only=True)
class DraftPublication:
    """Write a notice to the press about the result of a case (Đ4.5, Đ5.1.e, Đ5.7.c)."""

    case: Annotated[str, CaseRef(doc="The case, with a result that is one's own.")]
    form: Annotated[NoticeForm, Spec(doc="How the press is told: one of six forms.")]
    title: Annotated[str, Words(doc="Headline.", least=10, most=200)]
    claim: Annotated[str, Words(doc="The claim that was examined, in one's own words.", least=10, most=1_000)]
    text: Annotated[str, Words(doc="What was found and done; no word that points at a person.", least=20, most=10_000)]
    redress_notice: Annotated[
        str, Words(doc="How, where and by when one can complain of the result (G6).", least=20, most=2_000)
    ]
    redress: Annotated[str | None, REDRESS] = None


@dataclass(frozen=True, kw_only=True)
class RewordPublication:
    """Give a draft other words; what was confirmed or checked of it counts no more."""

    title: Annotated[str, Words(doc="Headline.", least=10, most=200)]
    claim: Annotated[str, Words(doc="The claim that was examined.", least=10, most=1_000)]
    text: Annotated[str, Words(doc="What was found and done.", least=20, most=10_000)]
    redress_notice: Annotated[str, Words(doc="How, where and by when one can complain (G6).", least=20, most=2_000)]


@dataclass(frozen=True, kw_only=True)
class ConfirmFinding:
    """Say of one finding of the masking check why it may stand; all others are reworded (G6)."""

    finding: Annotated[str, Ref(doc="Key of the finding.")]
    harmless: Annotated[Harmless, Spec(doc="Why it may stand.")]


@dataclass(frozen=True, kw_only=True)
class CheckPublication:
    """Hand a draft to the spokesperson: every finding is answered for, the case still has this result."""


@dataclass(frozen=True, kw_only=True)
class WithdrawPublication:
    """Give a notice up before the public saw it."""

    reason: Annotated[str, Words(doc="Why.", least=10, most=2_000)]


@dataclass(frozen=True, kw_only=True)
class DraftCorrection:
    """Write a correction of a public notice; it takes the notice's place in the same form and place (Đ4.5)."""

    title: Annotated[str, Words(doc="Headline.", least=10, most=200)]
    claim: Annotated[str, Words(doc="The claim that was examined.", least=10, most=1_000)]
    text: Annotated[str, Words(doc="What was found and done.", least=20, most=10_000)]
    reason: Annotated[str, Words(doc="Why it is corrected, for the public.", least=10, most=2_000)]
    redress: Annotated[str | None, REDRESS] = None


def wording_of(command: Any, facts: Facts) -> Wording:
    """The command's words with what the masking check finds. Raises Refused for a text with too many findings."""
    return Wording(
        title=facts.sealed["title"],
        claim=facts.sealed["claim"],
        text=facts.sealed["text"],
        officer=facts.actor.subject,
        at=facts.now,
        findings=findings_of(command, TEXTS, facts),
    )


def findings_of(command: Any, names: tuple[str, ...], facts: Facts) -> tuple[TextFinding, ...]:
    """What the masking check finds in the texts. Raises Refused for one with more than FINDINGS_MOST."""
    found = tuple(
        TextFinding(
            key=key_of(facts.sealed[name].commitment, span),
            field=name,
            kind=span.kind,
            start=span.start,
            end=span.end,
        )
        for name in names
        for span in spans(getattr(command, name))
    )
    if len(found) > FINDINGS_MOST:
        raise Refused(invalid("text", "too-many-findings", most=FINDINGS_MOST))
    return found


def draft(state: None, command: DraftPublication, facts: Facts) -> tuple[Event, ...]:
    """Write a notice; the case must have a result that is the agency's own."""
    case, redress = case_of(command.case, facts), redress_of(command.redress, command.case, facts)
    if problem := unpublishable(case, facts.actor.own, facts, redress) or recused(case, facts):
        raise Refused(problem)
    if len(case.live_notices) >= NOTICES_MOST:
        raise Refused(LimitReached(code="too-many-notices", limit=NOTICES_MOST))
    return (
        PublicationDrafted(
            agency=facts.actor.own,
            case=case.id,
            form=command.form,
            redress_notice=facts.sealed["redress_notice"],
            wording=with_redress(command, facts),
            result=result_now(case, redress, facts),
            at=facts.now,
        ),
    )


def with_redress(command: Any, facts: Facts) -> Wording:
    """The wording, with the findings in the redress notice as well: the public reads it too."""
    made = wording_of(command, facts)
    return replace(made, findings=(*made.findings, *findings_of(command, ("redress_notice",), facts)))


def case_of(id: str, facts: Facts) -> Case:
    """The case of a notice, as it stands in this transaction."""
    found: Any = facts.beside[id]
    assert isinstance(found, Case)
    return found


def redress_of(id: str | None, case: str, facts: Facts) -> Redress | None:
    """The complaint that is the ground, as it stands in this transaction. Raises Refused for one about no such case."""
    if id is None:
        return None
    found = facts.beside[id]
    if not isinstance(found, Redress) or found.case != case:
        raise Refused(invalid("redress", "redress-unknown"))
    return found


def result_now(case: Case, redress: Redress | None, facts: Facts) -> CaseResult:
    """The result that is to be told today. Raises Refused when there is none to publish."""
    if (found := told_of(case, redress, facts.registry)) is None:
        raise Refused(unguarded(Guard.G6_PUBLICATION, "no-result-to-publish"))
    return found


def recused(case: Case, facts: Facts) -> Problem | None:
    """Who may do nothing in the case may not tell of it either (G5)."""
    stays_out = actor_among(case.recused, facts)
    return unguarded(Guard.G5_TWO_PERSONS, "recused") if stays_out else None


def own(state: Publication, facts: Facts) -> Problem | None:
    """An agency works on its own notices only."""
    return own_agency(state, facts)


def reword(state: Publication, command: RewordPublication, facts: Facts) -> tuple[Event, ...]:
    """Other words, searched anew, about the result that the case, or the complaint, has today."""
    case, redress = case_of(state.case, facts), redress_of(state.ground, state.case, facts)
    if problem := unpublishable(case, state.agency, facts, redress) or recused(case, facts):
        raise Refused(problem)
    made, result = with_redress(command, facts), result_now(case, redress, facts)
    return (PublicationReworded(redress_notice=facts.sealed["redress_notice"], wording=made, result=result),)


def confirm(state: Publication, command: ConfirmFinding, facts: Facts) -> tuple[Event, ...]:
    """Answer for one finding, once."""
    found = next((each for each in state.open_wording.findings if each.key == command.finding), None)
    if found is None:
        raise Refused(invalid("finding", "finding-unknown"))
    if found.harmless:
        raise Refused(RuleNotMet(code="finding-confirmed"))
    return (FindingConfirmed(key=found.key, harmless=command.harmless, officer=facts.actor.subject),)


def check(state: Publication, command: CheckPublication, facts: Facts) -> tuple[Event, ...]:
    """Hand it to the spokesperson."""
    fit_to_print(state, facts)
    return (PublicationChecked(step=facts.step()),)


def fit_to_print(state: Publication, facts: Facts) -> CaseResult:
    """The result as it is told. Raises Refused unless every finding is answered for and it is the very one (G6)."""
    if not state.open_wording.masked:
        raise Refused(unguarded(Guard.G6_PUBLICATION, "masking-open"))
    result = own_result(state, facts)
    if state.correction is None and not state.result.same(result):
        raise Refused(unguarded(Guard.G6_PUBLICATION, "result-changed"))
    return result


def own_result(state: Publication, facts: Facts) -> CaseResult:
    """The result that the notice's ground has now. Raises Refused when the agency or the person may not tell it."""
    case, redress = case_of(state.case, facts), redress_of(state.ground, state.case, facts)
    if problem := unpublishable(case, state.agency, facts, redress) or recused(case, facts):
        raise Refused(problem)
    return result_now(case, redress, facts)


def withdraw(state: Publication, command: WithdrawPublication, facts: Facts) -> tuple[Event, ...]:
    """Give it up."""
    return (PublicationWithdrawn(step=facts.step(note="reason")),)


def draft_correction(state: Publication, command: DraftCorrection, facts: Facts) -> tuple[Event, ...]:
    """Write a correction; the reason is read by the public, so it is searched as well."""
    if len(state.versions) >= VERSIONS_MOST:
        raise Refused(LimitReached(code="too-many-versions", limit=VERSIONS_MOST))
    redress_of(command.redress, state.case, facts)
    if problem := recused(case_of(state.case, facts), facts):
        raise Refused(problem)
    made = wording_of(command, facts)
    made = replace(made, findings=(*made.findings, *findings_of(command, ("reason",), facts)))
    correction = CorrectionDraft(wording=made, reason=facts.sealed["reason"], redress=command.redress)
    return (CorrectionDrafted(correction=correction),)


def confirmed(wording: Wording, event: FindingConfirmed) -> Wording:
    """The wording with one finding answered for."""
    findings = tuple(
        replace(each, harmless=event.harmless, officer=event.officer) if each.key == event.key else each
        for each in wording.findings
    )
    return replace(wording, findings=findings)


def evolve_drafting(state: Publication, event: Event) -> Publication | None:
    """Fold an event of writing; None for another one."""
    match event:
        case PublicationReworded() as it:
            return replace(
                state,
                state=PublicationState.DRAFT,
                redress_notice=it.redress_notice,
                wording=it.wording,
                result=it.result,
                checked=None,
                approved=None,
                release_at=None,
            )
        case FindingConfirmed():
            if state.correction:
                said = confirmed(state.correction.wording, event)
                return replace(state, correction=replace(state.correction, wording=said))
            return replace(state, wording=confirmed(state.wording, event))
        case PublicationChecked(step=step):
            return replace(state, state=PublicationState.CHECKED, checked=step)
        case PublicationWithdrawn(step=step):
            return replace(state, state=PublicationState.WITHDRAWN, withdrawn=step, release_at=None)
        case CorrectionDrafted(correction=correction):
            return replace(state, correction=correction)
    return None


def _row(command: type, decide: Any, states: frozenset[PublicationState], **more: Any) -> Action:
    return Action(
        command=command,
        stream=Kind.PUBLICATION,
        decide=decide,
        scope=Scope.PRESS_ISSUE,
        posts=WRITERS,
        states=frozenset(each.value for each in states),
        may=own,
        **more,
    )


ACTIONS = (
    Action(
        command=DraftPublication,
        stream=Kind.PUBLICATION,
        creates=True,
        decide=draft,
        scope=Scope.PRESS_ISSUE,
        posts=WRITERS,
    ),
    _row(RewordPublication, reword, IN_HAND),
    _row(ConfirmFinding, confirm, frozenset({PublicationState.DRAFT}) | STANDING, additive=True),
    _row(CheckPublication, check, frozenset({PublicationState.DRAFT})),
    _row(WithdrawPublication, withdraw, IN_HAND),
    _row(DraftCorrection, draft_correction, STANDING),
)
