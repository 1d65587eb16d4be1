"""The province in which cases are handled, with provisions and officers; and the exact text of each refusal."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from domain.administration.provisions import TextOfDraft
from domain.case.state.evidence import Uploaded
from domain.case.state.measures import Measure
from domain.case.state.related import (
    DecidedElsewhere,
    Duplicates,
    KnownSources,
    NamedSource,
    NoticesUnderReview,
    RelatedCase,
    RelatedCases,
)
from domain.kernel.actor import Actor
from domain.kernel.refusals import (
    InvalidInput,
    LimitReached,
    NotAllowed,
    Problem,
    Refused,
    SafeguardNotMet,
    TransitionNotAllowed,
)
from domain.kernel.span import Span
from domain.kernel.vocabulary import AgencyKind, Post
from domain.registry.accounts import Officer
from domain.registry.agency import Competence, Task
from domain.registry.entry import LawStatus
from domain.registry.provision import Provision, ProvisionKind
from domain.registry.registry import Registry
from domain.rules.command import Action
from domain.rules.facts import Facts
from tests.support.facts import ALWAYS, NOW, PROVINCE, answers, facts, person, sealed, stated, where
from tests.support.facts import agency as an_agency
from tests.support.facts import attempt as attempt
from tests.support.world import LEAD

LONG = "Lý do được ghi rõ ràng bằng văn bản, đủ dài."
DISTRICT, COMMUNE, PPC, PARTY = "agency-district", "agency-commune", "agency-ppc", "agency-party"
OTHER = "agency-other"
"""A department to which no actor of these tables belongs. It takes the roles that the actor does not take."""
BOTH = (Post.HANDLER, Post.SIGNATORY)
TODAY = NOW.date()

VERIFIER, REVIEWER, APPRAISER = (
    "officer-of-before-verifier",
    "officer-of-before-reviewer",
    "officer-of-before-appraiser",
)
DRAFTER, SIGNER, CLOSER = "officer-of-before-drafter", "officer-of-before-signer", "officer-of-before-closer"
"""Officers of earlier acts. None of them acts in a table: `test_refused.py` tests the rules about persons."""

GROUND, OLD, NEW, DRAFT, PROCEDURE = (f"provision-{name}" for name in ("ground", "old", "new", "draft", "procedure"))
CHANGE_OF_LAW = date(2026, 7, 1)


def provision(id: str, **changes: Any) -> Provision:
    span, active = Span(since=date(2020, 1, 1)), {"status": LawStatus.ACTIVE, "activated_at": NOW}
    who = {"drafted_by": DRAFTER, "activated_by": SIGNER}
    return stated(Provision, changes, id=id, kind=ProvisionKind.GROUND, span=span, **active, **who)


PROVISIONS = {
    item.id: item
    for item in (
        provision(GROUND),
        provision(OLD, span=Span(since=date(2020, 4, 15), until=CHANGE_OF_LAW)),
        provision(NEW, span=Span(since=CHANGE_OF_LAW)),
        provision(DRAFT, status=LawStatus.DRAFT, activated_by=None, activated_at=None),
        provision(PROCEDURE, kind=ProvisionKind.PROCEDURE),
    )
}
WEIGHED = (Measure.CORRECTION_REQUEST, Measure.LABEL_PROPOSAL)
"""Measures that must be weighed before a removal is proposed."""
COMPETENCES = tuple(Competence(task=task, span=ALWAYS, source="test") for task in Task)


def an_officer(id: str, agency: str, *posts: Post, until: date | None = None) -> Officer:
    span = Span(since=ALWAYS.since, until=until)
    return Officer(id=id, subject=sealed(id), agency=agency, posts=posts, span=span, appointment=sealed("QĐ 2"))


def a_registry(**changes: Any) -> Registry:
    """Return the small province with grounds, in which every agency is competent for everything: G1 is tested
    separately."""
    rows = {id: replace(row, competences=COMPETENCES) for id, row in PROVINCE.agencies.items()}
    rows[OTHER] = an_agency(OTHER, AgencyKind.DEPARTMENT, competences=COMPETENCES)
    more = an_officer("officer-other-handler", OTHER, Post.HANDLER)
    officers = {**PROVINCE.officers, more.id: more}
    return replace(replace(PROVINCE, agencies=rows, provisions=PROVISIONS, officers=officers), **changes)


REGISTRY = a_registry()


def without_competence(id: str, task: Task) -> Registry:
    """Return the registry in which an agency lost one competence yesterday."""
    ended = tuple(
        replace(competence, span=replace(ALWAYS, until=TODAY)) if competence.task is task else competence
        for competence in COMPETENCES
    )
    rows = REGISTRY.agencies
    return a_registry(agencies={**rows, id: replace(rows[id], competences=ended)})


def as_officer(id: str, agency: str = LEAD, post: Post = Post.HANDLER) -> Actor:
    """Return the agency's actor with another officer's id, such as one of the earlier acts."""
    return replace(person(agency, post), subject=id, officer=id)


def knowing(
    actor: Actor,
    command: Any,
    *,
    upload: Uploaded | None = None,
    related: Mapping[str, RelatedCase] | None = None,
    duplicates: bool = False,
    under_review: bool = False,
    sources: tuple[NamedSource, ...] = (),
    wording: str = "Cung cấp, chia sẻ thông tin sai sự thật.",
    **changes: Any,
) -> Facts:
    """Return facts of the fully competent province, with the answers to needs. `changes` are fields of the facts."""
    others = RelatedCases(cases=related) if related is not None else None
    needs = answers(
        where(command),
        upload,
        others,
        Duplicates(there=duplicates),
        NoticesUnderReview(there=under_review),
        DecidedElsewhere(decisions=()),
        KnownSources(sources=sources),
        TextOfDraft(wording=wording),
    )
    return facts(actor, command, **{"registry": REGISTRY, "needs": needs} | changes)


LATER = NOW + timedelta(days=9)
"""Time of most acts: every term of earlier acts is over, unless a scene sets another."""

# What is said of an act.


def spelled(problem: Problem) -> str:
    """Return a refusal as a line: its type (a safeguard by its number, an input by its path), its code, its numbers."""
    match problem:
        case SafeguardNotMet(guard=guard, code=code):
            return f"{guard.value[:2]} {code}"
        case InvalidInput(path=path, code=code):
            return f"{path} {code}"
        case LimitReached(code=code, limit=limit):
            return f"LimitReached {code} {limit}"
        case TransitionNotAllowed(state=state, allowed=allowed):
            return moved(state, allowed)
    return f"{type(problem).__name__} {problem.code}"


def moved(state: str, allowed: Collection[str]) -> str:
    """Return the line for a refusal because of the state."""
    return f"TransitionNotAllowed from {state}, only from {', '.join(sorted(allowed))}"


def said(state: Any, command: Any, known: Facts, row: Action | None = None) -> str:
    """Return `ok`, or all refusals as a line."""
    try:
        attempt(state, command, known, row)
    except NotAllowed as denied:
        return f"NotAllowed {denied}"
    except Refused as refused:
        return "; ".join(map(spelled, refused.problems))
    return "ok"


def hear(state: Any, command: Any, actor: Actor, **known: Any) -> str:
    """Return `ok`, or all refusals of an actor's command as a line. `known` is as in `knowing`."""
    return said(state, command, knowing(actor, command, **known))


def left(state: Any, command: Any, actor: Actor, **known: Any) -> Any:
    """Return the state after an actor's command. `known` is as in `knowing`."""
    return attempt(state, command, knowing(actor, command, **known))
