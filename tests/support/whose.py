"""Read the rule of each field from `tests/matrix/rules.txt`, which says by hand who may see it."""

from pathlib import Path

RULES = Path(__file__).parents[1] / "matrix" / "rules.txt"


def ruled() -> dict[str, str]:
    """Return the rule of every field: a line is `rule Type: field field …`."""
    found: dict[str, str] = {}
    for line in RULES.read_text(encoding="utf-8").splitlines():
        head, _, fields = line.partition(": ")
        rule, name = head.split(" ")
        found |= {f"{name}.{field}": rule for field in fields.split()}
    return found
