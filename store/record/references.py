"""References of a stream's events outside the record: sealed texts by commitment, contacts by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from store.record.canonical import plain
from store.record.chain import Version

SEALED = {"group", "commitment"}
"""The members of a reference to a sealed text, which nothing else in an event has."""
CONTACT = "contact"
"""The field of events that names a contact, wherever in them it is."""


def _may_name(body: bytes) -> bool:
    """Return True if a body can name something; with a backslash, for a member's name may be written with escapes."""
    return b'"commitment"' in body or b'"contact"' in body or b"\\" in body


@dataclass(slots=True)
class References:
    """The group of each commitment, and the contacts."""

    texts: dict[str, str] = field(default_factory=dict)
    contacts: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, versions: Iterable[Version]) -> "References":
        """Collect the references of one stream's versions. A state that follows from events adds none."""
        found = cls()
        for version in versions:
            if _may_name(version.revision["body"]):
                found._gather(version.body["data"])
            if not version.follows:
                found._gather_state(plain(version.state))
        return found

    def _gather(self, value: Any) -> None:
        if isinstance(value, dict):
            if value.keys() == SEALED:
                self.texts[value["commitment"]] = value["group"]
                return
            if isinstance(named := value.get(CONTACT), str):
                self.contacts.add(named)
            for part in value.values():
                self._gather(part)
        elif isinstance(value, list):
            for part in value:
                self._gather(part)

    def _gather_state(self, value: Any) -> None:
        if hasattr(value, "commitment"):
            self.texts[value.commitment] = value.group
        elif isinstance(value, Mapping):
            for part in value.values():
                self._gather_state(part)
        elif isinstance(value, list | tuple):
            for part in value:
                self._gather_state(part)
