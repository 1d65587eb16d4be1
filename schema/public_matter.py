"""The matter to which a code gives access, converted from the store's row to the public schema."""

from datetime import UTC, datetime
from typing import Any

from domain.case.codes import may_act, of_hearing
from domain.case.command import NOT_CLOSED
from domain.case.duties import awaited
from domain.case.grounds import limitation_of
from domain.case.guards import asked_to_protect, this_cycle
from domain.case.hearing import OPEN, answerable, shown_to_be_the_person
from domain.case.state.case import Case, CaseState
from domain.case.state.hearing import Hearing, HearingAnswer, HearingWay
from domain.case.withdrawal import UNDECIDED, withdrawn
from domain.complaint.accusations import AccusationState
from domain.complaint.acts import agency_name, public_notices, remedied, result_told
from domain.complaint.state import UNANSWERED
from domain.complaint.suspension import running
from domain.kernel.calendar import local_date
from domain.registry.registry import Registry
from schema.deadlines import Limitation, deadline_of
from schema.public import (
    PublicAccusation,
    PublicAnswer,
    PublicAttachment,
    PublicComplaint,
    PublicDataRequest,
    PublicHearing,
    PublicHearingAnswer,
    PublicMessage,
    PublicOwnMeasure,
    PublicProtection,
    PublicReport,
    PublicRequest,
)


def request_of(found: Any, agency: str, registry: Registry) -> PublicRequest:
    """Return the matter to which a code gives access, from the store's row. `agency` is the name of the agency that
    handles the matter."""
    head, state = found["head"], found["state"]
    if found["asked"]:
        return PublicRequest(hearing=hearing_of(found, agency, registry))
    match found["kind"]:
        case "case":
            reason = state.closure.reason if state.closure else None
            next_step, done = awaited(state, registry.days), remedied(state)
            report = PublicReport(
                number=state.code,
                at=state.receipt.received_at,
                state=state.state,
                agency=agency,
                closure=reason,
                next_by=next_step.due_at if next_step else None,
                protection=_protection(state),
                withdrawn_at=withdrawn_at(state),
                can_withdraw=can_withdraw(state),
                accusations=[_accusation(row) for row in found["accusations"]],
                can_accuse=can_accuse(state, found["accusations"]),
                finding=state.appraisal.finding if state.appraisal and result_told(state) else None,
                decision=found["decision"],
                remedied_by=agency_name(done.agency, done.done_on, registry) if done else None,
                remedied_on=done.done_on if done else None,
                messages=_messages(found),
                can_write=state.state in NOT_CLOSED and may_act(state.ticket) is None,
                notices=[f"/press/{id}" for id in public_notices(state)] if result_told(state) else [],
            )
            return PublicRequest(report=report)
        case "redress":
            return PublicRequest(complaint=_complaint(found, agency, registry))
    begun, done_by = state.request.begun or state.at, state.request.done_by
    reply_by = registry.days.recounted(begun, state.request.reply_by)
    destroyed = state.destruction.at if state.destruction else None
    asked = PublicDataRequest(
        number=state.code,
        at=state.at,
        state=state.state,
        kind=state.request.kind,
        by_address=state.by_address,
        reply_by=reply_by,
        reply_by_provisional=registry.days.provisional(begun, reply_by),
        replied=_reasons(head["replied"]),
        done_by=deadline_of(done_by, registry) if done_by else None,
        extended=_reasons(head["extended"]),
        answer=_answer(head),
        former=[row["reasons"] for row in head["former"] if row["reasons"]],
        refusal_code=state.public_code,
        destroyed_at=destroyed,
    )
    return PublicRequest(data_request=asked)


def _messages(found: Any) -> list[PublicMessage]:
    return [
        PublicMessage(
            at=message.at, from_agency=message.officer is not None, text=row["text"], attachment=_attachment(row)
        )
        for message, row in zip(found["state"].messages, found["head"]["messages"], strict=True)
    ]


def withdrawn_at(case: Case) -> datetime | None:
    return next((row.at for row in this_cycle(case.withdrawals, case) if row.counts), None)


def _accusation(row: Any) -> PublicAccusation:
    return PublicAccusation(
        at=row["at"].replace(tzinfo=UTC),
        state=AccusationState(row["state"]),
        decide_by=row["decide_by"].replace(tzinfo=UTC),
        answer=row["decided"]["note"] if row["decided"] else None,
    )


def can_accuse(case: Case, said: list[Any]) -> bool:
    waits = any(row["state"] == AccusationState.OPEN for row in said)
    return case.state is CaseState.CLOSED and not waits and may_act(case.ticket) is None


def can_withdraw(case: Case) -> bool:
    return case.state in UNDECIDED and not withdrawn(case) and may_act(case.ticket) is None


def _answer(head: Any) -> str | None:
    """Return the last answer to the requester. A refusal replaces an earlier grant."""
    return _reasons(head["refusal"] or head["answer"])


def _reasons(said: Any) -> str | None:
    return said["reasons"] if said else None


