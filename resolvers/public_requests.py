"""Queries for complaints and erasures, and for the contact details that a person left."""

import strawberry

from domain.access.record import Purpose, Reading
from domain.erasure.contact import contact_problem
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed, Refused
from domain.kernel.vocabulary import PUBLIC_REQUESTS, Kind, kind_of
from resolvers.context import ContextInfo, RequestContext
from resolvers.fields import listing, one
from resolvers.pages import Row
from resolvers.recorded import PURPOSE_NEEDED, recorded_inside
from resolvers.request import needs
from schema.cost import reads
from schema.lists import Id
from store.heads.to_state import state_in
from store.record.contact_details import opened_contact

CONTACT_PURPOSES = (Purpose.REDRESS, Purpose.HANDLING, Purpose.DATA_SUBJECT_REQUEST)


async def row_with_contact(context: RequestContext, id: str) -> Row | None:
    kind = kind_of(id)
    if kind in PUBLIC_REQUESTS and (found := await context.store.public_requests.visible(context.actor, id)):
        return found
    return await context.store.cases.one(context.actor, id) if kind else None


async def contact_of(context: RequestContext, id: str) -> str | None:
    """Return the contact details that a person left. The read is recorded first. Raise NotAllowed, Refused."""
    kind, found = kind_of(id), await row_with_contact(context, id)
    if found is None or kind is None:
        return None
    if context.purpose not in CONTACT_PURPOSES:
        raise NotAllowed("purpose-missing")
    state = state_in(kind, found)
    if problem := contact_problem(state, await context.facts_about(state)):
        raise Refused(problem)
    request = getattr(state, "request", None)
    group = request.contact if request else getattr(state, "contact", None)
    if group is None:
        return None
    await context.store.access.open(context.actor, Reading.CONTACT, id, context.purpose)
    return await opened_contact(context.store.connection, id, group)


@strawberry.type
class PublicRequestQuery:
    redress = one(Kind.REDRESS)
    redresses = listing(
        Kind.REDRESS,
        "Complaints against decisions of the caller's agency, and complaints sent to it, newest first. Callers who see "
        "every case see every complaint.",
    )
    accusation = one(Kind.ACCUSATION)
    accusations = listing(
        Kind.ACCUSATION,
        "Accusations against the agency that handled a closed case, newest first. Visible to the agency that decides "
        "and to inspectors.",
    )
    erasure = one(Kind.ERASURE)
    erasures = listing(
        Kind.ERASURE,
        "Erasures and requests about personal data, newest first.",
    )

    @strawberry.field(
        description="Contact details of the person who reported, complained or sent a request, if the person left "
        "any. They are for the lead agency of the reported case, the second level of the complaint, and officers who "
        f"answer requests about personal data. An agency that the claim is about never gets them. {PURPOSE_NEEDED}",
        extensions=[
            recorded_inside(Reading.CONTACT, "It is written before the contact details are decrypted."),
            needs(Scope.CASE_INTAKE, Scope.REDRESS_DECIDE, Scope.ERASURE_APPROVE),
        ],
        metadata=reads(60),
    )
    async def contact(self, info: ContextInfo, id: Id) -> str | None:
        return await contact_of(info.context, id)
