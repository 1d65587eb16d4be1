"""The invented case of documents, with what was done against content undone."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from domain.case.state.case import Case, CaseState
from domain.case.state.measures import OwnMeasure, OwnMeasureKind, Service, ServiceRecord
from domain.case.state.pathways import Reopening, ReopeningGround, TakedownOutcome, TakedownStatus
from tests.workers.documents.office import AT, a_case, step, words


def a_reopened_case(**changes: Any) -> Case:
    """The case, opened again after a complaint was upheld and what was removed was asked back."""
    made = a_case()
    (takedown,) = made.takedowns
    gone = replace(takedown, status=TakedownStatus.WITHDRAWN, outcome=TakedownOutcome.REMOVED, withdrawn=step(days=20))
    reopened = Reopening(
        ground=ReopeningGround.COURT_JUDGMENT,
        officer="officer-s",
        at=AT + timedelta(20),
        from_state=CaseState.EXECUTING.value,
        document_number=words("3/2026/HC-ST"),
        reasons=words("Tòa án hủy quyết định."),
    )
    begun: dict[str, Any] = {"state": CaseState.CHECKING, "cycle": 2, "appraisal": None, "proposal": None}
    return replace(made, **{**begun, "takedowns": (gone,), "reopenings": (reopened,), **changes})


def a_hidden_comment(**changes: Any) -> OwnMeasure:
    """A measure of an agency on its own page, ended by a complaint."""
    when: dict[str, Any] = {"taken_at": AT, "recorded_at": AT, "due_at": AT + timedelta(days=2), "cycle": 1}
    served = ServiceRecord(service=Service.PUBLIC_NOTICE, note=words("Đã báo dưới bài."), on=date(2026, 2, 5))
    measure = OwnMeasure(
        id="measure-1",
        kind=OwnMeasureKind.OWN_PAGE_COMMENT_HIDDEN,
        agency="agency-health",
        officer="officer-y",
        proportionality=words("Bình luận nêu số điện thoại của một người."),
        page=words("https://soyte.example/bai-3"),
        served=served,
        public_code="0A0B0C0D0E0F",
        ended_at=AT + timedelta(days=9),
        redress="redress-1",
        **when,
    )
    return replace(measure, **changes)