def _protection(case: Case) -> PublicProtection | None:
    """Return the request for protection that the holder of the case's code made. Return None if there is none, or if an
    agency recorded it."""
    own = [request for request in case.protections if request.agency is None]
    for request in own[-1:]:
        return PublicProtection(
            harm=request.harm,
            passed_on=len(request.passed_on),
            withdrawn_at=request.withdrawn_at,
            can_withdraw=asked_to_protect(case) == request
            and case.state is not CaseState.CLOSED
            and may_act(case.ticket) is None,
        )
    return None


def hearing_of(found: Any, agency: str, registry: Registry) -> PublicHearing:
    """Return the newest open question of a case, from the store's row.

    The limitation period is shown while a decision is possible. A decision shows its own period.
    """
    head, case = found["head"], found["state"]
    asked = [(hearing, row) for hearing, row in zip(case.hearings, head["hearings"], strict=True) if hearing.code]
    hearing, row = asked[-1]
    mark, secret = found.get("mark"), of_hearing(found.get("code", ""))[1]
    marks = {mark} if secret else {None, hearing.code}  # in old records the code of a letter is the mark
    look = hearing.look
    rows = zip((*hearing.answers, *hearing.statements), (*row["answers"], *row["statements"]), strict=True)
    after = [decision.public_code for decision in case.decisions if decision.at > hearing.asked.at]
    current = answerable(case)
    answer_by = hearing.answer_by and registry.days.recounted(hearing.asked.at, hearing.answer_by)
    return PublicHearing(
        code=found["code"] if secret else hearing.code,
        word=mark if secret else None,
        shown=shown_to_be_the_person(case, mark),
        look_by=look.due_at if look and look.done is None else None,
        look_holds=hearing.look_held is not None,
        number=case.code,
        agency=agency,
        way=hearing.way,
        asked_at=hearing.asked.at,
        answer_by=answer_by,
        answer_by_provisional=bool(answer_by and registry.days.provisional(hearing.asked.at, answer_by)),
        question=row["question"],
        proven=[proof.mark for row in this_cycle(case.hearings, case) for proof in row.proven],
        answers=[_said(hearing, said, row) for said, row in rows if said.mark in marks],
        can_answer=current is not None and current.id == hearing.id and case.state in OPEN,
        decision=next(iter(after[-1:]), None),
        closure=case.closure.reason if case.closure else None,
        limitation=None if after or case.closure else Limitation(**vars(limitation_of(case, registry))),
    )


def _said(hearing: Hearing, said: HearingAnswer, row: Any) -> PublicHearingAnswer:
    """Return an answer or statement. Its text is included only if the code was given to one person and is not shown at
    the address."""
    if hearing.way is HearingWay.ADDRESS and said.mark is None:
        return PublicHearingAnswer(at=said.at, text=None, attachment=None)
    return PublicHearingAnswer(at=said.at, text=row["text"], attachment=_attachment(row))


def _attachment(said: Any) -> PublicAttachment | None:
    row = said.get("attachment")
    if not row:
        return None
    file = row["file"]
    return PublicAttachment(name=row["name"], size=file["size"], media_type=file["media_type"], sha256=file["plain"])


def _own_measure(found: Any) -> PublicOwnMeasure | None:
    if found["measure"] is None:
        return None
    measure, agency = found["measure"]
    return PublicOwnMeasure(
        kind=measure.kind,
        agency=agency,
        taken_at=measure.taken_at,
        justified=measure.provision is not None,
        ended_at=measure.ended_at,
    )


def _complaint(found: Any, agency: str, registry: Registry) -> PublicComplaint:
    head, state = found["head"], found["state"]
    answers = [
        PublicAnswer(at=rejection.at, level=rejection.level, ground=rejection.ground, reasons=row["reasons"])
        for rejection, row in zip(state.rejections, head["rejections"], strict=True)
    ]
    answers += [
        PublicAnswer(
            at=ruling.at,
            level=ruling.level,
            outcome=ruling.outcome,
            decided_on=ruling.decided_on,
            number=row["number"],
            reasons=row["reasons"],
            way_on=row["way_on"],
        )
        for ruling, row in zip(state.rulings, head["rulings"], strict=True)
    ]
    pause = running(state, local_date(found["now"]))
    return PublicComplaint(
        number=state.code,
        at=state.at,
        state=state.state,
        level=state.level,
        agency=agency,
        decision=state.decision,
        accept_by=deadline_of(state.accept_by, registry),
        decide_by=deadline_of(state.decide_by, registry) if state.decide_by else None,
        appeal_by=deadline_of(state.appeal_by, registry) if state.appeal_by else None,
        can_appeal=found["open"],
        suspended_until=pause.until if pause else None,
        suspended_for=head["suspensions"][-1]["reasons"] if pause else None,
        ways_on=list(found["ways_on"]),
        next_level=found["above"],
        contested=found["contested"],
        about=state.about,
        against=found["against"],
        own_measure=_own_measure(found),
        messages=_messages(found),
        can_write=state.state in UNANSWERED and not state.over and may_act(state.ticket) is None,
        answers=sorted(answers, key=lambda answer: answer.at),
    )
