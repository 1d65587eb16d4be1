"""Data for the whole file of a case, as the requesting officer may see it: each step in words, with its log index.

The file is made once the log contains all its versions. Later additions (cosignatures, time stamps, further versions)
are left out, so that the same version gives the same bytes.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from domain.case.safeguards import Act, safeguards
from domain.document.state import DocumentKind, FileSight
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.calendar import in_utc, local_date
from domain.kernel.changes import lost_groups
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind
from domain.kernel.wording import Harmless
from domain.messages import Language
from domain.narrative.differences import blocks, difference_of
from domain.narrative.words import Words
from domain.registry.registry import Registry
from store.pack.plan import NotSealed, planned
from store.read.sources import Stood
from store.store import Store
from workers.documents.case_file import Annex, CaseFile, Proof, Step
from workers.documents.layout import DocumentTooLarge

Row = Mapping[str, Any]
AT_ONCE = 100
STEPS_MOST = 1_000
"""Most steps of one file, each on its own page. A longer history is available as a record pack."""


async def case_file(store: Store, asked: Row, stood: Stood) -> CaseFile:
    """Return the data of the requested file. Raise NotSealed if the log lacks some of its versions; raise
    DocumentTooLarge."""
    case, version = asked["source"], asked["version"]
    if version > STEPS_MOST:
        raise DocumentTooLarge("steps")
    registry = await store.registry.current()
    reader = _reader(asked, registry)
    language: Language = "en" if asked["kind"] == DocumentKind.CASE_FILE_EN else "vi"
    words = Words(registry, language, today=local_date(stood.at), names=asked["part"] == FileSight.ALL)
    words.learned |= {id: f"{row['place']} {row['instrument']}" for id, row in stood.provisions.items()}
    proof = await _proof(store, case, version)
    events = [event async for event in _events(store, reader, case, version)]
    steps = [await _step(store, reader, words, case, event, proof) for event in events]
    persons = {officer: registry.person(officer) for officer in registry.officers}
    return CaseFile(
        language=language,
        row=stood.row,
        version=version,
        at=stood.at,
        words=words,
        whose=words.agency(asked["agency"], stood.at),
        everything=asked["part"] == FileSight.ALL,
        steps=tuple(steps),
        safeguards=safeguards([_act(event) for event in events], persons),
        annexes=tuple(Annex.of(item, words) for item in stood.row["evidence"]),
        proof=proof,
    )


def _reader(asked: Row, registry: Registry) -> Actor:
    """Return the requester with the rights at the time of the request, limited to reading histories."""
    agency, day = asked["agency"], local_date(in_utc(asked["at"]))
    scope = Scope.AUDIT_READ_ALL if asked["part"] == FileSight.ALL else Scope.AUDIT_READ
    return Actor(
        kind=ActorKind.PERSON,
        subject=asked["officer"],
        client="",
        agency=agency,
        role=registry.role_on(agency, day),
        scopes=frozenset({scope}),
        former=registry.taken_over(agency, day),
    )


async def _events(store: Store, reader: Actor, case: str, version: int) -> AsyncIterator[dict[str, Any]]:
    """Yield the events up to a version. An event contains its officer only if the reader may see the officer."""
    for after in range(0, version, AT_ONCE):
        for event in (await store.history.page(case, min(AT_ONCE, version - after), after)).rows:
            seen = Scope.AUDIT_READ_ALL in reader.scopes or event["agency"] in reader.agencies
            yield event if seen else {**event, "officer": None}


async def _step(store: Store, reader: Actor, words: Words, case: str, event: Row, proof: Proof) -> Step:
    n, at = event["n"], in_utc(event["at"])
    (changes,), texts = await store.history.changes(reader, ((case, n - 1, n),))
    lost = lost_groups(changes, texts)
    gone = await store.history.destroyed(lost) if lost else {}
    differences = [difference_of(change, texts, gone) for change in changes]
    return Step(
        version=n,
        title=words.event(event["type"]),
        at=at,
        agency=words.agency(event["agency"], at) if event["agency"] else None,
        officer=words.officer(event["officer"]) if event["officer"] else None,
        blocks=tuple(blocks(differences, words, Kind.CASE, at)),
        confirmed=tuple((name["field"], words.label(Harmless(name["harmless"]))) for name in event["names"]),
        leaf=event["leaf"],
        place=proof.places[n - 1],
    )


def _act(event: Row) -> Act:
    return Act(
        version=event["n"],
        type=event["type"],
        at=in_utc(event["at"]),
        agency=event["agency"],
        officer=event["officer"],
    )


async def _proof(store: Store, case: str, version: int) -> Proof:
    """Return each version's log index, and the first checkpoint that covers the last one. Raise NotSealed."""
    plan = await planned(store.connection, case, most=version)
    if len(plan.versions) < version:
        raise NotSealed
    last = plan.versions[-1]
    return Proof(
        origin=store.connection.origin,
        stream=case,
        places=tuple(entry.place for entry in plan.versions),
        leaf=last.leaf.hex(),
        size=last.size,
        note=plan.checkpoints[last.size].decode(),
    )
