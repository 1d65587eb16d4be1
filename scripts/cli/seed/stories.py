"""People of the sample province, their accounts, and sample cases, as data that is executed step by step.

Secrets of sample people are derived from the installation's master key. They are entered in development mode only, and
are useless in other installations.

Sample people have no personal names. Each is named after a task.
"""

import tomllib
from base64 import b32encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin
from uuid import UUID

from auth.passwords import secret_hashed
from domain.administration.clients import EnterClient
from domain.administration.officers import AppointOfficer
from domain.administration.users import EnrolUser, EnterUser
from domain.kernel.actor import OPERATOR, PUBLIC, SYSTEM, Actor, Caller, holder_of
from domain.kernel.calendar import local_date
from domain.kernel.policy import IMPERSONAL, Scope, ceiling
from domain.kernel.vocabulary import Kind, Post, Role, kind_of
from scripts.cli.environment import WrongUse
from scripts.cli.first_day.entries import DESKS
from scripts.cli.seed.ids import SEED, derived_id, entered, patiently, versions_of
from scripts.cli.seed.registry_row import COMMANDS, Row, row_of
from store.heads.collection import heads_of
from store.keys.master import MasterKey
from store.oauth.credentials import Credentials
from store.oauth.once import digest
from store.store import Store

CLIENT: Final = "client-sample-web"
"""Program that the sample people use. The program is a row of the registry once there are accounts
(`scripts/cli/seed/accounts.py`)."""
SINCE: Final = date(2021, 7, 4)


@dataclass(frozen=True)
class Sample:
    """Officer with one post in a sample agency. A test compares its role with the registry's."""

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
    """Return the name if it is a sample person's. Raise WrongUse for any other."""
    if name not in SAMPLES:
        raise WrongUse(f"--name: must be one of {', '.join(SAMPLES)}")
    return name


def caller(name: str) -> Caller:
    """Return the caller in a sample person's token, with every scope that the agency may hold. Raise KeyError for an
    unknown name."""
    sample = SAMPLES[name]
    return Caller(
        subject=f"{name}@sample.invalid",
        client=CLIENT,
        agency=sample.agency,
        scopes=frozenset(str(scope) for scope in ceiling(sample.role)),
        person=True,
    )


def officers() -> Iterator[Row]:
    """Yield the rows that appoint the sample people."""
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
    """Return the stream of a sample person's appointment."""
    return f"officer-sample-{name}"


WEB, MACHINE = CLIENT, "client-sample-machine"
DESK_CLIENTS: Final = {
    "inspect": "client-sample-desk",
    "administer": "client-sample-administer",
    "desk": "client-sample-act",
    "sign": "client-sample-sign",
}
"""Pages for people as clients, by their paths."""
REDIRECT: Final = "http://127.0.0.1:9000/callback"
MACHINE_AGENCY = "agency-sample-health"


@dataclass(frozen=True)
class Account:
    """Account with which one sample person signs in."""

    name: str
    password: str
    seed: str


def account_of(sample: str, master: MasterKey) -> Account:
    """Return the account of a sample person. Raise KeyError for an unknown name."""
    name = caller(sample).subject
    return Account(
        name, _secret(master, f"password {sample}"), b32encode(_bytes(master, f"seed {sample}")[:20]).decode()
    )


def machine_secret(master: MasterKey) -> str:
    return _secret(master, "machine")


