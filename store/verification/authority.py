"""Replay of authority: checks that the sealed registry gave each actor the right to act, and that each command came
from the actor of its version.

The registry is folded along with the acts, in order of time. Because of clock skew and slow commits, an act is valid if
it had authority at any time within SKEW. Another check determines whether the state of the case admitted the act.

The log commits to the actor of a version: officer, program, agency. The command's row contains a keyed hash of program,
agency and caller's name. Only the same caller can therefore get the stored answer again. An officer's name is sealed in
the registry; if it cannot be decrypted, nothing is compared. No commitment covers sessions.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.kernel.actor import ActorKind
from domain.kernel.vocabulary import Kind
from store.authority.past import Change, Past, without_authority
from store.authority.rules import BY_REGISTRY, Act
from store.driver.connection import Connection
from store.facts.registry import RegistryRows
from store.keys.master import MasterKey
from store.log.audit.finding import Finding
from store.log.audit.ledger import Acted, Ledger, Said

Names = Mapping[str, str]


class Callers:
    def __init__(self, master: MasterKey, names: Names, agencies: Mapping[str, frozenset[str]]) -> None:
        """Prepare the comparison. `names` contains officers' names by id; `agencies` contains all agencies in which
        each officer ever had an appointment."""
        self._master, self._names = master, names
        self._held: dict[str, set[str]] = {}
        for officer, name in names.items():
            self._held.setdefault(name, set()).update(agencies.get(officer, ()))
        self._hashes: dict[Said, frozenset[str]] = {}

    def foreign(self, said: Said, caller: str) -> bool:
        """Return True if a command's caller hash certainly differs from the hash of the actor in its version."""
        hashes = self._expected(said)
        return bool(hashes) and caller not in hashes

    def _expected(self, said: Said) -> frozenset[str]:
        if said not in self._hashes:
            self._hashes[said] = frozenset(map(self._master.pseudonym, self._callers(said)))
        return self._hashes[said]

    def _callers(self, said: Said) -> Iterator[str]:
        """Yield the possible inputs of the caller's hash. A token from before a merger contains the former agency."""
        kind, subject, client, agency, *_ = said
        if kind == ActorKind.PERSON:
            if name := self._names.get(subject or ""):
                for own in {agency or "", *self._held[name]}:
                    yield "\n".join((client or "", own, name))
        elif kind == ActorKind.CLIENT:
            if self._master.pseudonym(client or "") == subject:
                yield "\n".join((client or "", agency or "", client or ""))
        else:
            yield "\n".join((client or "", agency or "", subject or ""))


JUDGED_KEPT = 10_000
"""Most cached verdicts on actors outside the registry. Every holder of a code is a separate actor."""
FOREIGN = Finding("command-differs", "", "its command is from another caller")


class Authority:
    """Registry collected in a pass over the record, with the acts to check, which are in the ledger."""

    def __init__(self, connection: Connection, ledger: Ledger) -> None:
        self._connection, self._rows, self._ledger = connection, RegistryRows(connection), ledger
        self._changes: list[Change] = []
        self._others: dict[tuple[Said, str | None], tuple[Finding, ...]] = {}
        self._outside = Callers(connection.master, {}, {})
        self.past = Past()
        """Registry at any time. It is complete once the pass has read the whole record."""

    def changed(self, kind: Kind, at: datetime, state: Any) -> None:
        self._changes.append(Change(at, kind, state))

    def acted(self, acts: Iterable[Acted]) -> Iterator[Finding]:
        """Check acts of actors outside the registry, and store other acts until the whole registry is known."""
        kept = []
        for act in acts:
            _, revision, said, caller = act
            if said[0] in BY_REGISTRY:
                kept.append(act)
                continue
            if (wrong := self._others.get((said, caller))) is None:
                if len(self._others) == JUDGED_KEPT:
                    self._others, self._outside = {}, Callers(self._connection.master, {}, {})
                wrong = self._others[said, caller] = tuple(self._judged(said, caller))
            for finding in wrong:
                yield replace(finding, place=revision)
        self._ledger.keep_acts(kept)

    def _judged(self, said: Said, caller: str | None) -> Iterator[Finding]:
        if caller is not None and self._outside.foreign(said, caller):
            yield FOREIGN

    async def findings(self) -> AsyncIterator[Finding]:
        """Yield findings in order of time, for acts without authority and for commands that another caller sent."""
        self._changes.sort(key=lambda change: change.at)
        names = await self._names()
        callers = Callers(self._connection.master, names, self._appointed())
        self.past = past = Past(self._changes, names)
        judged = dict[Said, str | None]()
        until: datetime | None = None
        for at, revision, said, caller in self._ledger.acts():
            if caller is not None and callers.foreign(said, caller):
                yield replace(FOREIGN, place=revision)
            if until is None or at >= until:
                judged, until = {}, past.same_until(at)
            if said not in judged:
                act = Act.of(said)
                judged[said] = self._unlike(act) or without_authority(act, at, past)
            if why := judged[said]:
                yield Finding("authority-missing", revision, why)

    def _unlike(self, act: Act) -> str | None:
        """Return why a program that acts for itself is not the stated program; None if it is the stated program. Its
        name in acts is derived from its id."""
        if act.kind != ActorKind.CLIENT or act.subject == self._connection.master.pseudonym(act.client or ""):
            return None
        return f"{act.subject} is not the client {act.client}"

    def _appointed(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for change in self._changes:
            if change.kind is Kind.OFFICER:
                found.setdefault(change.state.id, set()).add(change.state.agency)
        return {id: frozenset(agencies) for id, agencies in found.items()}

    async def _names(self) -> Mapping[str, str]:
        named = [change.state for change in self._changes if change.kind in (Kind.OFFICER, Kind.USER)]
        return await self._rows.names(named, None)
