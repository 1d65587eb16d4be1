"""The steps of the tutorial, as its reader takes them: who asks what, and what the page says comes back."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.cli.seed.stories import SAMPLES

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"\*\*([a-z-]+)\*\*")
WRITTEN_ON = "2026-11-28"
"""The day that the page names; its reader puts today there."""


@dataclass
class Step:
    """One query, by whom, and the part of its answer that the page shows."""

    who: str
    query: str
    answer: dict[str, Any] | None = None


def steps(page: Path) -> list[Step]:
    """The queries of a page in their order. Who asks is the sample that was named last before."""
    text, found, who, end = page.read_text(encoding="utf-8"), list[Step](), "", 0
    for block in BLOCK.finditer(text):
        who = next((name for name in reversed(NAMED.findall(text[end : block.start()])) if name in SAMPLES), who)
        end = block.end()
        if block[1] == "graphql":
            found.append(Step(who, block[2]))
        elif block[1] == "json" and found:
            found[-1].answer = json.loads(block[2])
    return found


def commands(page: Path, after: str) -> Iterator[str]:
    """The blocks for a shell under a heading and below."""
    text = page.read_text(encoding="utf-8")
    return (block[2] for block in BLOCK.finditer(text, text.index(after)) if block[1] == "sh")


@dataclass
class Reader:
    """Takes the steps, and copies from answers what the page says to copy."""

    ask: Callable[[str, str, dict[str, Any]], Any]
    complain: Callable[[str], None]
    today: str
    known: dict[str, Any] = field(default_factory=lambda: {"version": 1})

    def take(self, step: Step) -> None:
        """One step; fails where the answer is not the one on the page."""
        if "redresses(" in step.query:
            self.complain(self.known["public_code"])
        names = re.findall(r"\$(\w+):", step.query)
        given = {name: self.today if name == "today" else self.known[name] for name in names}
        answer = self.ask(step.who, step.query.replace(WRITTEN_ON, self.today), given)
        assert holds(answer, step.answer), (step.query, answer)
        self._copy(answer)

    def _copy(self, answer: Any) -> None:
        for name, value in pairs(answer):
            if name == "version" and value:
                self.known["version"] = value
            elif name == "publicCode":
                self.known["public_code"] = value
            elif name == "id":
                self.known[value.partition("-")[0]] = value
            elif name == "state":
                self.known["state"] = value
            elif (name, value, self.known.get("state")) == ("kind", "GROUND", "ACTIVE"):
                self.known["ground"] = self.known["provision"]


def holds(answer: Any, shown: Any, name: str = "") -> bool:
    """Whether an answer has what is shown of it. The register's own notes may raise a version, as the page says."""
    if isinstance(shown, dict):
        there = isinstance(answer, dict)
        return there and all(part in answer and holds(answer[part], value, part) for part, value in shown.items())
    if name == "version" and isinstance(answer, int) and isinstance(shown, int):
        return bool(answer >= shown)
    return shown is None or bool(answer == shown)


def pairs(answer: Any) -> Iterator[tuple[str, Any]]:
    """Every field of an answer that has no fields of its own, in order."""
    if isinstance(answer, list):
        for item in answer:
            yield from pairs(item)
    elif isinstance(answer, dict):
        for name, value in answer.items():
            if isinstance(value, dict | list):
                yield from pairs(value)
            else:
                yield name, value
