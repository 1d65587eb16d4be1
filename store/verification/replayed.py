"""Replay of the decision on signed acts: on the state, the registry and the linked streams of that time.

The replay needs the rules of the domain, so verifiers of record packs do not do it. A note counts the acts whose rules
need data that the record lacks: the content of heads at that time, or a text whose key is destroyed.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from domain.book import linked_streams
from domain.kernel.calendar import from_iso_millis
from domain.rules.facts import Facts
from store.authority.decided import FIELDLESS, SIGNED, TYPES, Done, Unseen, actor_then, otherwise
from store.authority.past import Past
from store.driver.connection import Connection
from store.log.audit.finding import Finding
from store.record.canonical import read
from store.record.chain import Version
from store.record.revision import state_of
from store.record.sealing import opened_texts
from store.verification.then import Then


class Kept(NamedTuple):
    """Signed act: its stream, its action, and the numbers of its first and last version in the stream."""

    stream: str
    action: str
    first: int
    last: int


class Replayed:
    def __init__(self, connection: Connection) -> None:
        self._connection, self._then, self._acts = connection, Then(connection), list[Kept]()

    def remember(self, versions: Sequence[Version]) -> None:
        """Store the acts of a stream that were signed with a key, or that the register itself did (FIELDLESS)."""
        for _, group in groupby(versions, key=lambda version: version.body["command"]):
            act = [*group]
            first, action = act[0].revision, str(act[0].body["action"])
            if ("assertion" in first and action in SIGNED) or action in FIELDLESS:
                self._acts.append(Kept(str(first["stream"]), action, first["n"], first["n"] + len(act) - 1))

    async def findings(self, past: Past) -> AsyncIterator[Finding]:
        """Yield findings for acts that the rules did not admit, or whose result differs from the record."""
        unseen = Counter[str]()
        for act in self._acts:
            try:
                why = await self._again(act, past)
            except Unseen:
                unseen[act.action] += 1
                continue
            except Exception as error:  # tampered data can break the reading anywhere
                why = f"cannot be decided again ({type(error).__name__})"
            if why:
                yield Finding("act-not-admitted", f"{act.stream}:{act.first}", why)
        for action, count in sorted(unseen.items()):
            yield Finding("act-undecided", action, f"{count}")

    async def _again(self, act: Kept, past: Past) -> str | None:
        ids = [f"{act.stream}:{n}" for n in range(max(1, act.first - 1), act.last + 1)]
        found = await self._connection.revisions.find({"_id": {"$in": ids}}).to_list(None)
        rows = sorted(found, key=lambda row: int(row["n"]))
        before = rows.pop(0) if act.first > 1 else None
        bodies = [json.loads(bytes(row["body"])) for row in rows]
        said = read(bytes(rows[0]["assertion"]["command"])) if act.action in SIGNED else {"fields": {}}
        if said.get("target", act.stream) != act.stream or bodies[0]["type"] not in TYPES:
            return None
        done = Done(
            action={**SIGNED, **FIELDLESS}[act.action],
            fields=said["fields"],
            state=state_of(before) if before else None,
            body=bodies[0],
            events=bodies,
        )
        texts = await opened_texts(self._connection, {act.stream: done.sealed().values()})
        return await self._judged(replace(done, texts=texts), past)

    async def _judged(self, done: Done, past: Past) -> str | None:
        """Return why the act fails with the registry at every time around the act; None if it passes at any of these
        times."""
        at, why = from_iso_millis(done.body["at"]), None
        linked = await self._linked(done)
        for registry in past.whole(at):
            actor = actor_then(done.body["actor"], registry, at)
            facts = Facts(actor=actor, now=at, sealed={}, registry=registry, linked=linked)
            found = otherwise(done, replace(facts, needs=await self._then.needs(done, registry)))
            if found is None:
                return None
            why = why or found
        return why

    async def _linked(self, done: Done) -> Mapping[str, object]:
        streams = linked_streams(done.action.stream, done.state, done.command())
        found = {stream: await self._then.state(stream, done) for stream in streams}
        return {stream: state for stream, state in found.items() if state is not None}
