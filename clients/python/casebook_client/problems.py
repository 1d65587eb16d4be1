"""Problems of a payload as sentences for people, and the content of a conflict."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

Language = Literal["vi", "en"]


def said(
    problem: Mapping[str, Any], language: Language = "vi", fields: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return a sentence for people. A problem with a field begins with the field's name, from `fields`. Otherwise the
    register's label is used, or else the path.

    If the name in `fields` is empty, the sentence has no name. Use this on a page that shows the sentence beside the
    field.
    """
    ending = "Vi" if language == "vi" else "En"
    sentence, path = problem[f"message{ending}"], problem.get("path")
    own = problem.get(f"label{ending}") or path
    name = fields.get(path, fields.get(path.partition("[")[0], own)) if path else ""
    return f"{name}: {sentence}" if name else str(sentence)


@dataclass(frozen=True)
class Conflict:
    """Another actor changed the object since the version on which the command was decided."""

    current_version: int
    since: tuple[Mapping[str, Any], ...]
    """Later versions, oldest first: version, at, action, labels, agency, fields. Empty if they are unknown."""

    def touches(self, *fields: str) -> bool:
        """Return True if one of these fields of the object changed, or if the changes are unknown.

        A decision that used none of the changed fields may be sent again without asking the person.
        """
        told = [version for version in self.since if not version.get("bookkeeping")]
        return not self.since or any(field in version["fields"] for version in told for field in fields)


def conflict_of(problems: Collection[Mapping[str, Any]]) -> Conflict | None:
    """Return the conflict among some problems. The operation must select `__typename`, `currentVersion` and `since`."""
    for problem in problems:
        if problem.get("__typename") == "VersionConflict":
            return Conflict(problem["currentVersion"], tuple(problem.get("since", ())))
    return None
