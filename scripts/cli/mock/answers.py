"""Answers made up from the schema alone.

An object with an id is the same wherever it is met. Lists that go on have 45 objects, read page by page. A command
finds its object and gives it a new version; one that was decided on another version meets a conflict, and one that
comes again is told so: what clients meet can be tried.
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
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
)

from domain.messages.catalogue import catalogue
from scripts.cli.mock import wrong
from scripts.cli.mock.values import SCALARS, number, text

Info = GraphQLResolveInfo[Any]
ROWS: Final = 45
"""Objects of each list that goes on."""
ITEMS_MOST: Final = 3
LABELS: Final = ("labelVi", "labelEn")
FIXED: Final = {"Case.lead": "agency-mock-1"}
"""What is the same object everywhere."""
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
        enums = [of for of in self.schema.type_map.values() if isinstance(of, GraphQLEnumType)]
        return [
            Thing("Vocabulary", of.name, {"name": of.name, "values": labels})
            for of in enums
            if (labels := [self._entry(of, value) for value in of.values if all(_said(of, value))])
        ]

    def _entry(self, of: GraphQLEnumType, value: str) -> Thing:
        vi, en = _said(of, value)
        return Thing("Label", f"{of.name}.{value}", {"value": value, "vi": vi, "en": en})

    def type_of(self, thing: Thing, *_: Any) -> str:
        """The type of an object behind an interface or a union."""
        return thing.type

    async def events(self, info: Info, pause: Any, **arguments: Any) -> AsyncIterator[Any]:
        """What a subscription tells, from its cursor on."""
        after = arguments.get("after") or "0"
        for place in count(int(after) + 1 if after.isdecimal() else 1):
            yield Thing("Subscription", "", {info.field_name: self._event(info, str(place))})
            await pause()

    def _event(self, info: Info, cursor: str) -> Thing:
        named = _named(info.return_type)
        return Thing(named.name, f"{info.field_name} {cursor}", {"cursor": cursor})

    def _made(self, of: GraphQLOutputType, seed: str, name: str, arguments: Mapping[str, Any], depth: int) -> Any:
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
            return self._object(possible[number(seed, len(possible))], seed, arguments)
        if isinstance(of, GraphQLObjectType):
            if "pageInfo" in of.fields:
                return self._page(of, seed, arguments)
            return self._object(of.name, seed, {"id": FIXED.get(name), **arguments})
        return SCALARS[of.name](seed, name)

    def _object(self, type: str, seed: str, arguments: Mapping[str, Any]) -> Thing:
        kind = self.schema.type_map[type]
        assert isinstance(kind, GraphQLObjectType)
        if "id" not in kind.fields:
            return Thing(type, seed)
        return self._named(type, arguments.get("id") or f"{_prefix(type)}-mock-{number(seed, ROWS) + 1}")

    def _named(self, type: str, id: str) -> Thing:
        code = {"code": f"CB-2026-{number(id, 10**6):06}"} if type == "Case" else {}
        return Thing(type, id, {"id": id, **code})

    def _node(self, id: str) -> Thing | None:
        """The object of an id, by its beginning; null for an id that no kind of object has."""
        node = self.schema.type_map["Node"]
        assert isinstance(node, GraphQLInterfaceType)
        for kind in self.schema.get_possible_types(node):
            if id.startswith(f"{_prefix(kind.name)}-"):
                return self._named(kind.name, id)
        return None

    def _page(self, of: GraphQLObjectType, seed: str, arguments: Mapping[str, Any]) -> Thing:
        after = arguments.get("after") or "0"
        start = int(after) if after.isdecimal() else ROWS
        places = list(islice(range(start + 1, ROWS + 1), arguments.get("first") or ROWS))
        edge = _named(of.fields["edges"].type)
        row = _named(edge.fields["node"].type)
        edges = [Thing(edge.name, f"{seed}{n}", {"cursor": str(n), "node": self._row(row.name, n)}) for n in places]
        info = {
            "hasNextPage": bool(places) and places[-1] < ROWS,
            "hasPreviousPage": start > 0,
            "startCursor": str(places[0]) if places else None,
            "endCursor": str(places[-1]) if places else None,
        }
        page = Thing("PageInfo", seed, info)
        return Thing(of.name, seed, {"edges": edges, "pageInfo": page, "totalCount": ROWS, "truncated": False})

    def _row(self, type: str, place: int) -> Thing:
        kind = self.schema.type_map[type]
        assert isinstance(kind, GraphQLObjectType)
        id = f"{_prefix(type)}-mock-{place}"
        return self._named(type, id) if "id" in kind.fields else Thing(type, id)

    def _allowed(self, of: GraphQLList[Any], arguments: Mapping[str, Any]) -> list[Thing]:
        names = [name for name in self._actions if name.endswith("Case") or name == "addEvidence"]
        wanted = arguments.get("only")
        if arguments.get("allowed") is False:
            return []
        kept = [name for name in names if wanted is None or name in wanted]
        return [Thing(_named(of).name, name, {"action": name, "allowed": True, "problem": None}) for name in kept]

    def _payload(self, info: Info, sent: Mapping[str, Any]) -> Thing:
        """What a command answers: its object with a new version, or the problem that was asked for or that it meets."""
        payload = _named(info.return_type)
        shown = next(name for name in payload.fields if name not in ("problems", "receipt", "replayed"))
        type = _named(payload.fields[shown].type)
        id = str(sent.get(f"{shown}Id") or f"{_prefix(type.name)}-mock-{number(str(sent['commandId']), ROWS) + 1}")
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
        return Thing(payload.name, id, {**given, shown: self._named(type.name, id)})

    def _problem(self, info: Info, id: str, sent: Mapping[str, Any]) -> Thing | None:
        wanted = info.context["problem"]
        newest, expected = self._versions.get(id, 1), sent.get("expectedVersion")
        if not wanted and expected not in (None, newest) and str(sent["commandId"]) not in self._commands:
            wanted = "VersionConflict"
        if not wanted:
            return None
        return Thing(wanted, f"{id}/{wanted}", wrong.problem(wanted, _text_of(info), newest))


def _text_of(info: Info) -> str:
    """The first field of a command's input that is a text, or else the first of all."""
    fields = _named(info.parent_type.fields[info.field_name].args["input"].type).fields
    texts = [name for name, field in fields.items() if _named(field.type).name == "String"]
    return str((texts or list(fields))[0])


def _said(of: GraphQLEnumType, value: str) -> tuple[str, str]:
    """What the schema says of an enum's value, in Vietnamese and English: `vi · en`."""
    vi, _, en = " ".join((of.values[value].description or "").split()).partition(" · ")
    return vi, en


def _named(of: Any) -> Any:
    """The object type of a field, without what may be null and lists."""
    while isinstance(of, GraphQLNonNull | GraphQLList):
        of = of.of_type
    return of


def _prefix(type: str) -> str:
    """How ids of a type begin: `case`, `pressnotice`."""
    return type.lower()


def _depth(info: Info) -> int:
    return sum(not isinstance(key, int) for key in info.path.as_list())
