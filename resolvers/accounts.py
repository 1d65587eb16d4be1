"""Reading grants, and the appointments, accounts and programs of the caller's own agency."""

import strawberry

from domain.kernel.kind import Kind
from resolvers.fields import Only, listing
from schema.cost import SEALED_PAGE


@strawberry.type
class AccountQuery:
    officers = listing(Kind.OFFICER, "Appointments of officers of the caller's own agency.", cost=SEALED_PAGE)
    users = listing(Kind.USER, "Accounts of persons of the caller's own agency.")
    clients = listing(Kind.CLIENT, "Programs of the caller's own agency.")
    grants = listing(
        Kind.GRANT,
        "Grants of all agencies, or of one agency.",
        agency=Only(strawberry.ID, "Only grants of this agency."),
    )
