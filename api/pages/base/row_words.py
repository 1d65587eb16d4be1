"""Words for rows of the registry and for changes of an object, as the desks show them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from domain.case.state.case import Category
from domain.kernel.actor import OPERATOR, ActorKind
from domain.kernel.vocabulary import Kind, kind_of
from domain.narrative.differences import Difference
from domain.narrative.words import LeafType, Words, without_numbers
from domain.notification.state.receivers import Mailing, Webhook
from domain.registry.agency import AreaLevel
from domain.registry.law import ComplaintLevel, LegalTerm, unit_of
from domain.registry.registry import Registry
from domain.registry.regulation import Regulation
from domain.report.state.schedule import Schedule

NEVER: Final = ("recovery.first", "recovery.second", "secrets", "proposed.secrets")
"""Digests of secrets of an account or a program. No page shows these digests."""
UNTOLD: Final = ("id", "partsEntered")
"""Fields that are left out: the id, which the page's title contains, and a count that only the register needs."""
PLAIN: Final[Mapping[str, type[StrEnum]]] = {"level": AreaLevel, "categories": Category}
"""Fields that the record stores as plain strings, and the enums of their values."""


class RowWords(Words):
    """Words for rows, restricted to data that a reader may know, with the labels that the desks give to fields."""

    def __init__(self, words: Words, registry: Registry, names: Mapping[str, str], *, people: bool = False) -> None:
        """Use the words of a page, with the current registry. `people` allows the names of accounts."""
        super().__init__(registry, words.language, today=words.today, names=people)
        self._names, self.learned = names, words.learned
        self._accounts = {id: name for name, id in registry.accounts.items()} if people else {}

    def field(self, path: str) -> str:
        """Return the name of a field of a row, as in its form."""
        return self._names.get(path.rpartition(".")[2]) or super().field(path)

    def row(self, id: str) -> str:
        """Return the kind of a row and its name. If this reader may not know the name, return the id instead."""
        kind = kind_of(id)
        said = self.label(kind) if kind else ""
        return f"{said[:1].upper()}{said[1:]}: {self._name(kind, id)}" if kind else id

    def _name(self, kind: Kind, id: str) -> str:
        registry = self.registry
        match kind:
            case Kind.USER:
                return self._accounts.get(id, id)
            case Kind.CLIENT if client := registry.clients.get(id):
                return client.name
            case Kind.LEAD if lead := registry.leads.get(id):
                return f"{self.agency(lead.agency)} ({self.label(lead.part)})"
            case Kind.GRANT if grant := registry.grants.get(id):
                return self.agency(grant.agency)
            case Kind.HOLIDAYS if days := registry.holidays.get(id):
                return str(days.year)
            case Kind.REGULATION if regulation := registry.rows(Regulation).get(id):
                return regulation.number
            case Kind.TERM if term := registry.rows(LegalTerm).get(id):
                return term_in_words(term, self)
            case Kind.LEVEL if level := registry.rows(ComplaintLevel).get(id):
                return f"{self.label(level.decided_by)}: {self.label(level.second)}"
            case Kind.SCHEDULE if schedule := registry.rows(Schedule).get(id):
                return f"{self.label(schedule.period)}, {self.span(schedule.span)}"
            case Kind.WEBHOOK if webhook := registry.rows(Webhook).get(id):
                return self.agency(webhook.agency)
            case Kind.MAILING if mailing := registry.rows(Mailing).get(id):
                return f"{self.agency(mailing.agency)} ({self.label(mailing.purpose)})"
            case _:
                return self.id(id)

    def value(self, kind: Kind, path: str, type: LeafType, side: Any, at: str | datetime | None = None) -> str | None:
        """Return one value of a difference in words. The operator is shown with the word for an operator."""
        if type is LeafType.WORD and side == OPERATOR.subject:
            return self.label(ActorKind.OPERATOR)
        vocabulary = PLAIN.get(without_numbers(path).rpartition(".")[2])
        if vocabulary and side in set(vocabulary):
            return self.label(vocabulary(side))
        return super().value(kind, path, type, side, at)


def term_in_words(term: LegalTerm, words: Words) -> str:
    """Return the subject of a term, followed by the term's length."""
    return f"{words.label(term.term)}: {term.amount} {words.label(unit_of(term.term)).lower()}"


def shown(field: str) -> bool:
    return not any(of(name, field) for name in (*NEVER, *UNTOLD))


def of(name: str, field: str) -> bool:
    return field == name or field.startswith(f"{name}.")


def near(field: str) -> str:
    """Return the path in words that people understand. For example, the days of a thing appear as its own fields."""
    return field.replace("span.", "")


def differences(changes: Iterable[Mapping[str, Any]]) -> Iterator[Difference]:
    """Yield the differences of a GraphQL answer as `Difference`."""
    for change in changes:
        type = LeafType(change["__typename"].removesuffix("Change").lower())
        yield Difference(
            field=change["field"],
            type=type,
            before=change[f"{type}Before"],
            after=change[f"{type}After"],
            erased=bool(change.get("erased")),
            erased_by=change.get("erasedBy"),
        )
