"""Callers of commands: whether each command's keyed hash of its caller is of the actor that its version names.

The log commits to the actor of a version: officer, program, agency. The command beside it remembers program, agency
and the caller's own name, hashed under a key, so that a repetition is answered to nobody else. An officer's name is
sealed in the registry; where it cannot be opened, nothing is compared. Sessions are committed to nowhere.
"""

from collections.abc import Iterator, Mapping

from domain.kernel.actor import ActorKind
from store.keys.master import MasterKey
from store.log.audit.ledger import Said

Names = Mapping[str, str]


class Callers:
    def __init__(self, master: MasterKey, names: Names, agencies: Mapping[str, frozenset[str]]) -> None:
        """With the names of officers by their ids, and the agencies that each ever had an appointment in."""
        self._master, self._names = master, names
        self._held: dict[str, set[str]] = {}
        for officer, name in names.items():
            self._held.setdefault(name, set()).update(agencies.get(officer, ()))
        self._hashes: dict[Said, frozenset[str]] = {}

    def foreign(self, said: Said, caller: str) -> bool:
        """Return True if a command's caller hash is known to differ from the caller that its version names."""
        hashes = self._expected(said)
        return bool(hashes) and caller not in hashes

    def _expected(self, said: Said) -> frozenset[str]:
        if said not in self._hashes:
            self._hashes[said] = frozenset(map(self._master.pseudonym, self._callers(said)))
        return self._hashes[said]

    def _callers(self, said: Said) -> Iterator[str]:
        """Yield the forms in which the caller may have been hashed; a token from before a merger names that agency."""
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
