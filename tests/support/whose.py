"""Whose eyes a field is for, as `tests/matrix/rules.txt` says by hand."""

from pathlib import Path

RULES = Path(__file__).parents[1] / "matrix" / "rules.txt"


def ruled() -> dict[str, str]:
    """The rule of every field: a line is `rule Type: field field …`."""
    found: dict[str, str] = {}
    for line in RULES.read_text(encoding="utf-8").splitlines():
        head, _, fields = line.partition(": ")
        rule, name = head.split(" ")
        found |= {f"{name}.{field}": rule for field in fields.split()}
    return found
