"""The text of docs/permissions.md, from the permission matrix."""

from collections.abc import Iterator

from domain.book import ACTIONS
from domain.kernel.policy import Basis, Scope, permits
from domain.kernel.roles import Role
from domain.messages import label
from domain.rules.requirement import sentence

_SIGNS = {Basis.STATED: "●", Basis.IMPLIED: "○", None: ""}
_INTRO = """\
# Permissions

The most that an agency of each role can be granted: ● the Regulation states it, ○ another clause or a stated duty
implies it, and an empty cell is denied. Grants and tokens only narrow this table. Each action also checks the officer's
post and the state of the object, and what the last section lists.
"""
_REQUIRED = """
## What an action requires

What must hold in the object, and between it and the actor, whatever the input says. It is checked in this order; the
first that does not hold is the refusal, also in `allowedActions`.
"""


def page() -> str:
    """The whole page, as the file holds it."""
    head = ["Scope", *Role]
    rule = ["---", *(":-:" for _ in Role)]
    body = ([f"`{scope}`", *(_SIGNS[permits(role, scope)] for role in Role)] for scope in Scope)
    lines = (f"| {' | '.join(cells)} |" for cells in (head, rule, *body))
    return "\n".join((_INTRO, _roles(), "", *lines, _REQUIRED, *_required(), ""))


def _required() -> Iterator[str]:
    """The sentences of each action's guards."""
    for action in ACTIONS:
        if action.requires:
            yield f"- `{action.name}`: {' '.join(map(sentence, action.requires))}"


def _roles() -> str:
    """What the heads of the columns mean."""
    return " · ".join(f"`{role}` {label(role, 'en')} ({label(role, 'vi')})" for role in Role)
