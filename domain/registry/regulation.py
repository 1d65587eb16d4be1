"""The Regulation in force as a dated row: a Decision of the People's Committee that this register carries out (QĐ-Đ2).

The code knows the first one by itself, so that an installation without rows goes on. A row that two persons confirmed
goes before it, from its first day on; a new Decision needs no new code.
"""

from dataclasses import dataclass
from datetime import date

from domain.kernel.span import Span
from domain.registry.certainty import Certainty
from domain.registry.entry import Entry, GivesNothing
from domain.registry.registry import Registry
from domain.registry.signing_rule import SigningRule


@dataclass(frozen=True, kw_only=True)
class Regulation(GivesNothing):
    """A Decision with its number, as documents cite it, and the days on which it is in force."""

    id: str
    number: str
    title: str
    issued_on: date
    span: Span
    source: str
    certainty: Certainty = Certainty.CONFIRMED
    entry: Entry | None = None
    signing: tuple[SigningRule, ...] = ()
    signing_proposed: SigningRule | None = None


FIRST = Regulation(
    id="",
    number="14/2021/QĐ-UBND",
    title="Quy chế phối hợp để theo dõi, xử lý thông tin xấu độc trên không gian mạng",
    issued_on=date(2021, 6, 24),
    span=Span(since=date(2021, 7, 4)),
    source="Quyết định số 14/2021/QĐ-UBND, Điều 2",
)
"""The Decision that the register was made for; it counts for days before the first row."""


def regulations(registry: Registry) -> list[Regulation]:
    """The confirmed rows, the one that began last first; the code's own where none is known."""
    rows = [row for row in registry.rows(Regulation).values() if row.certainty is Certainty.CONFIRMED]
    return sorted(rows, key=lambda row: (row.span.since, row.id), reverse=True) or [FIRST]


def regulation_on(registry: Registry, day: date) -> Regulation | None:
    """The Regulation in force on a day: of those that cover it, the one that began last; None without one."""
    known = regulations(registry)
    if day < known[-1].span.since:
        known = [FIRST]
    return next((row for row in known if row.span.covers(day)), None)


def cited_on(registry: Registry, day: date) -> Regulation:
    """The Regulation in force on a day; without one the last that began, which pages and reports still name."""
    begun = (row for row in regulations(registry) if row.span.since <= day)
    return regulation_on(registry, day) or next(begun, FIRST)


def in_force_since(registry: Registry) -> date:
    """The first day of the first Regulation."""
    return regulations(registry)[-1].span.since


def signing_rules(registry: Registry) -> list[SigningRule]:
    """All rules on which acts are signed."""
    return [rule for row in registry.rows(Regulation).values() for rule in row.signing]
