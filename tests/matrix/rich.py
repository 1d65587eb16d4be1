"""A rich world: what is in it, and the agencies that may see each thing of it.

Every free text of a case or record carries its mark. Who may see what is written down by hand beside it, from the
Regulation and not from the product's code. `lives.py` makes the cases, `richer.py` what is beside them.
"""

import secrets
from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import Any

from tests.support.play import Play
from tests.support.tokens import Issuer

SEES_ALL = frozenset({"lead", "ppc", "inspection"})
"""The lead agency and the People's Committee (Đ5.1.a, Đ6.3), and who inspects."""
EVERYBODY = ("health", "land", "district", "commune", "police", "party", "internal", "journalists")
AGENCIES = (*EVERYBODY, "lead", "ppc", "inspection", "paper")


@dataclass(kw_only=True)
class Marked:
    """A case or record, its mark, and the agencies that may see it."""

    id: str
    mark: str
    seen_by: frozenset[str]
    code: str = ""
    found: bool = True
    """Whether search and similar lists may show it: no longer, once closed as protected."""
    named_to: frozenset[str] = frozenset()
    """Agencies that may know its id and no more: the access log tells inspectors what was read."""


@dataclass(kw_only=True)
class World:
    api: Any
    issuer: Issuer
    ground: str
    cases: dict[str, Marked] = field(default_factory=dict)
    records: dict[str, Marked] = field(default_factory=dict)
    evidence: str = ""
    issued: str = ""
    """A notice before the public."""
    spokesperson: str = ""
    retracted: dict[str, str] = field(default_factory=dict)
    """Notices that were taken back, with the marks of what is said no more."""
    withheld: dict[str, str] = field(default_factory=dict)
    """Notices that were taken back for personal data, with the marks of what nobody may be shown any more."""
    seen: dict[str, set[str]] = field(default_factory=dict)
    """Every `Type.field` that an agency was shown with something in it."""
    tokens: dict[str, str] = field(default_factory=dict)
    told: dict[str, dict[Any, Any]] = field(default_factory=dict)
    """What stood at a version, and what its audit found: the same for every reader, so it is read once."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Those that cases are about: of most, of one that was corrected, of the whole one; and one of none."""
        own = (self.cases[name].mark for name in ("whole", "district"))
        return tuple(f"https://tin.example/{last}" for last in ("bai-1", "bai-2", "bai-3", *own))

    @property
    def everything(self) -> list[Marked]:
        return [*self.cases.values(), *self.records.values()]

    def token(self, agency: str) -> str:
        """A handler's token, signed once: no run takes as long as it is good for."""
        if agency not in self.tokens:
            self.tokens[agency] = Play(self.api, self.issuer).token(agency)
        return self.tokens[agency]


class MarkingPlay(Play):
    """Marks every free text."""

    mark = ""

    def sent(self, who: str, name: str, **fields: Any) -> dict[str, Any]:
        """The same act, its texts marked."""
        marked = {
            key: f"{item} {self.mark}" if isinstance(item, str) and " " in item else item
            for key, item in fields.items()
        }
        return super().sent(who, name, **marked)


def new_mark() -> str:
    """A word that occurs once. Of letters: a run of digits may be a telephone number, which texts must not hold."""
    return "mark" + "".join(secrets.choice(ascii_lowercase) for _ in range(12))
