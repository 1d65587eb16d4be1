"""Facts about other streams that a command names, read in the snapshot in which the rule decides."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

from domain.activity.inspections import InspectionFinding
from domain.activity.recounts import TableOf
from domain.administration.provisions import TextOfDraft
from domain.case.codes import CODE_LENGTH, plain_code
from domain.case.state.case import Case, CaseState
from domain.case.state.evidence import SealedFile, Uploaded
from domain.case.state.pathways import GONE, IN_HAND
from domain.case.state.related import InspectionOf
from domain.complaint.accusations import ACCUSATIONS_MOST, Accusation, AccusationState, AccusedCase
from domain.complaint.acts import acts_in, named_act
from domain.complaint.state import ContestedDecision, Redress, StreamAct
from domain.erasure.data_requests import act_of_refusal
from domain.erasure.retention import Kept, kept_as
from domain.erasure.state import Erasure, ErasureTarget
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.fields import Upload, fields_of
from domain.kernel.vocabulary import Kind, kind_of
from domain.notification.mailings import EnterMailing
from domain.notification.state.receivers import AddressInUse, Mailing, MailingState
from domain.publication.corrections import act_of_notice
from domain.publication.state import Publication
from domain.registry.registry import Registry
from domain.statement.figures import FIGURES, cells
from store.driver.conditions import all_of, equals
from store.driver.connection import Connection
from store.driver.transaction import Session
from store.heads.collection import heads_of
from store.record.contact_details import opened
from store.record.revision import state_of

FIGURED: Final = f"{Kind.STATEMENT}-{FIGURES}-"
"""Prefix of the ids of streams of tables in the public register."""


async def state_now(connection: Connection, stream: str, session: Session | None) -> Any:
    kind = kind_of(stream)
    assert kind is not None  # callers pass ids of cases and complaints only
    head = await heads_of(connection, kind).find_one({"_id": {"$eq": stream}}, {"n": 1}, session=session)
    if head is None:
        return None
    revision = await connection.revisions.find_one({"_id": f"{stream}:{head['n']}"}, session=session)
    return state_of(revision) if revision else None


async def accused_case_of(
    connection: Connection, command: Any, state: Any, actor: Actor, session: Session | None = None
) -> AccusedCase | None:
    """Return the case of an accusation, or the case that the command or the holder's code identifies; None without a
    case.

    Accusations by others are not counted. Otherwise a refusal would reveal such an accusation to the accused agency,
    and that agency could block the reporter's accusation by filing its own.
    """
    id = state.case if isinstance(state, Accusation) else getattr(command, "case", None)
    if id is None and actor.kind is ActorKind.PUBLIC:
        id = actor.subject
    case = await state_now(connection, id, session) if id and kind_of(id) is Kind.CASE else None
    if not isinstance(case, Case):
        return None
    heads = heads_of(connection, Kind.ACCUSATION)
    own = {"case": {"$eq": id}, "agency": {"$eq": actor.agency}}
    rows = heads.find(own, {"state": 1}, session=session).limit(ACCUSATIONS_MOST)
    states = [head["state"] async for head in rows]
    return AccusedCase(case=case, waiting=states.count(AccusationState.OPEN), filed=len(states))


async def inspection_of(connection: Connection, command: Any, session: Session | None) -> InspectionOf | None:
    """Return the inspection finding that the command names, in the session's snapshot; None if the command names
    none."""
    id = getattr(command, "inspection", None)
    if id is None or kind_of(id) is not Kind.INSPECTION:
        return None
    finding: InspectionFinding | None = await state_now(connection, id, session)
    return InspectionOf(id=id, case=finding.case, stands=finding.stands) if finding else None


async def table_of(connection: Connection, figures: str | None, session: Session | None = None) -> TableOf | None:
    """Return the cells of the public statistics in a line; None for a line without statistics or without an id."""
    if not figures or not figures.startswith(FIGURED):
        return None
    row = await connection.revisions.find_one({"_id": figures}, session=session)
    table = state_of(row).newest.table if row else None
    return TableOf(cells=frozenset(cells(table.statistics))) if table and table.statistics else None


async def address_in_use(
    connection: Connection, command: EnterMailing, actor: Actor, registry: Registry, session: Session | None
) -> AddressInUse | None:
    """Return AddressInUse if the actor's agency already writes to the command's address for the same purpose."""
    contacts = {
        mailing.contact: mailing.id
        for mailing in registry.rows(Mailing).values()
        if mailing.agency in actor.agencies
        and mailing.purpose is command.purpose
        and mailing.state is MailingState.ACTIVE
    }
    in_use = command.address.casefold() in await _addresses(connection, contacts, session)
    return AddressInUse() if in_use else None


async def _addresses(connection: Connection, contacts: dict[str, str], session: Session | None) -> Collection[str]:
    named = {"_id": {"$in": sorted(contacts)}}
    keys = {
        row["_id"]: connection.master.unwrap(bytes(row["key"]))
        async for row in connection.wrapped.find(named, session=session)
    }
    rows = [row async for row in connection.contacts.find(named, session=session)]
    return {opened(row, keys[row["_id"]], contacts[row["_id"]]).casefold() for row in rows if row["_id"] in keys}


async def uploaded(connection: Connection, command: Any, session: Session | None) -> Uploaded | None:
    """Return the upload that a command names, in the session's snapshot; None if it does not exist.

    The command's own transaction marks the upload as used, so a failed command leaves no mark. The eraser of unused
    uploads reads the mark: one of the two transactions conflicts and retries.
    """
    [id] = [getattr(command, field.name) for field in fields_of(command.__class__) if isinstance(field.spec, Upload)]
    if id is None:
        return None
    there = {"_id": {"$eq": id}, "closed": None, "digest": {"$ne": None}}  # one without a digest is still being stored
    row = await connection.uploads.find_one_and_update(there, {"$set": {"used": True}}, session=session)
    if row is None:
        return None
    file = SealedFile(group=row["_id"], digest=row["digest"], size=row["size"], media_type=row["media_type"])
    return Uploaded(case=row["case"], agency=row["agency"], file=file)


async def text_of_draft(connection: Connection, stream: str, session: Session | None) -> TextOfDraft | None:
    """Return the decrypted draft of a provision, which a second person compares with the source."""
    row = await heads_of(connection, Kind.PROVISION).find_one({"_id": {"$eq": stream}}, {"wording": 1}, session=session)
    return TextOfDraft(wording=row["wording"]) if row and row["wording"] else None


async def contested_decision_of(
    connection: Connection, command: Any, state: Any, registry: Registry, session: Session | None = None
) -> ContestedDecision | None:
    """Return the case and act of a complaint, or of the public code in the command; None without a complaint or
    code."""
    if isinstance(state, Redress):
        case = await state_now(connection, state.case, session)
        touched = await touched_by(connection, (state.case, state.subject), registry, session)
        return contested(state, case, touched)
    code = plain_code(getattr(command, "decision", ""))
    return await _named(connection, code, session) if len(code) == CODE_LENGTH else None


def contested(redress: Redress, case: Case, touched: frozenset[str]) -> ContestedDecision:
    """Return the act that a complaint contests, given the state of the act's case."""
    made = next((act for act in acts_in(case) if act.public_code == redress.decision), None) or _as_filed(redress)
    return ContestedDecision(case=case, decision=made, touched=touched)


