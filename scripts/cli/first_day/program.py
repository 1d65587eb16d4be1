"""The program that people work with: entered on the first day, given the scopes of each later version."""

from dataclasses import replace

from domain.administration.clients import EnterClient, WidenClient
from domain.kernel.actor import OPERATOR
from domain.registry.client import Client
from scripts.cli.seed.ids import SEED, derived_id
from scripts.cli.seed.load import enter, versions_of
from scripts.cli.seed.patience import patiently
from scripts.cli.seed.registry_row import Row
from store.store import Store


async def enter_program(store: Store, row: Row) -> int:
    """Enter the program, or add the scopes that it lacks; how many events that took.

    Raises RegistryRefused when it is there with another name, agency or address.
    """
    standing = (await store.registry.current()).clients.get(row.stream)
    if standing is None or _as_entered(standing) != replace(row.command, scopes=()):
        return await enter(store, [row])
    missing = sorted(set(row.command.scopes) - set(standing.scopes))
    if missing:
        id = derived_id(SEED, f"scopes of {row.stream} {' '.join(missing)}", store.connection.master)
        (version,) = (await versions_of(store, {row.stream})).values()
        command = WidenClient(scopes=tuple(missing))
        await patiently(lambda: store.execute(OPERATOR, command, command_id=id, target=row.stream, expected=version))
    return int(bool(missing))


def _as_entered(client: Client) -> EnterClient:
    """The command that would enter the program as it is now, without its scopes."""
    return EnterClient(
        agency=client.agency, name=client.name, scopes=(), redirects=client.redirects, shared=client.shared
    )
