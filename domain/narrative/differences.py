"""Differences of two versions in words: one sentence for each thing that changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from domain.kernel.changes import Change, lost_groups, opened
from domain.kernel.event import Sealed
from domain.kernel.vocabulary import Kind
from domain.messages.history import DIFFERENCES
from domain.narrative.words import LeafType, Shape, Words, shape_of, without_numbers

WHY: Final = ("reasons", "reason", "screeningNote", "justification", "note", "necessity", "summary", "methodReason")
"""Fields that give a reason, the most telling first."""
STATE: Final = ("state", "status")
FOUND: Final = ("result", "conclusion", "finding", "outcome", "position", "measure", "harm", "kind", "weight")
"""Fields that give a finding or decision, the most telling first."""
STEP: Final = frozenset({"agency", "officer", "at", "documentNumber", "note"})
"""Fields of a part that give its author and time."""


@dataclass(frozen=True, kw_only=True)
class Row:
    leaf: str
    name: str
    before: str | None
    after: str | None
    text: bool = False
    erased_by: str | None = None
    """Event that destroyed the key of the text."""
    erased: bool = False


@dataclass(frozen=True, kw_only=True)
class Block:
    """Changed part of a state: its sentence and its fields. The state itself has neither title nor sentence."""

    title: str
    sentence: str
    kind: str
    rows: tuple[Row, ...]
    of_step: bool = False
    """True if the part has only author and time, which the line of the event shows already."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Field that differs, before it is put in words. A text is None if absent and if `erased`."""

    field: str
    type: LeafType
    before: Any
    after: Any
    erased: bool = False
    erased_by: str | None = None


TYPES: Final[Sequence[tuple[type, LeafType]]] = (
    (Sealed, LeafType.TEXT),
    (bool, LeafType.FLAG),
    (int, LeafType.NUMBER),
    (datetime, LeafType.INSTANT),
    (date, LeafType.DAY),
    (str, LeafType.WORD),
)
"""Type of a value by its class. The order matters: a bool is an int, and a datetime is a date."""


def difference_of(change: Change, texts: Mapping[str, str], destroyed: Mapping[str, str]) -> Difference:
    """Return a change with the texts that can be opened; `destroyed` maps a text's group to its event."""
    kind = next(kind for held, kind in TYPES if isinstance(change.sample, held))
    if kind is not LeafType.TEXT:
        return Difference(field=change.field, type=kind, before=change.before, after=change.after)
    sides = [(side, opened(side, texts)) for side in (change.before, change.after)]
    return Difference(
        field=change.field,
        type=kind,
        before=sides[0][1],
        after=sides[1][1],
        erased=any(side is not None and text is None for side, text in sides),
        erased_by=next((destroyed[group] for group in lost_groups((change,), texts) if group in destroyed), None),
    )


def row_of(found: Difference, words: Words, kind: Kind, at: str | datetime) -> tuple[str, Row]:
    """Return the path of the part and the row of a difference. A list of plain values is one part under its own
    name."""
    path = found.field
    before, after = (words.value(kind, path, found.type, side, at) for side in (found.before, found.after))
    parts = path.split(".")
    leaf = parts[-1] if not parts[-1].isdigit() else parts[-2]
    owner = ".".join(parts[:-1] if not parts[-1].isdigit() else parts[:-2])
    return owner, Row(
        leaf=leaf,
        name=words.field(without_numbers(path)),
        before=before,
        after=after,
        text=found.type is LeafType.TEXT,
        erased=found.erased,
        erased_by=found.erased_by,
    )


def blocks(found: Iterable[Difference], words: Words, kind: Kind, at: str | datetime) -> list[Block]:
    """Return the changed parts, in the order of the state's fields."""
    gathered: dict[str, list[Row]] = {}
    for difference in found:
        owner, row = row_of(difference, words, kind, at)
        gathered.setdefault(owner, []).append(row)
    return [_block(owner, _joined(rows), words, shape_of(kind)) for owner, rows in gathered.items()]


