"""Check of acts that their author must sign. Each act must be signed as required, or refer to a paper.

The keys and rules are those of the registry's newest states, which include all earlier ones with their times. The same
pass verifies that these states follow from sealed events.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from pymongo.errors import PyMongoError

from domain.administration.signing import SigningLifted
from domain.kernel.vocabulary import Kind
from domain.registry.accounts import SigningKey
from domain.registry.regulation import Regulation, SigningRule
from store.authority.signed_acts import Signable, fault
from store.authority.signing_rows import ROWS, row_fault, secrets_fault
from store.driver.connection import Connection
from store.facts.registry import RegistryRows
from store.log.audit.finding import Finding
from store.record.chain import Version


class SignedActs:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rules: list[SigningRule] = []
        self._keys: Mapping[str, tuple[SigningKey, ...]] = {}

    async def begin(self) -> None:
        """Read the registry. If the registry is unreadable, no keys are known. The pass over the record reports the
        unreadable registry."""
        rows = RegistryRows(self._connection)
        try:
            found = await rows.read(None)
        except PyMongoError:
            raise
        except Exception:  # tampered data can break the reading anywhere
            return
        regulations: Mapping[str, Regulation] = found[Kind.REGULATION]
        self._rules = [rule for row in regulations.values() for rule in row.signing]
        officers = found[Kind.OFFICER]
        names = await rows.names(officers.values(), None)
        of_person: dict[str, tuple[SigningKey, ...]] = {}
        for id, row in officers.items():
            person = names.get(id, id)
            of_person[person] = (*of_person.get(person, ()), *row.keys)
        self._keys = {id: of_person[names.get(id, id)] for id in officers}

    def findings(self, versions: Sequence[Version]) -> Iterator[Finding]:
        """Check the signatures of one stream's acts, and its acts done on paper."""
        for place, version in enumerate(versions):
            body, before = version.body, versions[place - 1].state if place else None
            if not self._concerns(version):
                continue
            try:
                why = row_fault(body, version.event, before, version.revision.get("assertion"), self._rules)
                why = why or secrets_fault(body, version.event, before, self._rules)
                why = why or fault(self._signable(version, versions[:place]), self._rules, partial(self._of, body))
            except Exception as error:  # tampered data can break the reading anywhere
                why = f"its signature cannot be read ({type(error).__name__})"
            if why:
                yield Finding("act-unsigned", version.id, why)
            elif "paper" in body.get("signed", ()):
                yield Finding("act-on-paper", version.id, f"{body['action']} by {body['signed']['paper']}")
            elif isinstance(version.event, SigningLifted):
                yield Finding("signing-lifted", version.id, f"by {', '.join(version.event.papers)}")

    def _concerns(self, version: Version) -> bool:
        named = "signed" in version.body or "assertion" in version.revision
        return named or bool(self._rules) or version.body["type"] in ROWS

    def _signable(self, version: Version, before: Sequence[Version]) -> Signable:
        return Signable(
            origin=self._connection.origin,
            stream=str(version.revision["stream"]),
            body=version.body,
            assertion=version.revision.get("assertion"),
            earlier=((row.revision["leaf"].hex(), row.body["type"], row.body["command"]) for row in reversed(before)),
        )

    def _of(self, body: Mapping[str, Any]) -> tuple[SigningKey, ...]:
        return self._keys.get(str(body["actor"]["subject"]), ())
