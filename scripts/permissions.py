"""Print docs/permissions.md from the permission matrix: `python -m scripts.permissions`."""

from domain.kernel.policy import Basis, Scope, permits
from domain.kernel.roles import Role

_SIGNS = {Basis.STATED: "●", Basis.IMPLIED: "○", None: ""}
_INTRO = """\
# Permissions

The most an agency of each role can ever be granted: ● the Regulation states it, ○ another clause or a stated
duty implies it, and an empty cell is denied. Grants and tokens only narrow this table, and each action also
checks competence, the officer's post, membership of the case and conflicts of interest.
"""


def page() -> str:
    """The whole page, as the file holds it."""
    head = ["Scope", *Role]
    rule = ["---", *(":-:" for _ in Role)]
    body = ([f"`{scope}`", *(_SIGNS[permits(role, scope)] for role in Role)] for scope in Scope)
    lines = (f"| {' | '.join(cells)} |" for cells in (head, rule, *body))
    return "\n".join((_INTRO, *lines, ""))


if __name__ == "__main__":
    print(page(), end="")
