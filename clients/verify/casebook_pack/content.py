"""Content of bodies and states: sealed texts, and events folded into states by the page's rules."""

import re
from copy import deepcopy
from pathlib import Path

from .lines import Wrong, canonical, need


def tables():
    """Return the rules of folding and of rights, from the generated file beside the program. Each text is between two
    marks."""
    place = Path(__file__).parent.with_name("casebook_tables.js")
    return __loader__.get_data(str(place)).decode().split("`")[1::2]


def sealed_in(value):
    """Return the commitments that a body or a state names, each with the name of its text's key."""
    if isinstance(value, dict):
        if value.keys() == {"commitment", "group"}:
            return {value["commitment"]: value["group"]} if type(value["commitment"]) is str else {}
        value = list(value.values())
    parts = map(sealed_in, value) if isinstance(value, list) else ()
    return {name: group for part in parts for name, group in part.items()}


def plain_in(value):
    """Return the commitments to the bytes of files that a body or a state names."""
    found = {value["plain"].get("commitment")} if type(value) is dict and type(value.get("plain")) is dict else set()
    parts = list(value.values()) if type(value) is dict else value if type(value) is list else []
    return found.union(*map(plain_in, parts))


def newest_public(state):
    """Return the public part of a state's newest version. The envelope commits to this part."""
    try:
        version = state["versions"][-1]
        result = {name: value for name, value in version["result"].items() if name not in ("cycle", "redress")}
        return canonical({**version, "result": result})
    except (LookupError, TypeError, AttributeError):
        raise Wrong from None


def member(data, path):
    """Return the member of an event at a path. For a sealed text return its commitment. Return None if the member is
    missing."""
    for name in path.split("."):
        data = data.get(name) if type(data) is dict else None
    return data["commitment"] if type(data) is dict and data.keys() == {"commitment", "group"} else data


def read_rules(text):
    """Parse the page's rules of folding: defaults, types that begin a stream, statements by type, and required
    members."""
    defaults, begins, rules, required = {}, set(), {}, set()
    for line in re.sub(r"\n +", " ", text).strip().split("\n"):
        head, _, rest = line.partition(":")
        words = head.split(" ")
        if words[0] == "default":
            defaults[words[1]] = int(words[2]) if words[2].isdigit() else words[2]
        elif words[0] in ("begins", "required"):
            (begins if words[0] == "begins" else required).update(words[1:])
        else:
            rules |= dict.fromkeys(words, rest.strip().split("; "))
    return defaults, begins, rules, required


class Fold:
    """Folds one event into the state before it, by the rules of the page."""

    def __init__(self, rules, kind, state, data):
        self.defaults, _, self.rules, self.required = rules
        self.kind, self.top = kind, {"": deepcopy(state), "@": data, "$": {}}

    def run(self, type):
        for statement in self.rules[type]:
            self.do(statement)
        return {name: value for name, value in self.top[""].items() if self.kept(name, value)}

    def kept(self, name, value):
        """Return True if the state stores a member with this value."""
        return f"{self.kind}.{name}" in self.required or not (empty(value) or value == self.default(name))

    def do(self, statement):
        act, _, condition = statement.partition(" if ")
        condition, _, other = condition.partition(" else ")
        path, op, *words = act.split(" ")
        if condition and not self.holds(condition):
            if not other:
                return None
            words = [other]
        if path == "do":
            return self.run(op)
        if op == "move":
            return self.move(path, *words)
        given = [self.value(word) for word in words]
        if path == "*":
            return self.top[""].update(given[0])
        for box, key in reversed(self.places(path)):
            made = changed(op, box[key] if type(box) is list else box.get(key, self.default(path)), *given)
            if not empty(made):
                box[key] = made
            elif type(box) is list or key in box:
                del box[key]
        return None

    def move(self, path, source, target, name, wanted):
        """Move elements whose member has a given value from one list of an object to another, in order of time."""
        value = self.value(wanted)
        for box, key in self.places(path):
            row = box[key]
            both = [
                [one for one in row.get(source, []) if (one.get(name) == value) == moved] for moved in (False, True)
            ]
            both[1] = sorted([*row.get(target, []), *both[1]], key=lambda one: one["at"])
            for place, made in zip((source, target), both, strict=True):
                row |= {place: made}
                if not made:
                    del row[place]

    def default(self, path):
        return self.defaults.get(f"{self.kind}.{path}")

    def places(self, path, make=True):
        """Return the places to which a path leads, each as a list or object and a key in it."""
        root, *words = re.findall(r"\[[^]]*\]|[@$]|\w+", path if path[0] in "@$" else f"${path}")
        places = [(self.top, root if path[0] in "@$" else "")]
        for word in words:
            inside = []
            for box, key in places:
                found = box[key] if type(box) is list else box.get(key)
                if word[0] == "[":
                    inside += [(found, at) for at in range(len(found or [])) if self.picks(word[1:-1], at, found)]
                elif found is not None or make:
                    inside.append((box.setdefault(key, {}) if type(box) is dict else found, word))
            places = inside
        return places

    def picks(self, selector, at, rows):
        """Return True if a selector picks a row. A selector picks all rows, the last row, a row by its number, or rows
        by their members."""
        if selector in ("all", "last") or selector.isdigit():
            return selector == "all" or at == (len(rows) if selector == "last" else int(selector)) - 1
        for part in selector.split(","):
            name, op, wanted = re.fullmatch(r"(\w+)(!=|==|=)(.+)", part).groups()
            given, row = map(self.value, wanted.split("|")), rows[at].get(name)
            if any(row == value if op == "==" else same(row, value) for value in given) == (op == "!="):
                return False
        return True

    def value(self, word):
        """Return the value of a word: null, true, a number, a text in capitals, or the value at a path (the first, or
        all)."""
        if word in ("null", "true"):
            return word == "true" or None
        if re.fullmatch(r"[0-9]+|[A-Z_]+", word):
            return int(word) if word.isdigit() else word
        places = self.places(word, make=False)
        found = [deepcopy(box[key] if type(box) is list else box.get(key, self.default(word))) for box, key in places]
        return found if "[all]" in word else found[0] if found else None

    def holds(self, condition):
        for part in condition.split(" and "):
            no, one, *other = re.fullmatch(r"(not )?(\S+)(?: = (\S+))?", part).groups()
            good = same(self.value(one), self.value(other[0])) if other[0] else not empty(self.value(one))
            if good == bool(no):
                return False
        return True


def empty(value):
    """Return True if a state leaves out a member that has this value."""
    return value is None or value is False or value == []


def same(one, other):
    """Return True if `one` equals `other`, or an element of the list `other`."""
    return one in other if type(other) is list else one == other


def changed(op, value, *given):
    if op == "=":
        return given[0]
    if op == "plus":
        return value + given[0]
    rows = list(value or [])
    if op == "keep":
        return rows[-given[0] :]
    if op == "swap":
        return unique(given[1] if row == given[0] else row for row in rows)
    more = given[0] if type(given[0]) is list else [given[0]]
    if op == "-=":
        return [row for row in rows if row not in more]
    if op == "|=":
        return unique([*rows, *(row for row in more if row is not None)])
    need(op in ("+=", "++="))
    return [*rows, *(more if op == "++=" else given)]


def unique(rows):
    made = []
    for row in rows:
        made += [] if row in made else [row]
    return made
