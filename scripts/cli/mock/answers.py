"""Answers made up from the schema alone.

An object with an id is the same wherever it is met. Lists that go on have 45 objects, read page by page. A command
finds its object and gives it a new version; one that was decided on another version meets a conflict, and one that
comes again gets an answer that says so: what clients meet can be tried.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import count, islice
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
)

from domain.messages.catalogue import catalogue
from scripts.cli.mock import values
from scripts.cli.mock.values import SCALARS, number, text

Info = GraphQLResolveInfo[Any]
ROWS: Final = 45
"""Objects of each list that goes on."""
ITEMS_MOST: Final = 3
LABELS: Final = ("labelVi", "labelEn")
FIXED: Final = {"Case.lead": "agency-mock-1"}
"""Fields whose object is the same everywhere."""
DEEP: Final = 12
"""Below so many fields, what may be null is null, so that no answer goes on for ever."""
REMEMBERED_MOST: Final = 10_000
"""Objects and commands that are remembered; then all are forgotten, as at a new start."""


@dataclass(frozen=True)
class Thing:
    """An object of the schema: what it is, what its values follow from, and what is set already."""

    type: str
    seed: str
    given: Mapping[str, Any] = field(default_factory=dict)


class Mock:
    """The answers of one run: what changes is the versions of objects, and which commands were seen."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self._versions: dict[str, int] = {}
        self._commands: set[str] = set()
        assert schema.mutation_type is not None
        self._actions = tuple(schema.mutation_type.fields)

    def resolve(self, source: Thing | None, info: Info, **arguments: Any) -> Any:
        """The value of a field."""
        name, parent = info.field_name, source or Thing(info.parent_type.name, "")
        if source is not None and name in source.given:
            return source.given[name]
        if info.parent_type is self.schema.mutation_type:
            return self._payload(info, arguments["input"])
        if name == "version" and parent.seed.count("-mock-") == 1:
            return self._versions.get(parent.seed, 1)
        if "ids" in arguments:
            return [self._node(id) for id in arguments["ids"]]
        key = ",".join(f"{name}={value}" for name, value in arguments.items() if name not in ("first", "after"))
        seed = f"{parent.seed}/{name}({key})"
        if name == "vocabularies":
            return self._vocabularies()
        if name == "errorCatalogue":
            return [Thing("CodeMeaning", known.code, asdict(known)) for known in catalogue()]
        if name in LABELS and (said := self._label(source, info, name)):
            return said
        return self._made(info.return_type, seed, f"{parent.type}.{name}", arguments, _depth(info))

    def _label(self, source: Thing | None, info: Info, name: str) -> str | None:
        """The label of the object's own enum value."""
        fields = info.parent_type.fields
        for other in sorted(fields, key=lambda name: name != "type"):
            if source is not None and isinstance(of := _named(fields[other].type), GraphQLEnumType):
                value = source.given.get(other) or self._value(of, f"{source.seed}/{other}()", other, {}, 0)
                return _said(of, value)[LABELS.index(name)] or None
        return None

    def _vocabularies(self) -> list[Thing]:
        """The labels of every enum whose values the schema describes in both languages."""
        found = []
        for of in self.schema.type_map.values():
            if isinstance(of, GraphQLEnumType):
                said = {value: _said(of, value) for value in of.values}
                rows = ({"value": value, "vi": vi, "en": en} for value, (vi, en) in said.items() if vi and en)
                if labels := [Thing("Label", f"{of.name}.{row['value']}", row) for row in rows]:
                    found.append(Thing("Vocabulary", of.name, {"name": of.name, "values": labels}))
        return found

    def type_of(self, thing: Thing, *_: Any) -> str:
        """The type of an object behind an interface or a union."""
        return thing.type

    async def events(self, info: Info, pause: Any, **arguments: Any) -> AsyncIterator[Any]:
        """Yield what a subscription sends, from its cursor on."""
        after = arguments.get("after") or "0"
        for place in count(int(after) + 1 if after.isdecimal() else 1):
            yield Thing("Subscription", "", {info.field_name: self._event(info, str(place))})
            await pause()

    def _event(self, info: Info, cursor: str) -> Thing:
        named = _named(info.return_type)
        return Thing(named.name, f"{info.field_name} {cursor}", {"cursor": cursor})

    def _made(self, of: Any, seed: str, name: str, arguments: Mapping[str, Any], depth: int) -> Any:
        if isinstance(of, GraphQLNonNull):
            return self._value(of.of_type, seed, name, arguments, depth)
        if depth > DEEP or (depth > 1 and not name.endswith(".node") and number(seed, 5) == 0):
            return None
        return self._value(of, seed, name, arguments, depth)

    def _value(self, of: Any, seed: str, name: str, arguments: Mapping[str, Any], depth: int) -> Any:
        if isinstance(of, GraphQLList):
            if name.endswith(".allowedActions"):
                return self._allowed(of, arguments)
            items = 0 if depth > DEEP else 1 + number(seed, ITEMS_MOST)
            return [self._made(of.of_type, f"{seed}{place}", name, {}, depth) for place in range(items)]
        if isinstance(of, GraphQLEnumType):
            if (told := text(seed, name)) in of.values:
                return told
            return list(of.values.values())[number(seed, len(of.values))].value
        if isinstance(of, GraphQLInterfaceType | GraphQLUnionType):
            possible = sorted(kind.name for kind in self.schema.get_possible_types(of))
            if id := arguments.get("id"):
                found = self._node(id)
                return found if found and found.type in possible else None
            of = self.schema.type_map[possible[number(seed, len(possible))]]
        if isinstance(of, GraphQLObjectType):
            if "pageInfo" in of.fields:
                return self._page(of, seed, arguments)
            return self._object(of.name, seed, FIXED.get(name) or arguments.get("id"))
        return SCALARS[of.name](seed, name)

    def _object(self, type: str, seed: str, id: str | None = None) -> Thing:
        """An object of a type: of an id, where it has one, or the one that follows from the seed."""
        kind: Any = self.schema.type_map[type]
        if "id" not in kind.fields:
            return Thing(type, seed)
        id = id or f"{type.lower()}-mock-{number(seed, ROWS) + 1}"
        code = {"code": f"CB-2026-{number(id, 10**6):06}"} if type == "Case" else {}
        return Thing(type, id, {"id": id, **code})

    def _node(self, id: str) -> Thing | None:
        """The object of an id, by its beginning; null for an id that no kind of object has."""
        node: Any = self.schema.type_map["Node"]
        kinds = (kind.name for kind in self.schema.get_possible_types(node) if id.startswith(f"{kind.name.lower()}-"))
        kind = next(kinds, None)
        return self._object(kind, id, id) if kind else None

    def _page(self, of: GraphQLObjectType, seed: str, arguments: Mapping[str, Any]) -> Thing:
        after = arguments.get("after") or "0"
        start = int(after) if after.isdecimal() else ROWS
        places = list(islice(range(start + 1, ROWS + 1), arguments.get("first") or ROWS))
        edge = _named(of.fields["edges"].type)
        row = _named(edge.fields["node"].type).name
        nodes = {place: self._object(row, str(place), f"{row.lower()}-mock-{place}") for place in places}
        edges = [Thing(edge.name, f"{seed}{n}", {"cursor": str(n), "node": node}) for n, node in nodes.items()]
        info = {
            "hasNextPage": bool(places) and places[-1] < ROWS,
            "hasPreviousPage": start > 0,
            "startCursor": str(places[0]) if places else None,
            "endCursor": str(places[-1]) if places else None,
        }
        page = Thing("PageInfo", seed, info)
        return Thing(of.name, seed, {"edges": edges, "pageInfo": page, "totalCount": ROWS, "truncated": False})

    def _allowed(self, of: GraphQLList[Any], arguments: Mapping[str, Any]) -> list[Thing]:
        names = [name for name in self._actions if name.endswith("Case") or name == "addEvidence"]
        wanted = arguments.get("only")
        if arguments.get("allowed") is False:
            return []
        kept = [name for name in names if wanted is None or name in wanted]
        return [Thing(_named(of).name, name, {"action": name, "allowed": True, "problem": None}) for name in kept]

    def _payload(self, info: Info, sent: Mapping[str, Any]) -> Thing:
        """Return the answer of a command: its object with a new version, or the problem that was asked for or that it
        meets."""
        payload = _named(info.return_type)
        shown = next(name for name in payload.fields if name not in ("problems", "receipt", "replayed"))
        type = _named(payload.fields[shown].type)
        made = self._object(type.name, str(sent["commandId"]), sent.get(f"{shown}Id"))
        id = made.seed
        problem = self._problem(info, id, sent)
        given: dict[str, Any] = {"problems": [problem] if problem else [], "replayed": False}
        if problem:
            return Thing(payload.name, id, {**given, shown: None, "receipt": None})
        if len(self._commands) + len(self._versions) > REMEMBERED_MOST:
            self._commands.clear()
            self._versions.clear()
        given["replayed"] = str(sent["commandId"]) in self._commands
        if not given["replayed"]:
            self._commands.add(str(sent["commandId"]))
            self._versions[id] = self._versions.get(id, 1) + 1
        return Thing(payload.name, id, {**given, shown: made})

    def _problem(self, info: Info, id: str, sent: Mapping[str, Any]) -> Thing | None:
        wanted = info.context["problem"]
        newest, expected = self._versions.get(id, 1), sent.get("expectedVersion")
        if not wanted and expected not in (None, newest) and str(sent["commandId"]) not in self._commands:
            wanted = "VersionConflict"
        if not wanted:
            return None
        return Thing(wanted, f"{id}/{wanted}", values.problem(wanted, _text_of(info), newest))


def _text_of(info: Info) -> str:
    """The first field of a command's input that is a text, or else the first of all."""
    fields = _named(info.parent_type.fields[info.field_name].args["input"].type).fields
    texts = [name for name, field in fields.items() if _named(field.type).name == "String"]
    return str((texts or list(fields))[0])


def _said(of: GraphQLEnumType, value: str) -> tuple[str, str]:
    """Return the description of an enum's value, in Vietnamese and English: `vi · en`."""
    vi, _, en = " ".join((of.values[value].description or "").split()).partition(" · ")
    return vi, en


def _named(of: Any) -> Any:
    """The object type of a field, without what may be null and lists."""
    while isinstance(of, GraphQLNonNull | GraphQLList):
        of = of.of_type
    return of


def _depth(info: Info) -> int:
    return sum(not isinstance(key, int) for key in info.path.as_list())
