"""What changed between two versions, as people say it: by the thing that changed, each with a sentence of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.inspect.words import Shape, Words, shape_of, without_numbers
from domain.kernel.kind import Kind

WHY: Final = ("reasons", "reason", "screeningNote", "justification", "note", "necessity", "summary", "methodReason")
"""Fields that say why somebody acted, the most telling first."""
STATE: Final = ("state", "status")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A field that differs."""

    leaf: str
    name: str
    before: str | None
    after: str | None
    text: bool = False
    erased_by: str | None = None
    """The event that destroyed the key of a text that was here."""
    erased: bool = False


@dataclass(frozen=True, kw_only=True)
class Block:
    """A thing that changed: its sentence, and its fields. The state itself has neither title nor sentence."""

    title: str
    sentence: str
    kind: str
    rows: tuple[Row, ...]


def rows_of(change: Mapping[str, Any], words: Words, kind: Kind, at: str) -> tuple[str, Row]:
    """The path of the thing, and the row. A list of plain values is gathered under its own name."""
    path, type = change["field"], change["__typename"]
    name = type.removesuffix("Change").lower()
    before, after = (words.value(kind, path, type, change[f"{name}{side}"], at) for side in ("Before", "After"))
    parts = path.split(".")
    leaf = parts[-1] if not parts[-1].isdigit() else parts[-2]
    owner = ".".join(parts[:-1] if not parts[-1].isdigit() else parts[:-2])
    erased = bool(change.get("erased"))
    return owner, Row(
        leaf=leaf,
        name=words.field(without_numbers(path)),
        before=before,
        after=after,
        text=type == "TextChange",
        erased=erased,
        erased_by=change.get("erasedBy"),
    )


def blocks(
    changes: Sequence[Mapping[str, Any]], words: Words, kind: Kind, texts: Mapping[str, Any], at: str
) -> list[Block]:
    """The things that changed, in the order of the state's fields."""
    gathered: dict[str, list[Row]] = {}
    for change in changes:
        owner, row = rows_of(change, words, kind, at)
        gathered.setdefault(owner, []).append(row)
    return [_block(owner, _joined(rows), words, texts, shape_of(kind)) for owner, rows in gathered.items()]


def _joined(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows, in which the values of one list are one row that says what came and what went."""
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


def _block(owner: str, rows: tuple[Row, ...], words: Words, texts: Mapping[str, Any], shape: Shape) -> Block:
    if not owner:
        return Block(title="", sentence="", kind="changed", rows=rows)
    kind = _kind(rows, shape.required.get(without_numbers(owner), frozenset()))
    return Block(title=_title(owner, words), sentence=_sentence(owner, kind, rows, words, texts), kind=kind, rows=rows)


def _kind(rows: Sequence[Row], required: frozenset[str]) -> str:
    """Whether the thing came, went or changed: by a field that it never lacks, or by all where it has no such field."""
    telling = [row for row in rows if row.leaf in required and not row.erased] or ([] if required else rows)
    if telling and all(row.before is None for row in telling):
        return "added"
    return "removed" if telling and all(row.after is None for row in telling) else "changed"


def _title(owner: str, words: Words) -> str:
    """The thing by name and number, from the outermost: "Round 1 › Opinion 2"."""
    said: list[str] = []
    path: list[str] = []
    for part in owner.split("."):
        if part.isdigit():
            said[-1] = f"{said[-1]} {part}"
        else:
            path.append(part)
            said.append(words.field(".".join(path)))
    return " › ".join(said)


def _sentence(owner: str, kind: str, rows: Sequence[Row], words: Words, texts: Mapping[str, Any]) -> str:
    parts = owner.split(".")
    if kind == "changed":
        names = ", ".join(dict.fromkeys(row.name.lower() for row in rows))
        return str(texts["changed"]).format(thing=_title(owner, words), fields=names)
    thing = words.field(without_numbers(owner))
    outer = _outer(parts)
    within = f" ({_title('.'.join(outer), words)})" if outer else ""
    if not parts[-1].isdigit():
        return str(texts["recorded" if kind == "added" else "taken_away"]).format(thing=thing) + within
    ordinal = _ordinal(int(parts[-1]), texts["ordinals"])
    return str(texts[kind]).format(thing=_small(thing), ordinal=ordinal) + within


def _outer(parts: list[str]) -> list[str]:
    """The thing that holds this one."""
    return parts[:-2] if parts[-1].isdigit() else parts[:-1]


def _ordinal(number: int, ordinals: Sequence[str]) -> str:
    return ordinals[number - 1] if number <= len(ordinals) - 1 else ordinals[-1].format(number=number)


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def sentences(found: Sequence[Block], words: Words) -> Iterator[str]:
    """What a line says besides its event: what came or went, and where the state went to."""
    for block in found:
        if block.kind != "changed":
            yield block.sentence
            continue
        for row in block.rows:
            if row.leaf in STATE and row.after and row.before:
                yield f"{block.title + ': ' if block.title else ''}{row.before} → {row.after}"


def why(found: Sequence[Block]) -> Row | None:
    """The text that says why, as far as this reader may see it."""
    rows = [row for block in found for row in block.rows if row.text and (row.after or row.erased)]
    return min((row for row in rows if row.leaf in WHY), key=lambda row: WHY.index(row.leaf), default=None)
