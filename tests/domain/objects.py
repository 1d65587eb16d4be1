"""Objects of every kind, in the states of the old bytes and of a few notices by hand, and what is known of them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from json import loads
from typing import Any, Final

from domain.administration.provisions import TextOfDraft
from domain.book import asked_by_guards, public_actions
from domain.case.state.evidence import SealedFile, Uploaded
from domain.complaint.accusations import Accusation, AccusedCase
from domain.complaint.state import ContestedDecision
from domain.erasure.state import ErasureTarget
from domain.kernel.actor import Actor
from domain.kernel.event import folded
from domain.kernel.fields import sealed_fields
from domain.kernel.vocabulary import Kind, Post, kind_of
from domain.kernel.wording import Harmless
from domain.registry.entry import LawStatus
from domain.registry.law import TERMS, LegalTerm, TermOf
from domain.rules.command import Action
from domain.rules.facts import Facts, Need
from store.record.canonical import event_of
from tests.domain.notices import FINDING, SPEAKER, S, a_notice, decided, known, words
from tests.domain.redress import a_decision
from tests.domain.well_formed import WORDING
from tests.support.facts import LAND, NOW, person, sealed
from tests.support.golden import OLD
from tests.support.handling_facts import an_officer
from tests.support.world import KINDS

PEOPLE: Final = tuple(person(agency, post) for agency in KINDS for post in Post)
CONFIRMED: Final = {
    row.id: replace(row, status=LawStatus.ACTIVE, activated_by="officer-other")
    for row in TERMS
    if row.term in (TermOf.DATA_EXTENSION, TermOf.COMPLAINT_SUSPEND)
}
"""Only a confirmed row prolongs what was asked for about data, or suspends an examination."""
HELD: Final = known(SPEAKER, None).registry
SECOND: Final = an_officer("officer-land-second", LAND, Post.HANDLER)
REGISTRY: Final = replace(
    HELD, others={**HELD.others, LegalTerm: CONFIRMED}, officers={**HELD.officers, SECOND.id: SECOND}
)
"""The province, in which somebody speaks for the lead agency, and one agency has two handlers."""
MOMENTS: Final = (NOW, NOW + timedelta(days=400))
"""While the terms of the old bytes run, and after every one of them."""
FILE: Final = SealedFile(group="file-1", digest="0", size=1, media_type="application/pdf")
LATE: Final = {Kind.CONSOLIDATED}
"""What the old bytes tell of later days than the first moment."""
NEEDS: Final[Mapping[type[Need], Need]] = {
    ContestedDecision: ContestedDecision(case=decided(), decision=a_decision(), touched=frozenset()),
    AccusedCase: AccusedCase(case=decided()),
    ErasureTarget: ErasureTarget(stream="case-1", over=True, redress_runs=False),
}


TEXT: Final = TextOfDraft(wording=WORDING)


def acts(kind: Kind) -> list[Action]:
    return [action for action in public_actions(kind) if not action.creates]


def objects(kind: Kind) -> Iterator[Any]:
    """Every state that the old bytes of a kind come to, and notices by hand."""
    yield from notices() if kind is Kind.PUBLICATION else ()
    for stream, (lines, _) in OLD.items():
        if kind_of(stream) is kind:
            state = None
            for name, data in lines:
                state = folded(state, event_of(name, loads(data)), stream)
                yield state
                if isinstance(state, Accusation):
                    yield replace(state, agency=LAND, officer="officer-land-handler")


def notices() -> Iterator[Any]:
    """Notices about a decided case, with findings open and answered, written by the desk and by who speaks."""
    answered = replace(FINDING, harmless=Harmless.CONSENT, officer=SPEAKER.subject)
    wordings = [words(), words(findings=(FINDING,)), words(findings=(answered,)), words(officer=SPEAKER.subject)]
    for state in S:
        for wording in wordings:
            notice = a_notice(state, wording=wording)
            yield from (notice, replace(notice, review_since=None), replace(notice, correction=None))
            if notice.correction:
                yield replace(notice, correction=replace(notice.correction, wording=wording))


def facts_of(actor: Actor, state: Any, kind: Kind, moment: int, command: type | None = None) -> Facts:
    """What is known of an act, and of an offer."""
    asked = asked_by_guards(state, kind, actor)
    file = Uploaded(case=getattr(state, "source", state.id), agency=actor.agency or "", file=FILE)
    return Facts(
        actor=actor,
        now=MOMENTS[moment],
        registry=REGISTRY,
        sealed=dict.fromkeys(sealed_fields(command), sealed("x")) if command else {},
        new_id="id-1",
        linked={stream: linked(stream, state) for stream in asked.linked},
        needs={
            **{need: NEEDS[need] for need in asked.needs},
            **({Uploaded: file, TextOfDraft: TEXT} if command else {}),
        },
    )


def linked(stream: str, notice: Any) -> Any:
    """A decided case, whichever is asked for, and a complaint of the old bytes, about the case of the notice."""
    return a_case(stream) if kind_of(stream) is Kind.CASE else a_complaint(stream, notice.case)


@cache
def a_case(stream: str) -> Any:
    return decided(id=stream)


@cache
def a_complaint(stream: str, case: str) -> Any:
    complaint: Any = None
    for name, data in OLD[stream][0]:
        complaint = folded(complaint, event_of(name, loads(data)), stream)
    return replace(complaint, case=case)