def _joined(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Join the values of one list into one row that shows which were added and removed."""
    found: dict[str, Row] = {}
    for number, row in enumerate(rows):
        first = found.get(row.leaf)
        if first is None:
            found[row.leaf] = row
        elif row.text:  # texts are shown one by one
            found[f"{row.leaf}.{number}"] = row
        else:
            found[row.leaf] = Row(
                leaf=row.leaf,
                name=row.name,
                before=_both(first.before, row.before),
                after=_both(first.after, row.after),
            )
    return tuple(found.values())


def _both(one: str | None, other: str | None) -> str | None:
    return "; ".join(part for part in (one, other) if part) or None


def _block(owner: str, rows: tuple[Row, ...], words: Words, shape: Shape) -> Block:
    if not owner:
        return Block(title="", sentence="", kind="changed", rows=rows)
    kind = _kind(rows, shape.required.get(without_numbers(owner), frozenset()))
    return Block(
        title=_title(owner, words),
        sentence=_sentence(owner, kind, rows, words),
        kind=kind,
        rows=rows,
        of_step=not owner.rpartition(".")[2].isdigit() and {row.leaf for row in rows} <= STEP,
    )


def _kind(rows: Sequence[Row], required: frozenset[str]) -> str:
    """Return whether the part was added, removed or changed: by a required field, or by all fields if it has none."""
    telling = [row for row in rows if row.leaf in required and not row.erased] or ([] if required else rows)
    if telling and all(row.before is None for row in telling):
        return "added"
    return "removed" if telling and all(row.after is None for row in telling) else "changed"


def _title(owner: str, words: Words) -> str:
    """Return the part by name and number, from the outermost: "Round 1 › Opinion 2"."""
    said: list[str] = []
    path: list[str] = []
    for part in owner.split("."):
        if part.isdigit():
            said[-1] = f"{said[-1]} {part}"
        else:
            path.append(part)
            said.append(words.field(".".join(path)))
    return " › ".join(said)


def _sentence(owner: str, kind: str, rows: Sequence[Row], words: Words) -> str:
    parts = owner.split(".")
    if kind == "changed":
        names = ", ".join(dict.fromkeys(row.name.lower() for row in rows))
        return _said("changed", words).format(thing=_title(owner, words), fields=names)
    thing = words.field(without_numbers(owner))
    found = _found(rows) if kind == "added" else ""
    outer = parts[:-2] if parts[-1].isdigit() else parts[:-1]
    within = f" ({_title('.'.join(outer), words)})" if outer else ""
    if not parts[-1].isdigit():
        return _said("recorded" if kind == "added" else "taken_away", words).format(thing=thing) + within + found
    ordinal = _ordinal(int(parts[-1]), _said("ordinals", words).split(", "))
    return _said(kind, words).format(thing=_small(thing), ordinal=ordinal) + within + found


def _found(rows: Sequence[Row]) -> str:
    telling = [row for row in rows if row.leaf in FOUND and row.after and not row.text]
    said = min(telling, key=lambda row: FOUND.index(row.leaf), default=None)
    return f": {said.after}" if said else ""


def _said(name: str, words: Words) -> str:
    return DIFFERENCES[name][words.language]


def _ordinal(number: int, ordinals: Sequence[str]) -> str:
    return ordinals[number - 1] if number <= len(ordinals) - 1 else ordinals[-1].format(number=number)


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def sentences(found: Sequence[Block], words: Words) -> Iterator[str]:
    """Yield the sentences that follow the line of an event: additions, removals, and the new state."""
    for block in found:
        if block.kind != "changed":
            if not block.of_step:
                yield block.sentence
            continue
        for row in block.rows:
            if row.leaf in STATE and row.after and row.before:
                yield f"{block.title + ': ' if block.title else ''}{row.before} → {row.after}"


def why(found: Sequence[Block]) -> Row | None:
    rows = [row for block in found for row in block.rows if row.text and (row.after or row.erased)]
    return min((row for row in rows if row.leaf in WHY), key=lambda row: WHY.index(row.leaf), default=None)
