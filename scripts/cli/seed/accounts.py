"""The people of the sample province, with accounts and clients to sign in with on a developer's machine.

Their secrets follow from its master key. They are entered in development mode only, and are of no use elsewhere.

They have no names of persons: a sample is what it does.
"""

from base64 import b32encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urljoin

from auth.passwords import secret_hashed
from domain.administration.clients import EnterClient
from domain.administration.officers import AppointOfficer
from domain.administration.users import EnrolUser, EnterUser
from domain.kernel.actor import OPERATOR, SYSTEM, Caller
from domain.kernel.policy import ACTING, IMPERSONAL, KEEPING, READING, Scope, ceiling
from domain.kernel.vocabulary import Post, Role
from scripts.cli.environment import WrongUse
from scripts.cli.seed.ids import SEED, derived_id, patiently
from scripts.cli.seed.registry_row import Row, row_of
from store.keys.master import MasterKey
from store.oauth.credentials import Credentials
from store.oauth.once import digest
from store.store import Store

CLIENT: Final = "client-sample-web"
"""The program by which samples act: one of the registry, once there are accounts (`scripts/cli/seed/accounts.py`)."""
SINCE: Final = date(2021, 7, 4)


@dataclass(frozen=True)
class Sample:
    """An officer with one post in a sample agency, whose role a test holds to the registry's."""

    agency: str
    role: Role
    post: Post


SAMPLES: Final[Mapping[str, Sample]] = {
    "lead-handler": Sample("agency-sample-lead", Role.LEAD, Post.HANDLER),
    "lead-second-handler": Sample("agency-sample-lead", Role.LEAD, Post.HANDLER),
    "lead-signatory": Sample("agency-sample-lead", Role.LEAD, Post.SIGNATORY),
    "lead-examiner": Sample("agency-sample-lead", Role.LEAD, Post.SIGNATORY),
    "department-handler": Sample("agency-sample-health", Role.DEPT, Post.HANDLER),
    "department-signatory": Sample("agency-sample-health", Role.DEPT, Post.SIGNATORY),
    "police-handler": Sample("agency-sample-police", Role.CAT, Post.HANDLER),
    "press": Sample("agency-sample-newspaper", Role.PRESS, Post.HANDLER),
    "spokesperson": Sample("agency-sample-lead", Role.LEAD, Post.SPOKESPERSON),
    "inspector": Sample("agency-sample-inspectorate", Role.INSPECTOR, Post.INSPECTOR),
    "admin": Sample("agency-sample-lead", Role.LEAD, Post.ADMIN),
    "second-spokesperson": Sample("agency-sample-lead", Role.LEAD, Post.SPOKESPERSON),
    "ppc-handler": Sample("agency-sample-ppc", Role.PPC, Post.HANDLER),
    "ppc-examiner": Sample("agency-sample-ppc", Role.PPC, Post.SIGNATORY),
    "police-signatory": Sample("agency-sample-police", Role.CAT, Post.SIGNATORY),
    "journalists": Sample("agency-sample-journalists", Role.HNB, Post.HANDLER),
    "ppc-admin": Sample("agency-sample-ppc", Role.PPC, Post.ADMIN),
    "ppc-signatory": Sample("agency-sample-ppc", Role.PPC, Post.SIGNATORY),
    "commune-handler": Sample("agency-sample-commune", Role.COMM, Post.HANDLER),
    "data-protection": Sample("agency-sample-lead", Role.LEAD, Post.DATA_PROTECTION_OFFICER),
    "internal-affairs": Sample("agency-sample-internal-affairs", Role.BNC, Post.HANDLER),
}


def known(name: str) -> str:
    """The name of a sample. Raises WrongUse for another."""
    if name not in SAMPLES:
        raise WrongUse(f"--name: must be one of {', '.join(SAMPLES)}")
    return name


def caller(name: str) -> Caller:
    """A sample as its token has it: every scope its agency may hold. Raises KeyError for an unknown name."""
    sample = SAMPLES[name]
    return Caller(
        subject=f"{name}@sample.invalid",
        client=CLIENT,
        agency=sample.agency,
        scopes=frozenset(str(scope) for scope in ceiling(sample.role)),
        person=True,
    )


