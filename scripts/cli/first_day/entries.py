"""Entries of the record on the first day: the registry, the lead agency, two administrators, their accounts."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Final

from domain.administration.clients import EnterClient, WidenClient
from domain.administration.officers import AppointOfficer
from domain.administration.province import AssignLead
from domain.kernel.calendar import local_date
from domain.kernel.policy import ACTING, KEEPING, READING, Scope
from domain.kernel.vocabulary import Post
from domain.registry.accounts import Client
from scripts.cli.acting.act import Sheets, operate
from scripts.cli.acting.user import open_account
from scripts.cli.environment import RegistryRefused, counted
from scripts.cli.first_day.answers import Answers
from scripts.cli.seed.grants import grant_new
from scripts.cli.seed.ids import SEED, derived_id, versions_of
from scripts.cli.seed.load import doubted, enter, enter_new, left, otherwise
from scripts.cli.seed.registry_row import Row, law, row_of
from store.store import Store

LEAD, PROGRAM = "lead-first-day", "client-first-day"
DESKS: Final = (
    ("inspect", "Trang thanh tra", READING),
    ("administer", "Trang quản trị", KEEPING),
    ("desk", "Trang xử lý vụ việc", ACTING),
    ("sign", "Trang ký", (Scope.FOCAL_MANAGE,)),
)
"""Pages for people that are OAuth clients of the register's own sign-in: paths, names and scopes."""


async def enter_all(store: Store, answers: Answers, sheets: Sheets) -> Iterator[str]:
    """Enter the rows that are new, as the operator. Yield a line for each part. It is safe to run this again.

    The accounts come last, so that nobody can sign in to a register that is only partly set up.
    """
    told, listed = answers.rows(), tuple(law())
    said = [f"registry: {counted(await enter_new(store, (*told, *listed)), 'new row')}"]
    said += left("registry", await otherwise(store, told), "in the files")
    said += left("law", await otherwise(store, listed), "this version lists them")
    said += await doubted(store)
    if not await _leads(store, answers.lead):
        await enter(store, [_lead(answers)])
    said.append(f"lead agency: {answers.lead}")
    new = await enter(store, list(_administrators(answers)))
    if answers.program:
        new += await enter_program(store, _program(answers))
    if answers.own_sign_in:
        new += sum([await _enter_desk(store, row) for row in _desks(answers)])
    said.append(f"administrators and programs: {counted(new, 'new row')}")
    said.append(f"grants: {counted(len(await grant_new(store)), 'agency', 'agencies')}")
    if answers.own_sign_in:
        said.append(f"accounts: {await _accounts(store, answers, sheets)} opened")
    return iter(said)


def rows_of(answers: Answers) -> tuple[Row, ...]:
    """Return the rows of the lead agency, the administrators, and the program, in this order. Raise RegistryRefused for
    invalid values."""
    return (_lead(answers), *_administrators(answers), *([_program(answers)] if answers.program else []))


async def _leads(store: Store, agency: str) -> bool:
    registry = await store.registry.current()
    return registry.lead_on(local_date(store.connection.clock())) == agency


def _lead(answers: Answers) -> Row:
    return row_of(
        LEAD, AssignLead, {"agency": answers.lead, "since": answers.lead_since, "source": answers.lead_source}
    )


def _administrators(answers: Answers) -> Iterator[Row]:
    for number, administrator in enumerate(answers.administrators, 1):
        given = {
            "subject": administrator.account,
            "agency": answers.lead,
            "posts": [Post.ADMIN.value],
            "since": administrator.since,
            "appointment": administrator.appointment,
        }
        yield row_of(f"officer-first-day-{number}", AppointOfficer, given)


def _program(answers: Answers) -> Row:
    return _client(PROGRAM, answers, answers.program, Scope, answers.redirect)


def _client(id: str, answers: Answers, name: str, scopes: Iterable[Scope], redirect: str) -> Row:
    asked = {"name": name, "scopes": sorted(scope.value for scope in scopes), "redirects": [redirect]}
    return row_of(id, EnterClient, asked | {"agency": answers.lead, "shared": True})


def _desks(answers: Answers) -> Iterator[Row]:
    for path, name, scopes in DESKS:
        yield _client(f"client-{path}", answers, name, scopes, f"{answers.url}/{path}/back")


async def _enter_desk(store: Store, row: Row) -> int:
    """Enter a desk as a program. Leave a program that was entered with other values unchanged."""
    with suppress(RegistryRefused):
        return await enter_program(store, row)
    return 0


async def _accounts(store: Store, answers: Answers, sheets: Sheets) -> int:
    known = (await store.registry.current()).accounts
    new = [person.account for person in answers.administrators if person.account not in known]
    for account in new:
        await open_account(store, account, answers.lead, sheets)
    return len(new)


async def enter_program(store: Store, row: Row) -> int:
    """Enter the program, or add its missing scopes. Return the number of events.

    Raise RegistryRefused if it exists with another name, agency or address.
    """
    standing = (await store.registry.current()).clients.get(row.stream)
    if standing is None or _as_entered(standing) != replace(row.command, scopes=()):
        return await enter(store, [row])
    missing = sorted(set(row.command.scopes) - set(standing.scopes))
    if missing:
        id = derived_id(SEED, f"scopes of {row.stream} {' '.join(missing)}", store.connection.master)
        (version,) = (await versions_of(store.connection, {row.stream})).values()
        command = WidenClient(scopes=tuple(missing))
        await operate(store, command, id, target=row.stream, expected=version)
    return int(bool(missing))


def _as_entered(client: Client) -> EnterClient:
    """Return the command that would enter the program in its present state, without its scopes."""
    return EnterClient(
        agency=client.agency, name=client.name, scopes=(), redirects=client.redirects, shared=client.shared
    )
