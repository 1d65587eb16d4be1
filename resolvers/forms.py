"""Forms of actions, with what there is to choose from today."""

from collections.abc import Sequence
from typing import Any

from domain.book import BY_NAME
from domain.kernel.refusals import camel
from domain.narrative.choices import Choice, choices_of
from domain.rules.facts import Facts
from resolvers.request import Request, kind_in
from schema.asked import Asked, AskedField
from schema.context import Row
from schema.kinds import KINDS
from store.heads.to_state import state_in


class FormReader:
    """The forms of one request. What they are about is read from a row once."""

    def __init__(self, context: Request) -> None:
        self._context = context
        self._states: dict[int, tuple[Row, Any]] = {}

    def form(self, name: str, row: Row | None) -> Asked:
        action, context = BY_NAME[name], self._context
        facts = Facts(actor=context.actor, now=context.now, registry=context.registry, sealed={})
        target = None if action.creates else camel(KINDS[action.stream].target)
        return Asked(action=action, target=target, state=self._state(row) if row else None, facts=facts)

    def _state(self, row: Row) -> Any:
        if id(row) not in self._states:
            self._states[id(row)] = row, state_in(kind_in(row["_id"]), row)
        return self._states[id(row)][1]

    async def choices(self, field: AskedField) -> Sequence[Choice]:
        asked = field.asked
        return choices_of(field.described, asked.state, asked.facts)
