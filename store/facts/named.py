"""Objects that a command names: the case of an accusation, a finding of an inspection, an address of mail, a file."""

from collections.abc import Collection
from typing import Any

from domain.activity.inspections import InspectionFinding
from domain.administration.provisions import TextOfDraft
from domain.case.state.case import Case
from domain.case.state.evidence import SealedFile, Uploaded
from domain.case.state.related import InspectionOf
from domain.complaint.accusations import ACCUSATIONS_MOST, Accusation, AccusationState, AccusedCase
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.fields import Upload, fields_of
from domain.kernel.kind import Kind, kind_of
from domain.notification.mailings import EnterMailing
from domain.notification.state.receivers import AddressInUse, Mailing, MailingState
from domain.registry.registry import Registry
from store.driver.connection import Connection
from store.driver.transaction import Session
from store.facts.state import state_now
from store.heads.collection import heads_of
from store.record.contact_details import opened


async def accused_case_of(
    connection: Connection, command: Any, state: Any, actor: Actor, session: Session | None = None
) -> AccusedCase | None:
    """The case that an accusation is in, or that the command or the holder's code names; None without one.

    What others filed in it is not counted: a refusal would tell the accused agency of it, and its own would keep the
    reporter's out.
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
    """The finding, as the session's snapshot has it; None when the command names none, or nothing that is one."""
    id = getattr(command, "inspection", None)
    if id is None or kind_of(id) is not Kind.INSPECTION:
        return None
    finding: InspectionFinding | None = await state_now(connection, id, session)
    return InspectionOf(id=id, case=finding.case, stands=finding.stands) if finding else None


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
    """The upload that a command names, as the session's snapshot has it; None when there is no such one.

    It is marked as used in the command's own transaction, and so only if the command is carried out. The eraser, which
    removes what nobody used, reads the mark: of the two, one loses and looks again.
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
    """The text of a provision, which a second person compares with the source, as its head holds it in the clear."""
    row = await heads_of(connection, Kind.PROVISION).find_one({"_id": {"$eq": stream}}, {"wording": 1}, session=session)
    return TextOfDraft(wording=row["wording"]) if row and row["wording"] else None
