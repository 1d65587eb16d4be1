"""Notices to the press and the decided case they tell of, by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

from domain.case.state.case import Case, CaseState
from domain.case.state.measures import Appraisal, Execution, Finding, Service, ServiceRecord
from domain.case.state.pathways import STANDING, PublicationState
from domain.kernel.masking import Personal
from domain.kernel.vocabulary import Post
from domain.press_question.questions import Mandate, Spokesperson
from domain.publication.public import PUBLIC_STATES
from domain.publication.publishable import result_of
from domain.publication.state import (
    CorrectionDraft,
    NoticeForm,
    Publication,
    PublicChange,
    PublicVersion,
    TextFinding,
    Wording,
)
from domain.rules.facts import Facts
from tests.domain.redress import LONG as LONG
from tests.domain.redress import a_decision
from tests.support.facts import ALWAYS, NOW, PROVINCE, a_case, facts, person, sealed, stated
from tests.support.world import LEAD

DESK, SPEAKER = person(LEAD), person(LEAD, Post.SPOKESPERSON)
ALL = replace(SPEAKER, posts=frozenset(Post))
TEXTS = {"title": "Trạm y tế xã không đóng cửa", "claim": "Trạm y tế xã đóng cửa.", "text": LONG}
S = PublicationState


def decided(**changes: Any) -> Case:
    """A case that was found false and decided so, of which the site was told."""
    found = Appraisal(finding=Finding.FALSE, agency=LEAD, officer="o", at=NOW, cycle=1, reasons=sealed("r"))
    told = ServiceRecord(service=Service.PUBLISHER_NOTIFIED, note=sealed("n"), on=date(2026, 6, 30))
    done = Execution(agency=LEAD, begun_at=NOW, served=told, cycle=1)
    made = a_case(CaseState.EXECUTING, appraisal=found, decisions=(a_decision(),), executions=(done,))
    return replace(made, **changes)


RESULT = result_of(decided(), PROVINCE)
assert RESULT is not None


def words(**changes: Any) -> Wording:
    """Words in which nothing was found."""
    made = Wording(title=sealed("t"), claim=sealed("c"), text=sealed("x"), officer=DESK.subject, at=NOW)
    return replace(made, **changes)


def a_notice(state: PublicationState, **changes: Any) -> Publication:
    """A notice in a state; one that stands is under review and has a correction."""
    assert RESULT is not None
    shown = PublicVersion(
        change=PublicChange.ISSUED, at=NOW, title=sealed("t"), claim=sealed("c"), text=sealed("x"), result=RESULT
    )
    correction = CorrectionDraft(wording=words(), reason=sealed("why"), page="https://tin.example")
    return stated(
        Publication,
        changes,
        id="publication-1",
        state=state,
        agency=LEAD,
        case="case-1",
        form=NoticeForm.PORTAL,
        wording=words(),
        result=RESULT,
        page="https://tin.example",
        release_at=NOW if state is S.EMBARGOED else None,
        versions=(shown,) if state in PUBLIC_STATES else (),
        correction=correction if state in STANDING else None,
        review_since=NOW if state in STANDING else None,
    )


FINDING = TextFinding(key="key-1", field="text", kind=Personal.NAME, start=0, end=3)


def known(actor: Any, command: Any, case: Case | None = None, *more: Any) -> Facts:
    """Facts with the named spokesperson, and the streams beside: the case, and others by their ids."""
    row = stated(
        Spokesperson, id="spokesperson-1", agency=LEAD, officer=SPEAKER.subject, mandate=Mandate.APPOINTED, span=ALWAYS
    )
    registry = replace(PROVINCE, others={Spokesperson: {row.id: row}})
    return replace(
        facts(actor, command, registry=registry),
        linked={"case-1": case or decided(), **{item.id: item for item in more}},
    )
