"""What a payload's `problems` ask of the person in front of the screen, and what a conflict tells."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

Language = Literal["vi", "en"]


def said(
    problem: Mapping[str, Any], language: Language = "vi", fields: Mapping[str, str] = MappingProxyType({})
) -> str:
    """A sentence for people; of an input, after what `fields` or the register calls it, else after its path.

    An empty name leaves it out, for a page that shows the sentence at the field.
    """
    ending = "Vi" if language == "vi" else "En"
    sentence, path = problem[f"message{ending}"], problem.get("path")
    own = problem.get(f"label{ending}") or path
    name = fields.get(path, fields.get(path.partition("[")[0], own)) if path else ""
    return f"{name}: {sentence}" if name else str(sentence)


@dataclass(frozen=True)
class Conflict:
    """Somebody has done something since the version that was decided on."""

    current_version: int
    since: tuple[Mapping[str, Any], ...]
    """What happened, oldest first: version, at, action, labels, agency, fields. Empty where nobody can tell."""

    def touches(self, *fields: str) -> bool:
        """Whether one of these fields of the object changed; true where the register cannot tell.

        A decision that looked at none of the changed fields may be sent again without asking the person.
        """
        told = [version for version in self.since if not version.get("bookkeeping")]
        return not self.since or any(field in version["fields"] for version in told for field in fields)


def conflict_of(problems: Collection[Mapping[str, Any]]) -> Conflict | None:
    """The conflict among some problems. The operation has to select `__typename` and `currentVersion`, and `since`."""
    for problem in problems:
        if problem.get("__typename") == "VersionConflict":
            return Conflict(problem["currentVersion"], tuple(problem.get("since", ())))
    return None
