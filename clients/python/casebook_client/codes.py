"""Codes of problems: each is a code that the mutation may return, or OTHER."""

from collections.abc import Mapping
from typing import Any, Final, Generic, Literal, TypeVar, cast

Code = TypeVar("Code", bound=str)
OTHER: Final = "OTHER"


class Codes(Generic[Code]):
    """Codes that one mutation may return."""

    known: frozenset[str] = frozenset()
    """Codes that every mutation may return, and the codes for malformed fields."""

    def __init__(self, *own: str) -> None:
        self.own: Final = frozenset(own)

    def of(self, problem: Mapping[str, Any]) -> Code | Literal["OTHER"]:
        """Return the code of a problem. A code of a later release is returned as OTHER. In this case show the problem's
        message."""
        code = problem["code"]
        return cast(Code, code) if code in self.own or code in self.known else OTHER
