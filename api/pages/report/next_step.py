"""Next step in a person's own matter, with its deadline. Each state has one sentence, written for laypeople."""

from datetime import datetime

from api.pages.report.page_request import TEXTS, last_day
from domain.case.duties import Awaited, taken_back
from domain.case.state.case import Case, CaseState
from domain.complaint.state import Redress, RedressState
from domain.complaint.terms import ends
from domain.erasure.state import Erasure, ErasureState
from domain.messages import Language
from domain.registry.registry import Registry
from schema.public import PublicHearing


def next_step(state: Redress | Erasure, language: Language, complain_by: datetime, registry: Registry) -> str:
    """Return the sentence for the state, with the last day of the current term.

    `complain_by` is the deadline for a complaint about an answer received today.
    """
    words = TEXTS[language]["steps"]
    match state:
        case Redress():
            name = RedressState.FINAL if state.over and state.state is not RedressState.WITHDRAWN else state.state
            sentences = words["complaint"]
            return _filled(sentences.get(f"{name}_{state.about}", sentences[name]), _due(state, registry), language)
        case Erasure():
            reply_by = _reply_by(state, registry)
            if state.by_address:
                return _filled(words["address"][state.state], reply_by, language)
            if state.public_code is None:
                return _filled(words["data"][state.state], reply_by, language)
            no = state.state is ErasureState.ANSWERED
            return _filled(words["data"]["ANSWERED_NO" if no else state.state], complain_by, language)


def report_step(case: Case, awaits: Awaited | None, now: datetime, language: Language) -> str:
    """Return the sentence for a person who reported content: the next step, and its deadline, which the agencies
    set."""
    words = TEXTS[language]["steps"]
    if taken_back(case) and case.state is not CaseState.CLOSED:
        return str(words["taken_back"])
    if awaits is None:
        return str(words["report"][case.state])
    said = _filled(words["awaited"][awaits.step], awaits.due_at, language)
    own = words["own_term"].format(days=f" ({awaits.days} {words['working_days']})" if awaits.days else "")
    doubt = f" {TEXTS[language]['provisional']}" if awaits.provisional else ""
    return f"{said} {own} {words['late']}" if awaits.due_at <= now else f"{said} {own}{doubt}"


def hearing_step(hearing: PublicHearing, now: datetime, language: Language) -> str:
    """Return the sentence for a question to the person concerned. It states the outcome, or the deadline for an
    answer."""
    words = TEXTS[language]["steps"]["hearing"]
    if hearing.decision:
        return str(words["DECIDED"])
    if hearing.closure:
        return str(words["ENDED"])
    if not hearing.can_answer:
        return str(words["OVER"])
    if hearing.answers and hearing.shown:
        return str(words["ANSWERED"])
    runs = hearing.answer_by is not None and now < hearing.answer_by
    return _filled(words["WAITING" if runs else "LATE"], hearing.answer_by, language)


def _reply_by(erasure: Erasure, registry: Registry) -> datetime | None:
    """Return the deadline of a reply. After the reply, return the deadline of the answer. Return None if nobody made a
    request."""
    request = erasure.request
    if request is None:
        return None
    if erasure.replied and request.done_by:
        return ends(request.done_by, registry)
    return registry.days.recounted(request.begun or erasure.at, request.reply_by)


def _due(redress: Redress, registry: Registry) -> datetime:
    """Return the deadline of the next step, which is a step of the agency or of the person."""
    return ends(redress.appeal_by or redress.decide_by or redress.accept_by, registry)


def _filled(sentence: str, due: datetime | None, language: Language) -> str:
    return sentence.format(day=last_day(due, language) if due else "")
