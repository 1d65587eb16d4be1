"""Whether an agency writes to a mail address already: each lies sealed, so the few it has are opened and compared."""

from collections.abc import Collection

from domain.kernel.actor import Actor
from domain.notification.mailings import EnterMailing
from domain.notification.state.mailing import AddressInUse, Mailing, MailingState
from domain.registry.registry import Registry
from store.driver.connection import Connection
from store.driver.transaction import Session
from store.record.contact_details import opened


async def address_in_use(
    connection: Connection, command: EnterMailing, actor: Actor, registry: Registry, session: Session | None
) -> AddressInUse | None:
    """Whether the actor's agency writes to the address of the command already, for the same purpose."""
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
