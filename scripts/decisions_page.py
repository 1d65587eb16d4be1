"""The index of decisions by subject, as `docs/decisions/README.md` shows it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

DECISIONS: Final = Path(__file__).resolve().parents[1] / "docs" / "decisions"
TITLE: Final = re.compile(r"# (\d{4}) (.+)")
FACTS: Final = re.compile(r"Status: (accepted|superseded)\. Date: (20\d\d-\d\d-\d\d)\. Subject: ([a-z-]+)\.")

SUBJECTS: Final[Mapping[str, str]] = {
    "rules": "Rules, rights and the registry",
    "record": "The record and its texts",
    "log": "The log and what proves a history",
    "storage": "Writing and reading",
    "api": "The API",
    "sign-in": "Signing in",
    "public": "The press and the public door",
    "reports": "Reports, documents and deliveries",
    "operation": "Operation",
    "code": "Code and tests",
}
"""What a decision may be about, in the order of the index."""


class UnreadableDecision(ValueError):
    """A page of a decision does not say what the index needs."""


@dataclass(frozen=True)
class Decision:
    """What the index says of a decision."""

    name: str
    number: int
    title: str
    status: str
    day: date
    subject: str


def decision(page: Path) -> Decision:
    """The decision on a page: its first line says number and title, its third status, date and subject.

    Raises UnreadableDecision.
    """
    first, _, third, *_ = page.read_text(encoding="utf-8").splitlines()
    title, facts = TITLE.fullmatch(first), FACTS.match(third)
    if title is None or facts is None:
        raise UnreadableDecision(f"{page.name}: line 1 is '# NNNN Title'; line 3 'Status: … Date: … Subject: ….'")
    if facts[3] not in SUBJECTS:
        raise UnreadableDecision(f"{page.name}: the subject is one of {', '.join(SUBJECTS)}")
    return Decision(page.name, int(title[1]), title[2], facts[1], date.fromisoformat(facts[2]), facts[3])


def decisions(folder: Path = DECISIONS) -> list[Decision]:
    """All of them, by number. Raises UnreadableDecision."""
    return [decision(page) for page in sorted(folder.glob("[0-9]*.md"))]


def page() -> str:
    """The text of the index."""
    return "\n".join(_lines(decisions()))


def _lines(known: list[Decision]) -> Iterator[str]:
    yield "# Decisions"
    yield ""
    yield "One page a decision: its context, what was decided, the alternatives, the consequences."
    yield "This index is made from the pages by `scripts/generate`."
    for subject, title in SUBJECTS.items():
        about = [item for item in known if item.subject == subject]
        if about:
            yield from ("", f"## {title}", "", "| | decision | status | date |", "|---|---|---|---|")
            yield from (_row(item) for item in about)
    yield ""


def _row(item: Decision) -> str:
    return f"| {item.number} | [{item.title}]({item.name}) | {item.status} | {item.day} |"