def officers() -> Iterator[Row]:
    """The rows that appoint the samples."""
    for name, sample in SAMPLES.items():
        given = {
            "subject": caller(name).subject,
            "agency": sample.agency,
            "posts": [sample.post.value],
            "since": SINCE,
            "appointment": "MẪU – chỉ dùng cho bản phát triển",
        }
        yield row_of(officer(name), AppointOfficer, given)


def officer(name: str) -> str:
    """The stream of a sample."""
    return f"officer-sample-{name}"


WEB, MACHINE = CLIENT, "client-sample-machine"
DESKS: Final = (
    ("client-sample-desk", "MẪU – Trang thanh tra", READING, "/inspect/back"),
    ("client-sample-administer", "MẪU – Trang quản trị", KEEPING, "/administer/back"),
    ("client-sample-act", "MẪU – Trang xử lý vụ việc", ACTING, "/desk/back"),
    ("client-sample-sign", "MẪU – Trang ký", (Scope.FOCAL_MANAGE,), "/sign/back"),
)
"""Pages for people as clients: their ids and names, what they ask for, where people come back to."""
REDIRECT: Final = "http://127.0.0.1:9000/callback"
MACHINE_AGENCY = "agency-sample-health"


@dataclass(frozen=True)
class Account:
    """Account with which one sample signs in."""

    name: str
    password: str
    seed: str


def account_of(sample: str, master: MasterKey) -> Account:
    """The account of a sample. Raises KeyError for an unknown name."""
    name = caller(sample).subject
    return Account(
        name, _secret(master, f"password {sample}"), b32encode(_bytes(master, f"seed {sample}")[:20]).decode()
    )


def machine_secret(master: MasterKey) -> str:
    """The secret of the sample machine."""
    return _secret(master, "machine")


async def enter_accounts(store: Store, acting: Store, sign_in_url: str) -> int:
    """Enter what is new; how many accounts that were. The desks lie beside the sign-in pages.

    `acting` signs as the API does, which enrols people.
    """
    master, credentials = store.connection.master, Credentials(store.connection)
    entered = 0
    for sample in SAMPLES:
        user, sample_account = f"user-sample-{sample}", account_of(sample, master)
        first, second = (digest(_secret(master, f"{number} code {sample}")) for number in ("first", "second"))
        command = EnterUser(subject=sample_account.name, agency=caller(sample).agency, first=first, second=second)
        await _enter(store, user, command)
        if await credentials.of(user) is None:
            await _enter(acting, user, EnrolUser(first=first, second=second), version=2)
            await credentials.set(user, secret_hashed(sample_account.password), sample_account.seed)
            entered += 1
    await _enter_clients(store)
    await _enter_desks(store, sign_in_url)
    return entered


async def _enter_clients(store: Store) -> None:
    every = tuple(sorted(Scope))
    web = EnterClient(
        agency="agency-sample-lead", name="MẪU – Trang thử", scopes=every, redirects=(REDIRECT,), shared=True
    )
    reading = tuple(sorted(IMPERSONAL & ceiling(SAMPLES["department-handler"].role)))
    secret = digest(machine_secret(store.connection.master))
    machine = EnterClient(
        agency=MACHINE_AGENCY, name="MẪU – Máy chủ thử", scopes=reading, machine=True, secrets=(secret,)
    )
    await _enter(store, WEB, web)
    await _enter(store, MACHINE, machine)


async def _enter_desks(store: Store, sign_in_url: str) -> None:
    """The desks; they stay at the address at which they were entered first.

    Where only foreign servers sign people in, these pages do not exist.
    """
    for id, name, scopes, back in DESKS if sign_in_url else ():
        if id not in (await store.registry.current()).clients:
            redirects = (urljoin(sign_in_url, back),)
            desk = EnterClient(agency="agency-sample-lead", name=name, scopes=scopes, redirects=redirects, shared=True)
            await _enter(store, id, desk)


async def _enter(store: Store, stream: str, command: Any, version: int | None = None) -> None:
    who = SYSTEM if version else OPERATOR
    id = derived_id(SEED, f"{stream} {type(command).__name__}", store.connection.master)
    await patiently(lambda: store.execute(who, command, command_id=id, target=stream, expected=version))


def _bytes(master: MasterKey, what: str) -> bytes:
    return master.repeatable(f"casebook sample {what}")


def _secret(master: MasterKey, what: str) -> str:
    return _bytes(master, what).hex()[:32]