async def enter_accounts(store: Store, acting: Store, sign_in_url: str) -> int:
    """Enter new accounts. Return their number. The desks' addresses are relative to the sign-in pages.

    `acting` is the store that signs as the API, which enrols people.
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
    """Enter the desks. An existing desk keeps its first address.

    If only foreign servers sign people in, these pages do not exist.
    """
    for path, name, scopes in DESKS if sign_in_url else ():
        if (id := DESK_CLIENTS[path]) not in (await store.registry.current()).clients:
            redirects = (urljoin(sign_in_url, f"/{path}/back"),)
            desk = EnterClient(
                agency="agency-sample-lead", name=f"MẪU – {name}", scopes=(*scopes,), redirects=redirects, shared=True
            )
            await _enter(store, id, desk)


async def _enter(store: Store, stream: str, command: Any, version: int | None = None) -> None:
    who = SYSTEM if version else OPERATOR
    id = derived_id(SEED, f"{stream} {type(command).__name__}", store.connection.master)
    await patiently(lambda: store.execute(who, command, command_id=id, target=stream, expected=version))


def _bytes(master: MasterKey, what: str) -> bytes:
    return master.repeatable(f"casebook sample {what}")


def _secret(master: MasterKey, what: str) -> str:
    return _bytes(master, what).hex()[:32]


ANYBODY: Final = "anybody"
"""Name in a step for a person without an account."""


@dataclass(frozen=True)
class Step:
    """Step of a story. It executes the command `do` on the object with the name `on`. `about` is the name of the case
    for `@decision`."""

    on: str
    about: str
    by: str
    do: str
    fields: Mapping[str, Any]


def stories() -> tuple[Step, ...]:
    """Return the steps of all stories, in order."""
    told = tomllib.loads(Path(__file__).with_name("stories.toml").read_text("utf-8"))
    return tuple(
        Step(story["on"], story.get("about", ""), step.pop("by"), step.pop("do"), step)
        for story in told["story"]
        for step in _plain(story["steps"], told["stretch"], {})
    )


def _plain(steps: Sequence[Mapping[str, Any]], stretches: Mapping[str, Any], names: Any) -> Iterator[dict[str, Any]]:
    for step in steps:
        filled = {key: value.format(**names) if isinstance(value, str) else value for key, value in step.items()}
        if stretch := filled.pop("as", None):
            yield from _plain(stretches[stretch], stretches, filled)
        else:
            yield filled


async def carry_out(store: Store, steps: Sequence[Step]) -> int:
    """Execute the steps that were not executed before. Return their number.

    A step is identified by its name, not by its content, so that an edited text does not repeat the step.
    """
    ids = _ids(store, steps)
    before = await entered(store.connection, ids)
    streams: dict[str, str] = {}
    for id, step in zip(ids, steps, strict=True):
        streams[step.on] = before[id].stream if id in before else await _taken(store, id, step, streams)
    return len(steps) - len(before)


def _ids(store: Store, steps: Sequence[Step]) -> list[UUID]:
    numbers, ids = Counter[str](), list[UUID]()
    for step in steps:
        ids.append(derived_id(SEED, f"case {step.on} {numbers[step.on]}", store.connection.master))
        numbers[step.on] += 1
    return ids


async def _taken(store: Store, id: UUID, step: Step, streams: Mapping[str, str]) -> str:
    target, now = streams.get(step.on), store.connection.clock()
    today = local_date(now)
    days = {"today": today, "yesterday": today - timedelta(days=1), "month-ago": today - timedelta(days=30)}
    parts = await _parts(store, target)
    moments = {"now": now, "in-a-month": now + timedelta(days=30)}
    known = {**streams, **days, **parts, **moments, "decision": await _decision(store, streams.get(step.about))}
    fields = {name: _said(value, known) for name, value in step.fields.items()}
    if "upload" in fields and target:
        actor = await store.actor(caller(step.by))
        fields["upload"] = await store.uploads.store(actor, target, fields["upload"].encode(), "text/plain")
    command = row_of(step.on, COMMANDS[step.do], fields)
    version = (await versions_of(store.connection, [target])).get(target) if target else None
    given: dict[str, Any] = {"command_id": id, "target": target, "expected": version}
    return (await patiently(lambda: store.execute(_who(step, target), command.command, **given))).stream


def _said(value: Any, known: Mapping[str, Any]) -> Any:
    """Return a value of the file with its references replaced. Raise KeyError for an unknown reference."""
    if isinstance(value, list):
        return [_said(item, known) for item in value]
    return known[value[1:]] if isinstance(value, str) and value.startswith("@") else value


def _who(step: Step, target: str | None) -> Caller | Actor:
    """Return the sample person of a step. A person without an account is returned as the holder of the code of their
    own matter."""
    if step.by != ANYBODY:
        return caller(step.by)
    return PUBLIC if target is None else holder_of(target)


async def _decision(store: Store, case: str | None) -> str | None:
    """Return the public code of the newest decision of a case."""
    head = await heads_of(store.connection, Kind.CASE).find_one({"_id": case}, {"decisions": 1}) if case else None
    return head["decisions"][-1]["public_code"] if head else None


async def _parts(store: Store, stream: str | None) -> dict[str, str]:
    """Return the id of the newest part in each list of an object, by the name of the list."""
    kind = kind_of(stream) if stream else None
    head = await heads_of(store.connection, kind).find_one({"_id": stream}) if kind else None
    lists = {name: rows[-1] for name, rows in (head or {}).items() if isinstance(rows, list) and rows}
    return {name: last["id"] for name, last in lists.items() if isinstance(last, dict) and "id" in last}
