"""What happens next in somebody's own matter, and by when: one sentence for each state, in words for people."""

from datetime import datetime

from api.report.page_request import TEXTS, last_day
from domain.case.state.case import Case
from domain.complaint.state import ContestedKind, Redress, RedressState
from domain.erasure.state import Erasure
from domain.messages import Language


def next_step(state: Case | Redress | Erasure, language: Language) -> str:
    """The sentence for the state, with the last day of the term that runs."""
    words = TEXTS[language]["steps"]
    match state:
        case Redress():
            name = RedressState.FINAL if state.over and state.state is not RedressState.WITHDRAWN else state.state
            ends = state.about is ContestedKind.OWN_MEASURE and name in (RedressState.UPHELD, RedressState.PARTLY)
            return _filled(words["complaint"][f"{name}_OWN" if ends else name], _due(state))
        case Erasure():
            reply_by = state.request.reply_by if state.request else None
            return _filled(words["data"][state.state], reply_by)
    return _filled(words["report"][state.state], None)


def _due(redress: Redress) -> datetime | None:
    """When the step that is awaited is due: the agency's, or the person's own."""
    term = redress.appeal_by or redress.decide_by or redress.accept_by
    return term.due_at


def _filled(sentence: str, due: datetime | None) -> str:
    return sentence.format(day=last_day(due) if due else "")
