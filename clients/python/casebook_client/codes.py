"""The code of a problem, to switch on: one of those that the mutation may answer, or OTHER."""

from collections.abc import Mapping
from typing import Any, Final, Generic, Literal, TypeVar, cast

Code = TypeVar("Code", bound=str)
OTHER: Final = "OTHER"


class Codes(Generic[Code]):
    """The codes that one mutation may answer."""

    known: frozenset[str] = frozenset()
    """Those that every mutation may answer, and those of malformed fields."""

    def __init__(self, *own: str) -> None:
        self.own: Final = frozenset(own)

    def of(self, problem: Mapping[str, Any]) -> Code | Literal["OTHER"]:
        """The code of a problem; one that came with a later release reads as OTHER: show its message."""
        code = problem["code"]
        return cast(Code, code) if code in self.own or code in self.known else OTHER
