"""Source code of a plan: one function for each awaited slot, with everything below the slot.

A function takes a resolved value and returns the part of this value that the answer shows. Plain fields need no calls:
an object takes a few loads and one literal. Values that must be awaited are collected with their place, and awaited
together.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from keyword import iskeyword
from typing import Any, Final

from graphql import (
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    default_type_resolver,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from api.graphql.plan import leaves
from api.graphql.plan.declared import Unknown
from api.graphql.plan.leaves import GUARDS
from api.graphql.plan.slots import Slot, Way

FUNCTION: Final = "shown"


def own_slots(slots: Sequence[Slot]) -> Iterator[Slot]:
    """Yield the slots that one function shows: all slots below a slot that are not awaited."""
    for slot in slots:
        yield slot
        if slot.way is not Way.AWAITED:
            yield from own_slots(slot.inside)


def checks_type(slot: Slot) -> bool:
    """Return whether the type of a slot's objects is read or checked."""
    return bool(slot.types or (slot.field and getattr(slot.kind, "is_type_of", None)))


def asks(slot: Slot) -> bool:
    """Return whether an execution prepares arguments, or the `info` of a request, for a slot."""
    if len(slot.path) == 1 or slot.way is Way.AWAITED or checks_type(slot):
        return True
    return slot.way is Way.CALLED and bool(slot.field.args or (slot.resolver and slot.resolver.info))


def repeats(slot: Slot) -> bool:
    """Return whether several rows may share the same object in a slot, such as an agency, and show it without
    waiting."""
    return (
        slot.way is Way.CALLED and bool(slot.inside) and all(s.way is not Way.AWAITED for s in own_slots(slot.inside))
    )


