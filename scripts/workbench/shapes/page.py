"""Every shape that the tests saw, by collection, with what answers it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from scripts.workbench.shapes.purposes import purposes
from scripts.workbench.shapes.rules import Finding, Verdict, declared, judged, unneeded
from scripts.workbench.shapes.shape import Shape

HEAD = """# What is asked of the database

Made by `python -m scripts.workbench.shapes FILE`; a run of the tests writes FILE if `CASEBOOK_SHAPES` names it. Each
line is a shape: which fields are compared in which way, an order, a limit, and no value. It is judged by the declared
indexes and MongoDB's rules alone (`scripts/workbench/shapes/rules.py`), so it says what a MongoDB would do and not
what it was seen to do: none was at hand. A shape of a run that is neither proven nor named under *On purpose* fails
that run.

Commands are listened to in the processes of the tests and in those that tests start: APIs, workers, sealers, erasers.
Only commands typed as a person would type them (`scripts/dev`, `scripts/casebook`) are not.

| | meaning |
|---|---|
"""
MEANING = {
    Verdict.POINT: "documents by their ids, or by another unique key",
    Verdict.BOUNDED: "at most N times the limit, N being the values of an `in`",
    Verdict.RANGE: "exactly what is answered; there is no limit",
    Verdict.RESIDUAL: "more than is answered: a clause is checked at each document within the bounds",
    Verdict.SORT: "what is within the bounds, sorted in memory",
    Verdict.SCAN: "the whole collection",
}

UNNEEDED = """## Indexes that no shape needs

Without each of these every shape of the run would be judged the same. That is coarse: a list may be narrowed by it to
fewer rows than by another. Unique ones, and those by which the database removes rows, are left out.
"""

Line = tuple[Finding, str, str]


def page(found: Iterable[Shape]) -> str:
    """The page of some shapes."""
    meanings = "\n".join(f"| {verdict.name} | {meaning} |" for verdict, meaning in MEANING.items())
    kept = list(found)
    tables = "\n".join(_tables(kept))
    return f"{HEAD}{meanings}\n\n## On purpose\n\n{_on_purpose()}\n{_unneeded(kept)}\n{tables}"


def _unneeded(found: Sequence[Shape]) -> str:
    rows = (f"| {part} | {collection} | `{index.name}` |" for part, collection, index in unneeded(found))
    return "\n".join((UNNEEDED, "| part | collection | index |", "|---|---|---|", *rows, ""))


def _on_purpose() -> str:
    rows = (
        f"| `{row.site}` | {row.collection} | {row.verdict.name} | {row.bound} | {row.reason} |" for row in purposes()
    )
    return "\n".join(("| where | collection | at most | bound | reason |", "|---|---|---|---|---|", *rows, ""))


def _tables(found: Iterable[Shape]) -> Iterator[str]:
    there, lines = declared(), defaultdict[tuple[str, str], dict[Line, set[str]]](dict)
    for shape in found:
        place = (shape.part, shape.collection)
        finding = judged(shape, there.get(place, ()))
        lines[place].setdefault((finding, _wanted(shape), shape.command), set()).add(shape.site)
    for (part, collection), rows in sorted(lines.items()):
        yield f"## {part}: {collection}\n\n| command | compared, order | index | reads | from |\n|---|---|---|---|---|"
        for (finding, wanted, command), sites in sorted(rows.items(), reverse=True):
            where = ", ".join(f"`{site}`" for site in sorted(sites))
            yield f"| {command} | {wanted} | `{finding.index or '-'}` | {finding.verdict.name} | {where} |"
        yield ""


def _wanted(shape: Shape) -> str:
    compared = ", ".join(map(str, shape.clauses)) or "anything"
    order = ", ".join(f"{field} {'↑' if way > 0 else '↓'}" for field, way in shape.sort)
    return f"{compared}{f'; {order}' if order else ''}{'; limited' if shape.limited else ''}"
