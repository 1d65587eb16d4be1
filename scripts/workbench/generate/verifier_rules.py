"""Generates tables for the verifiers of record packs: rules of folding, from their page; permissions; and texts."""

import json
import re
import runpy
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from domain.acts import ACTS
from domain.book import BY_COMMAND, EVENTS
from domain.kernel.actor import WRITES_FOR
from domain.kernel.event import OWN_ACTS
from domain.kernel.policy import IMPERSONAL, ceiling
from domain.kernel.vocabulary import NEVER_LEAD, AgencyKind, Role, role_of
from domain.rules.command import Action
from domain.signed_fields import SIGNED_FIELDS, Rules
from domain.statement.measures import MEASURES
from scripts.workbench import ROOT

WORDS: Final = "clients/verify/casebook_pack/words.py"
FENCE: Final = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WIDTH: Final = 118


def folds() -> str:
    """Return the rules of folding in `docs/record-folds.md`."""
    found = FENCE.search((ROOT / "docs/record-folds.md").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def rights() -> str:
    """Return the table of agencies' kinds with their roles, the scopes of roles, and the requirements of actions."""
    groups: dict[str, list[str]] = {}
    for action in BY_COMMAND.values():
        groups.setdefault(_asked(action), []).append(action.name)
    for act in OWN_ACTS:
        names = groups.setdefault(f"- - {','.join(sorted(act.actors))}", [])
        names += [] if act.action in names else [act.action]
    types = sorted({type for writes in ACTS.values() for type in writes})
    lines = [
        f"never {_words(NEVER_LEAD)}",
        *(f"kind {kind} {role}" for kind in AgencyKind if (role := role_of(kind, is_lead=False))),
        f"impersonal {_words(IMPERSONAL)}",
        *(f"role {role} {_words(ceiling(role))}" for role in Role),
        *(f"act {asked} {' '.join(sorted(groups[asked]))}" for asked in sorted(groups)),
        *(
            f"process {process} {_words(kind for kind, by in WRITES_FOR.items() if by is process)}"
            for process in dict.fromkeys(WRITES_FOR.values())
        ),
        *(f"by {processes} {_words(names)}" for processes, names in sorted(_unusual().items())),
        f"noted {_words(type for type, event in EVENTS.items() if event.BOOKKEEPING)}",
        *(
            f"signs {action} {type} {_fields(rules)}"
            for action, signed in sorted(SIGNED_FIELDS.items())
            for type, rules in sorted(signed.items())
        ),
        f"writes {' '.join(f'{type}={_list(name for name in ACTS if type in ACTS[name])}' for type in types)}",
        f"stated {' '.join(_stated())}",
    ]
    wrapper = textwrap.TextWrapper(WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
    return "".join(f"{line}\n" for line in chain.from_iterable(map(wrapper.wrap, lines)))


def _unusual() -> dict[str, list[str]]:
    """Return the actions that other processes execute."""
    found: dict[str, list[str]] = {}
    for name, types in ACTS.items():
        by = {process for writers in types.values() for processes in writers.values() for process in processes}
        kinds = {kind for writers in types.values() for kind in writers}
        if by != {WRITES_FOR[kind] for kind in kinds}:
            found.setdefault(",".join(sorted(by)), []).append(name)
    return found


def _stated() -> Iterator[str]:
    """Yield the types of public acts, each with the values that a member must have."""
    for type, row in sorted(MEASURES.items()):
        values = "false" if row.values == {"False"} else _list(row.values)
        yield f"{type}/{row.when}={values}" if row.when else type


def _fields(rules: Rules) -> str:
    return " ".join(f"{path}={name}" for path, name in sorted(rules.items())) or "-"


def _asked(action: Action) -> str:
    """Return an action's alternative scopes, its posts, and the kinds of actors who may give the command; a hyphen for
    none."""
    scopes = chain(*action.by_kind.values()) if action.by_kind else (action.scope,)
    parts = ({scope or "-" for scope in scopes}, action.posts or {"-"}, action.by)
    return " ".join(",".join(sorted(part)) for part in parts)


def _words(values: Iterable[str]) -> str:
    return " ".join(sorted(values))


def _list(values: Iterable[str]) -> str:
    return ",".join(sorted(values))


def tables() -> str:
    """Return the file with both tables. It is a script for the browser; other programs read the text between the
    marks."""
    return (
        "// Made by scripts/generate: the rules of docs/record-folds.md, and who may do what (domain/).\n"
        f"var casebookTables = {{\n  folds: String.raw`\n{folds()}`,\n  rights: String.raw`\n{rights()}`,\n}};\n"
    )


def words() -> str:
    """Return the texts of the browser's verifier, from those in Python, as one constant with JSON."""
    found = runpy.run_path(str(ROOT / WORDS))
    said = {name.lower(): found[name] for name in ("FOUND", "CODES", "PROVED", "UNPROVED", "ENDS", "LACKING")}
    return f"var casebookWords = {json.dumps(said, ensure_ascii=False, indent=1)};\n"


FILES: Final[Mapping[str, Callable[[], str]]] = {
    "clients/verify/casebook_tables.js": tables,
    "clients/verify/casebook_words.js": words,
}
"""Function that returns the text of each file, by the file's path."""