def _as_filed(redress: Redress) -> StreamAct:
    """Return the notice or refusal against which the complaint was filed. It may have been withdrawn or answered again
    since then."""
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
    """Return the act of a public code, in a case or in a stream of its own. Every code costs the same queries."""
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
"""Fields of heads that have the public codes of acts (`domain/complaint/acts.py`)."""
NO_PART: Final = frozenset({"case.recusal-answered", "case.recusal-decided", "case.recusal-undone"})
"""Acts about the choice of the handler. They do not count as a part in the case: an examiner who answered a motion
remains the examiner."""


def _stream_act(state: Any, case: Case) -> StreamAct | None:
    return act_of_notice(state, case) if isinstance(state, Publication) else act_of_refusal(state, case)


async def _case_of(connection: Connection, state: Any, session: Session | None) -> Case:
    while not isinstance(state, Case):
        of = state.target if isinstance(state, Erasure) else state.case
        assert of is not None  # no act by an address has a public code
        state = await state_now(connection, of, session)
    return state


async def touched_by(
    connection: Connection,
    streams: Iterable[str | None],
    registry: Registry,
    session: Session | None = None,
    before: datetime | None = None,
) -> frozenset[str]:
    """Return the officers who took part in one of the streams, with all appointments of the same persons."""
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


ERASABLE = frozenset({Kind.CASE, Kind.REDRESS, Kind.PUBLICATION, Kind.ERASURE})


async def erasure_target_of(
    connection: Connection, command: Any, state: Any, session: Session | None = None
) -> ErasureTarget | None:
    """Return the case, complaint, notice or request whose texts would be destroyed; None if it does not exist.

    A case with an open notice has not ended: its texts may still become public.
    """
    target = state.target if state is not None else getattr(command, "target", None)
    if not isinstance(target, str) or kind_of(target) not in ERASABLE:
        return None
    it = await state_now(connection, target, session)
    if it is None:
        return None
    about, runs = None, False
    if isinstance(it, Redress):
        about = await state_now(connection, it.case, session)
    else:
        runs = await _complaint_runs(connection, "case" if isinstance(it, Case) else "subject", target, session)
    return target_from(target, it, about, runs)


def target_from(stream: str, it: Any, about: Case | None, runs: bool) -> ErasureTarget:
    """Return the target of an erasure from a known state.

    `about` is the case of a complaint; `runs` is True if a complaint about the target is open.
    """
    if isinstance(it, Redress):
        kept = None if about is None or about.hidden else Kept.COMPLAINT
        return ErasureTarget(stream=stream, over=it.over, redress_runs=False, ended_at=it.ended_at, kept=kept)
    if isinstance(it, Publication):
        return ErasureTarget(stream=stream, over=it.state in GONE, redress_runs=runs)
    if isinstance(it, Erasure):
        return ErasureTarget(stream=stream, over=it.ended_at is not None, redress_runs=runs, ended_at=it.ended_at)
    return ErasureTarget(
        stream=stream,
        over=it.state is CaseState.CLOSED and not any(publication.state in IN_HAND for publication in it.publications),
        redress_runs=runs,
        ended_at=it.closure.at if it.closure else None,
        kept=kept_as(it),
    )


async def _complaint_runs(connection: Connection, field: str, target: str, session: Session | None) -> bool:
    """Return True if a complaint about a case, or against this notice or request, is open: its examiner reads the
    texts."""
    running = all_of(equals(field, target), {"ended_at": None})
    return await heads_of(connection, Kind.REDRESS).find_one(running, {"_id": 1}, session=session) is not None
