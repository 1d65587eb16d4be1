"""Actions as clients send them: the mutation of each, with its input."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from domain.book import public_actions
from domain.kernel.policy import ACTING
from domain.kernel.refusals import camel
from domain.kernel.vocabulary import Kind
from domain.rules.command import Action, scopes_of
from schema.forms import shown
from schema.kinds import KINDS, entry_of, target_of
from schema.mutations import BY_ACTION

ACTS: Final[Sequence[Action]] = [
    action
    for kind in KINDS
    for action in public_actions(kind)
    if (not scopes_of(action) or set(scopes_of(action)) & set(ACTING)) and kind not in (Kind.WEBHOOK, Kind.MAILING)
]
"""Every action that the desk can offer to an officer."""
A_REPORT: Final[Mapping[str, Any]] = {
    "claim": "Tin đồn rằng trạm y tế xã đóng cửa vào tuần tới.",
    "channel": "EMAIL",
    "detectedAt": "2026-06-30T10:00:00+07:00",
    "freeOfSecrets": True,
    "medium": "WEBSITE",
    "url": "https://tin.example/bai-1",
}
"""Input of `reportCase`, without the command's id."""


def mutation(name: str, gives: str) -> str:
    """Return the mutation of an action, named like the action. `gives` are the requested fields of the object."""
    made, member = BY_ACTION[name]
    kind = KINDS[member.action.stream]
    asked = f"{camel(kind.name)} {{"
    if entry_of(made).shown == "row" and asked in gives:
        gives = _row(gives, gives.index(asked), asked, kind.node.__name__)
    return f"mutation($input: {made.input_name}!) {{ {name}: {made.name}(input: $input) {{ {gives} }} }}"


def _row(gives: str, at: int, asked: str, node: str) -> str:
    """Return the requested fields of a payload, asked of a row of the object's type."""
    end, depth = at + len(asked), 1
    while depth:
        depth += {"{": 1, "}": -1}.get(gives[end], 0)
        end += 1
    fields = gives[at + len(asked) : end - 1]
    return f"{gives[:at]}{asked[:-2]}: row {{ ... on {node} {{{fields}}} }}{gives[end:]}"


def given(name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the input of an action's mutation, with the object and the fields that identify the action."""
    made, member = BY_ACTION[name]
    target = target_of(made)
    own = camel(KINDS[member.action.stream].target)
    named = {camel(target) if target and key == own else key: value for key, value in fields.items()}
    fixed = {camel(key): value if isinstance(value, bool) else shown(value) for key, value in member.fixed.items()}
    return {**fixed, **named}
