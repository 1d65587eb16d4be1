"""Facts of a GraphQL object in words. Each field is shown by its label, and each value by its type in the schema."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from graphql import GraphQLEnumType, GraphQLNamedType, get_named_type

from api.pages.desk.selection import NAMED, selected
from domain.case.attachments import ATTACHMENT_MOST
from domain.messages.dates import local_time
from domain.messages.history import field_label, field_name
from domain.narrative.words import DEADLINES, Words

TELLING: Final = (
    *("agency", "part", "section", "police", "invited", "kind", "method", "form", "measure", "finding", "result"),
    *("outcome", "conclusion", "position", "state", "asked", "drafted", "linked", "at", "openedAt", "decidedOn"),
    *("doneOn", "dueAt"),
)
"""Fields in the summary line of a thing, in this order."""
FILES: Final = ("download", "signedDownload")
"""Fields with the address of a file."""
PICTURE_TYPES: Final = frozenset({"image/png", "image/jpeg"})
MARKS: Final = "findings"
MARK: Final = "MaskingFinding"
"""Type for the parts of a notice that may identify a person. These parts are marked in the notice's text."""
PROVISIONAL: Final = "provisional"
"""Field that states whether a deadline is provisional. Alternatively, a field's name ends with this word after the
deadline's name."""
LONG: Final = 70
"""Number of characters from which a text is shown on lines of its own."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One line: a name and a value."""

    key: str
    """Field of the schema."""
    name: str
    said: str
    typed: bool = False
    """True if an officer typed the value. The value is then in Vietnamese, whatever the language of the page."""
    link: str | None = None
    pieces: Sequence[tuple[str, str]] = ()
    """The text in pieces, each with the reason why the piece may identify a person; empty if no piece may."""

    @property
    def long(self) -> bool:
        return self.typed and len(self.said) > LONG


@dataclass(frozen=True, kw_only=True)
class Group:
    """A thing with its facts, and the groups of things inside it."""

    key: str = ""
    title: str = ""
    facts: Sequence[Fact] = ()
    groups: Sequence["Group"] = field(default_factory=tuple)
    picture: str | None = None
    """Address of the thing's file as a picture; None if the picture may not be shown."""

    def __bool__(self) -> bool:
        return bool(self.facts or self.groups)

    @property
    def line(self) -> str:
        """Return a line that distinguishes this thing from its neighbours: the actor, the result, the time."""
        by = {fact.key: fact.said for fact in self.facts}
        return joined(*(by[key] for key in TELLING if key in by))


