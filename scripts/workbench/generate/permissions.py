"""Print docs/permissions.md from the permission matrix: `python -m scripts.workbench.generate.permissions`."""

from domain.kernel.policy import Basis, Scope, permits
from domain.kernel.roles import Role
from domain.messages import label

_SIGNS = {Basis.STATED: "●", Basis.IMPLIED: "○", None: ""}
_INTRO = """\
# Permissions

The most that an agency of each role can be granted: ● the Regulation states it, ○ another clause or a stated duty
implies it, and an empty cell is denied. Grants and tokens only narrow this table. Each action also checks competence,
the officer's post, membership of the case and conflicts of interest.
"""


def page() -> str:
    """The whole page, as the file holds it."""
    head = ["Scope", *Role]
    rule = ["---", *(":-:" for _ in Role)]
    body = ([f"`{scope}`", *(_SIGNS[permits(role, scope)] for role in Role)] for scope in Scope)
    lines = (f"| {' | '.join(cells)} |" for cells in (head, rule, *body))
    return "\n".join((_INTRO, _roles(), "", *lines, ""))


def _roles() -> str:
    """What the heads of the columns mean."""
    return " · ".join(f"`{role}` {label(role, 'en')} ({label(role, 'vi')})" for role in Role)


if __name__ == "__main__":
    print(page(), end="")