class Function:
    """Source code of one function, and the objects that the code refers to."""

    def __init__(self, schema: GraphQLSchema, slot: Slot) -> None:
        self._schema = schema
        self.names: dict[str, Any] = {**leaves.NAMES, **GUARDS}
        self._lines: list[str] = []
        self._indent, self._numbers = 1, count()
        self._places: list[str] = []
        """Variables that hold the indexes in the enclosing lists."""
        self._lists = 0
        shown = self._value(slot, slot.field.type, "value")
        self._line(f"return {shown}")
        self.text = "\n".join((f"async def {FUNCTION}(value, at, run):", *self._beginning(slot), *self._lines, ""))

    def _beginning(self, slot: Slot) -> Iterator[str]:
        """Yield the lines of code that look up values once for all rows."""
        yield " over, next_turn = run.turns.over, run.turns.next"
        for below in (slot, *own_slots(slot.inside)):
            if below.way is Way.CALLED and below.field.args:
                yield f" given{below.id} = run.given[{below.id}]"
            if below.way is Way.CALLED and below.resolver and below.resolver.info:
                yield f" info{below.id} = run.infos[{below.id}]"
            if repeats(below):
                yield f" seen{below.id} = {{}}"
            if below.way is Way.AWAITED and below is not slot:
                yield f" wait{below.id} = run.waiting[{below.id}].append"
            if checks_type(below) and (below is slot or below.way is not Way.AWAITED):
                yield f" raw{below.id} = run.raw[{below.id}]"

    def _line(self, text: str) -> None:
        self._lines.append(" " * self._indent + text)

    @contextmanager
    def _block(self, head: str) -> Iterator[None]:
        self._line(head)
        self._indent += 1
        yield
        self._indent -= 1

    def _new(self, prefix: str) -> str:
        return f"{prefix}_{next(self._numbers)}"

    def _named(self, prefix: str, object: Any) -> str:
        name = self._new(prefix)
        self.names[name] = object
        return name

    def _value(self, slot: Slot, kind: Any, value: str) -> str:
        """Write the code that shows a variable according to its type. Return the expression of the result."""
        nullable = not is_non_null_type(kind)
        inner = kind if nullable else kind.of_type
        if is_leaf_type(inner):
            return leaves.expression(inner, nullable, value, self._named)
        made = self._new("made")
        if nullable:
            with self._block(f"if {value} is None:"):
                self._line(f"{made} = None")
            with self._block("else:"):
                self._composite(slot, inner, value, made)
        else:
            self._composite(slot, inner, value, made)
        return made

    def _composite(self, slot: Slot, kind: Any, value: str, made: str) -> None:
        if is_list_type(kind):
            self._list(slot, kind, value, made)
        elif self._lists and repeats(slot):
            self._once(slot, value, made)
        else:
            self._object(slot, value, made)

    def _once(self, slot: Slot, value: str, made: str) -> None:
        """Write code that shows an object once, even if many rows share it. The code keeps a reference to the object,
        so that its `id` is not reused."""
        with self._block(f"if (known := seen{slot.id}.get(id({value}))) is None:"):
            self._object(slot, value, made)
            self._line(f"seen{slot.id}[id({value})] = {value}, {made}")
        with self._block("else:"):
            self._line(f"{made} = known[1]")

    def _list(self, slot: Slot, kind: GraphQLList[Any], value: str, made: str) -> None:
        with self._block(f"if {value}.__class__ not in LISTS:"):
            self._line(f"check_list({value})")
        item, inner = self._new("item"), kind.of_type
        if is_leaf_type(slot.kind):
            with self._leaves(inner):
                self._line(f"{made} = [{self._value(slot, inner, item)} for {item} in {value}]")
            return
        self._line(f"{made} = []")
        place = self._new("place") if any(below.way is Way.AWAITED for below in own_slots(slot.inside)) else None
        head = f"for {place}, {item} in enumerate({value}):" if place else f"for {item} in {value}:"
        with self._block(head):
            self._places += [place] if place else []
            self._turn(slot)
            self._lists += 1
            self._line(f"{made}.append({self._value(slot, inner, item)})")
            self._lists -= 1
            del self._places[len(self._places) - bool(place) :]

    @contextmanager
    def _leaves(self, inner: Any) -> Iterator[None]:
        """Raise Unknown for lists of lists of plain values. They would need more than one expression, and the schema
        has no such lists."""
        if is_list_type(inner.of_type if isinstance(inner, GraphQLNonNull) else inner):
            raise Unknown("a list of lists")
        yield

    def _turn(self, slot: Slot) -> None:
        """Write the pause between two rows. Rows within rows that compute nothing need no pause, because they belong to
        one document."""
        if self._lists == 0 or any(below.way is Way.CALLED for below in own_slots(slot.inside)):
            with self._block("if over():"):
                self._line("await next_turn()")

    def _object(self, slot: Slot, value: str, made: str) -> None:
        if not slot.types:
            self._of_type(slot, slot.kind, slot.below, value, made)
            return
        self._guard(f"if not isinstance({value}, dict) and {value}.__class__ not in OBJECTS:", value)
        kind, abstract = self._new("kind"), self._named("abstract", slot.kind)
        resolve = self._named("type_of", slot.kind.resolve_type or default_type_resolver)
        self._line(f"{kind} = {resolve}({value}, raw{slot.id}, {abstract})")
        for place, (name, below) in enumerate(slot.types.items()):
            with self._block(f'{"elif" if place else "if"} {kind} == "{name}":'):
                self._of_type(slot, self._schema.type_map[name], below, value, made)
        with self._block("else:"):
            self._line("unfit()")

    def _of_type(self, slot: Slot, kind: Any, inside: Sequence[Slot], value: str, made: str) -> None:
        self._load([below for below in inside if below.way is Way.PLAIN], value)
        if kind.is_type_of:
            is_type_of = self._named("is_type_of", kind.is_type_of)
            with self._block(f"if {is_type_of}({value}, raw{slot.id}) is not True:"):
                self._line("unfit()")
        for below in inside:
            if below.way is Way.CALLED:
                self._line(f"field{below.id} = {self._call(below, value)}")
        members = [f'"{below.key}": {self._member(below)}' for below in inside]
        self._line(f"{made} = {{{', '.join(members)}}}")
        for below in inside:
            if below.way is Way.AWAITED:
                places = "".join(f", {place}" for place in self._places)
                self._line(
                    f"wait{below.id}(({made}, {value}, (*at{places})))"
                    if places
                    else f"wait{below.id}(({made}, {value}, at))"
                )

    def _load(self, plain: list[Slot], value: str) -> None:
        """Write the code that reads the plain fields: keys of a row, or attributes of any other object."""
        if plain:
            with self._block(f"if isinstance({value}, dict):"):
                for slot in plain:
                    self._line(f'field{slot.id} = {value}["{_python(slot)}"]')
            with self._block("else:"):
                self._guard(f"if {value}.__class__ not in OBJECTS:", value)
                for slot in plain:
                    self._line(f"field{slot.id} = {value}.{_python(slot)}")
        else:
            self._guard(f"if not isinstance({value}, dict) and {value}.__class__ not in OBJECTS:", value)

    def _guard(self, head: str, value: str) -> None:
        with self._block(head):
            self._line(f"check_object({value})")

    def _call(self, slot: Slot, value: str) -> str:
        resolver = slot.resolver
        assert resolver is not None
        function = self._named("resolve", resolver.function)
        given = [value] if resolver.takes_self else []
        given += [f"{resolver.source}={value}"] if resolver.source else []
        given += [f"{resolver.info}=info{slot.id}"] if resolver.info else []
        given += [f"**given{slot.id}"] if slot.field.args else []
        return f"{function}({', '.join(given)})"

    def _member(self, slot: Slot) -> str:
        """Return the expression of a field in the literal of its object; `None` as the placeholder of an awaited
        field."""
        if slot.way is Way.TYPENAME:
            return f'"{slot.parent.name}"'
        if slot.way is Way.AWAITED:
            return "None"
        return self._value(slot, slot.field.type, f"field{slot.id}")


def _python(slot: Slot) -> str:
    """Return the Python name of a plain field."""
    name = slot.definition.python_name if slot.definition else ""
    if not name.isidentifier() or iskeyword(name):
        raise Unknown(name)
    return name