class Told:
    """Converts the answer to `selection.documents` into words."""

    def __init__(self, words: Words, labels: Mapping[str, str], home: str, *, pictures: bool = False) -> None:
        """Show pictures only if the object can be viewed without harm to the viewer."""
        self._words, self._labels, self._home, self._pictures = words, labels, home, pictures

    def group(self, of: GraphQLNamedType, data: Mapping[str, Any], path: str = "", title: str = "") -> Group:
        facts, groups = list[Fact](), list[Group]()
        wording = data.get("wording")
        marked = [*(data.get(MARKS) or ()), *((wording.get(MARKS) or ()) if isinstance(wording, Mapping) else ())]
        for name, shown in selected(of):
            if (value := data.get(name)) in (None, [], "", False) or get_named_type(shown.type).name == MARK:
                continue
            held, here = get_named_type(shown.type), f"{path}.{name}" if path else name
            if name in FILES:
                facts.append(self._file(here, value))
            elif isinstance(value, Mapping) and held.name not in NAMED:
                groups += filter(None, [self.group(held, value, here, self.label(here))])
            elif isinstance(value, list) and held.name == "Case":  # each address is a link
                facts += [self._fact(held, here, one) for one in value]
            elif isinstance(value, list) and isinstance(value[0], Mapping) and held.name not in NAMED:
                groups += filter(None, self._each(held, value, here))
            else:
                fact = self._fact(held, here, value)
                about = [one for one in marked if isinstance(one, Mapping) and one.get("field") == name]
                facts.append(replace(fact, pieces=list(self._pieces(fact.said, about))) if about else fact)
        return Group(key=path.rpartition(".")[2], title=title, facts=facts, groups=groups, picture=self._picture(data))

    def _pieces(self, said: str, marks: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
        """Yield the text in pieces, cut at the parts that may identify a person."""
        done = 0
        for mark in sorted(marks, key=lambda one: one["start"]):
            kind = self._words.named("Personal", mark["kind"])
            stays = self._words.named("Harmless", mark["harmless"]) if mark["harmless"] else self._labels["unanswered"]
            yield said[done : mark["start"]], ""
            yield said[mark["start"] : mark["end"]], f"{kind}: {stays}"
            done = mark["end"]
        yield said[done:], ""

    def _file(self, path: str, address: str) -> Fact:
        named = self.label(path)
        return Fact(
            key=path.rpartition(".")[2], name=named, said=self._labels["take"], link=f"{self._home}files{address}"
        )

    def _picture(self, data: Mapping[str, Any]) -> str | None:
        """Return the address of a picture whose names and faces are masked; None for any other file."""
        file = data.get("file")
        if not isinstance(file, Mapping) or not self._pictures or not data.get("redacted"):
            return None
        if file["mediaType"] not in PICTURE_TYPES or file["size"] > ATTACHMENT_MOST:
            return None
        return f"{self._home}pictures{data['download']}"

    def _each(self, of: GraphQLNamedType, values: Sequence[Mapping[str, Any]], path: str) -> Iterator[Group]:
        for number, value in enumerate(values, start=1):
            title = self.label(path) if len(values) == 1 else f"{self.label(path)} {number}"
            yield self.group(of, value, path, title)

    def label(self, path: str) -> str:
        """Return the name of a field: its name in histories. Without that name, return its name at the desk, or else in
        forms."""
        name, language = path.rpartition(".")[2], self._words.language
        name = PROVISIONAL if name.endswith(PROVISIONAL.capitalize()) else name
        try:
            return self._labels.get(path) or field_label(path, language)
        except KeyError:
            return self._labels.get(name) or field_name(name, language)

    def _fact(self, of: GraphQLNamedType, path: str, value: Any) -> Fact:
        values = value if isinstance(value, list) else [value]
        said = ("\n" if of.name == "String" else "; ").join(
            self.said(of, path, one) for one in values if one is not None
        )
        link = f"{self._home}matters/{value['id']}" if of.name == "Case" and isinstance(value, Mapping) else None
        return Fact(key=path.rpartition(".")[2], name=self.label(path), said=said, typed=of.name == "String", link=link)

    def said(self, of: GraphQLNamedType, path: str, value: Any) -> str:
        """Return one value in words."""
        if isinstance(value, Mapping):
            return _NAMES[of.name](self, value)
        if isinstance(of, GraphQLEnumType):
            return enum_label(of, value, self._words.language)
        name = path.rpartition(".")[2]
        match of.name:
            case "DateTime":
                due = name in DEADLINES or name.lower().endswith("dueat")
                return self._words.deadline(value) if due else self._time(value)
            case "Date":
                return self._words.day(value)
            case "Boolean":
                return {"vi": "có", "en": "yes"}[self._words.language]
            case _:
                return str(value)

    def _time(self, value: str) -> str:
        return local_time(value, self._words.language, seconds=False)

    def _officer(self, value: Mapping[str, Any]) -> str:
        posts = ", ".join(self._words.named("Post", post) for post in value["posts"])
        return joined(value.get("name"), posts, value["agency"]["name"])

    def _case(self, value: Mapping[str, Any]) -> str:
        """Return a case in words: its number, state and finding."""
        finding = (value["appraisal"] or {}).get("finding")
        found = self._words.named("Finding", finding) if finding else None
        head = joined(value["code"], self._words.named("CaseState", value["state"]), found)
        return joined(head, value["claim"], by=": ")

    def _step(self, value: Mapping[str, Any]) -> str:
        return joined(value["agency"]["name"], self._time(value["at"]), value["documentNumber"], value["note"])


def joined(*parts: str | None, by: str = " · ") -> str:
    return by.join(part for part in parts if part)


def enum_label(of: GraphQLEnumType, value: str, language: str) -> str:
    """Return the label of a value in one language. Its description has both: "Đã thẩm định · Appraised"."""
    vi, _, en = (of.values[value].description or value).partition(" · ")
    return (vi if language == "vi" else en) or value


_NAMES: Final[Mapping[str, Callable[[Told, Mapping[str, Any]], str]]] = {
    "Agency": lambda _, value: str(value["name"]),
    "Area": lambda _, value: str(value["name"]),
    "OfficerReference": Told._officer,
    "Case": Told._case,
    "Provision": lambda _, value: joined(value["place"], value["instrument"], by=", "),
    "Spokesperson": lambda _, value: joined(value["name"], value["office"], by=", "),
    "ProcedureStep": Told._step,
}


def part(whole: Group, keys: Iterable[str]) -> Group:
    """Return a group with only these fields, in this order."""
    order = {key: place for place, key in enumerate(keys)}
    facts = sorted((fact for fact in whole.facts if fact.key in order), key=lambda fact: order[fact.key])
    groups = sorted((group for group in whole.groups if group.key in order), key=lambda group: order[group.key])
    return Group(facts=facts, groups=groups)
