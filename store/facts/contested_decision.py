"""Facts about the case of a complaint, read in the rule's own snapshot."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from domain.case.codes import CODE_LENGTH, plain_code
from domain.case.state.case import Case
from domain.complaint.acts import acts_in, named_act
from domain.complaint.state import ContestedDecision, Redress, StreamAct
from domain.erasure.data_requests import act_of_refusal
from domain.erasure.state import Erasure
from domain.kernel.calendar import local_date
from domain.kernel.kind import Kind
from domain.publication.corrections import act_of_notice
from domain.publication.state import Publication
from domain.registry.registry import Registry
from store.driver.connection import Connection
from store.driver.transaction import Session
from store.facts.state import state_now
from store.heads.collection import heads_of


async def contested_decision_of(
    connection: Connection, command: Any, state: Any, registry: Registry, session: Session | None = None
) -> ContestedDecision | None:
    """The case and act of a complaint, or those whose public code the command names; None without them."""
    if isinstance(state, Redress):
        case = await state_now(connection, state.case, session)
        touched = await touched_by(connection, (state.case, state.subject), registry, session)
        return contested(state, case, touched)
    code = plain_code(getattr(command, "decision", ""))
    return await _named(connection, code, session) if len(code) == CODE_LENGTH else None


def contested(redress: Redress, case: Case, touched: frozenset[str]) -> ContestedDecision:
    """The act that a complaint is about, in a known state of its case."""
    made = next((act for act in acts_in(case) if act.public_code == redress.decision), None) or _as_filed(redress)
    return ContestedDecision(case=case, decision=made, touched=touched)


def _as_filed(redress: Redress) -> StreamAct:
    """The notice or refusal as it was complained of: meanwhile it may have been taken back, or answered again."""
    assert redress.subject is not None  # acts in the case stay in it
    return StreamAct(
        kind=redress.about,
        stream=redress.subject,
        public_code=redress.decision,
        agency=redress.agency,
        on=local_date(redress.at),
        cycle=redress.cycle,
    )


async def _named(connection: Connection, code: str, session: Session | None) -> ContestedDecision | None:
    """The act of a public code: in a case, or a stream of its own beside one. Each code costs the same questions."""
    heads = {
        kind: await heads_of(connection, kind).find_one({field: {"$eq": code}}, {"_id": 1}, session=session)
        for kind, field in CODE_FIELDS.items()
    }
    found = next(((kind, head["_id"]) for kind, head in heads.items() if head is not None), None)
    if found is None:
        return None
    kind, id = found
    state = await state_now(connection, id, session)
    case = state if kind is Kind.CASE else await _case_of(connection, state, session)
    act = named_act(case, code) if kind is Kind.CASE else _stream_act(state, case)
    return ContestedDecision(case=case, decision=act, touched=frozenset()) if act else None


CODE_FIELDS: Final = {
    Kind.CASE: "decision_codes",
    Kind.PUBLICATION: "complaint_code",
    Kind.ERASURE: "public_code",
}
"""Fields of heads with the public codes of acts (`domain/complaint/acts.py`)."""
NO_PART: Final = frozenset({"case.recusal-answered", "case.recusal-decided", "case.recusal-undone"})
"""Acts about who acts, which are no part in the case: an examiner who had to answer a motion stays its examiner."""


def _stream_act(state: Any, case: Case) -> StreamAct | None:
    return act_of_notice(state, case) if isinstance(state, Publication) else act_of_refusal(state, case)


async def _case_of(connection: Connection, state: Any, session: Session | None) -> Case:
    while not isinstance(state, Case):
        of = state.target if isinstance(state, Erasure) else state.case
        assert of is not None  # what was asked by an address has no public code
        state = await state_now(connection, of, session)
    return state


async def touched_by(
    connection: Connection,
    streams: Iterable[str | None],
    registry: Registry,
    session: Session | None = None,
    before: datetime | None = None,
) -> frozenset[str]:
    """The officers with a part in one of the streams, under every appointment that the same person holds or held."""
    then = {"at": {"$lt": before.replace(tzinfo=None)}} if before else {}
    query = {"stream": {"$in": [*filter(None, streams)]}, **then}
    rows = connection.revisions.find(query, {"body": 1}, session=session)
    bodies = [json.loads(bytes(row["body"])) async for row in rows]
    return same_persons((body["actor"]["subject"] for body in bodies if body["type"] not in NO_PART), registry)


def same_persons(officers: Iterable[str], registry: Registry) -> frozenset[str]:
    found = set(officers)
    for appointments in registry.subjects.values():
        if found.intersection(appointments):
            found.update(appointments)
    return frozenset(found)
