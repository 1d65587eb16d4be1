"""What the register notes for itself makes no version stale: nothing that another rule looks at changes by it."""

import ast
from collections.abc import Iterator, Set
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

from domain import book
from domain.book import ACTIONS, allowed_actions
from domain.kernel.actor import ActorKind
from domain.kernel.event import EVENTS, fold
from domain.kernel.vocabulary import Kind, Post, kind_of
from store.record.canonical import from_bytes
from tests.support.facts import HEALTH, facts, person
from tests.support.golden import OLD
from tests.support.world import LEAD

BOOKKEEPING = {
    "case.agency-notified": "notices",
    "case.request-overdue": "overdue_at",
    "case.takedown-review-due": "review_noted_at",
    "consolidated.submissions-noted": "submissions",
    "directive.overdue": "overdue overdue_at",
    "erasure.announced": "announced_at destroys_at",
    "erasure.overdue": "overdue_at",
    "erasure.undone": "undone_at",
    "exchange.overdue": "late",
    "inspection.overdue": "overdue_at",
    "redress.overdue": "overdue",
    "report.overdue": "overdue_at",
    "report.overdue-passed-on": "passed_on_at",
    "report.reminded": "reminded_at",
}
"""The events, and the only fields of a state that each changes."""
READ_BY = {"report.counted": ("counting", {"submitReport"}, {"counted", "CountReport"})}
"""Notes that some acts of persons do read: the field of each, these acts, and the rules in its room that read it."""
FIELDS = {name for names in BOOKKEEPING.values() for name in names.split()}
REGISTERS_OWN = {
    *(
        "DirectiveOverdue",
        "NoteDirectiveOverdue",
        "NoteInspectionOverdue",
        "NoteDataRequestOverdue",
        "NoteDataRequestUndone",
        "NoteReviewDue",
        "NoteRequestOverdue",
    ),
    *("RedressOverdue", "NoteRedressOverdue", "NoteAnswerOverdue", "AgencyNotified"),
    *("ReportReminded", "RemindReport", "NoteReportOverdue", "PassOnOverdueReport", "NoteSubmissions"),
}
"""The events themselves and the commands that lead to them, which the register gives: these look at the fields."""
ON_ITS_VERSION = {"announceErasure"}
"""Commands that a newer version refuses: the eraser announces what it judged, and nothing else."""
SHOWN_ONLY = {"domain/notification", "domain/report/counted.py"}
"""What tells and counts, and decides nothing; with each room's duties."""
OTHERS = {
    ("domain/case/closing.py", "CaseReopened"),
    ("domain/report/reports.py", "FreezeReport"),
    ("domain/report/reports.py", "ReportSubmitted"),
    ("domain/report/reports.py", "submissions_left"),
}


def test_these_events_are_bookkeeping_and_no_others() -> None:
    assert {name for name, event in EVENTS.items() if event.BOOKKEEPING} == set(BOOKKEEPING)
    assert {name: event.READ_BY for name, event in EVENTS.items() if event.READ_BY} == {
        name: acts for name, (_, acts, _) in READ_BY.items()
    }


def test_only_the_register_itself_causes_them() -> None:
    """And no command leads to one of them among others, so that no act of a person hides behind it."""
    wrong = []
    for action in ACTIONS:
        said = getattr(action.command, "WRITES", None) or get_type_hints(vars(action.command)["decide"])["return"]
        events = {event for event in (said, *get_args(said)) if isinstance(event, type)}
        if any(getattr(event, "READ_BY", None) is not None for event in events):
            only = len(events) == 1 and action.by == {ActorKind.SYSTEM}
            only = only and action.additive is (action.name not in ON_ITS_VERSION)
            wrong += [] if only else [action.name]
    assert wrong == []


def differing(before: Any, after: Any) -> Iterator[str]:
    """The names of the fields in which two states differ, at any depth."""
    if is_dataclass(before) and type(before) is type(after):
        for field in fields(before):
            one, other = getattr(before, field.name), getattr(after, field.name)
            if one == other:
                continue
            inner = [*differing(one, other)]
            yield from inner or [field.name]
    elif isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
        for one, other in zip(before, after, strict=True):
            yield from differing(one, other)


def noted() -> Iterator[tuple[str, Any, Any]]:
    """Each time one of them happened in the golden bytes: its type, the state before and the state after."""
    for stream, (lines, _) in OLD.items():
        events = [from_bytes(EVENTS[type], data.encode()) for type, data in lines]
        for number, event in enumerate(events[1:], 1):
            if event.READ_BY is not None:
                yield event.TYPE, fold(stream, events[:number]), fold(stream, events[: number + 1])


def test_each_changes_its_own_fields_alone() -> None:
    found: dict[str, set[str]] = {}
    for type, before, after in noted():
        if type in BOOKKEEPING:
            found.setdefault(type, set()).update(differing(before, after))
        else:
            name = READ_BY[type][0]
            assert replace(before, **{name: getattr(after, name)}) == after
            found[type] = {name}
    assert found == {type: set(names.split()) for type, names in BOOKKEEPING.items()} | {
        type: {name} for type, (name, _, _) in READ_BY.items()
    }


def test_what_may_be_done_is_the_same_before_and_after() -> None:
    actors = [person(agency, post) for agency in (LEAD, HEALTH, "agency-ppc") for post in Post]
    wrong, asked = [], 0
    for type, before, after in noted():
        kind = kind_of(before.id)
        assert kind is not None
        readers = EVENTS[type].READ_BY or ()
        for actor in actors:
            one, other = (
                [row for row in allowed_actions(state, Kind(kind), facts(actor)) if row.action not in readers]
                for state in (before, after)
            )
            asked += len(one)
            wrong += [] if one == other else [(type, actor.subject)]
    assert wrong == []
    assert asked > 100


def reads(path: Path, names: Set[str] = FIELDS) -> Iterator[tuple[str, str]]:
    """Where a module reads one of the fields: the class or function at its top, and the field."""
    for top in ast.parse(path.read_text(encoding="utf-8")).body:
        for node in ast.walk(top):
            if isinstance(node, ast.Attribute) and node.attr in names:
                yield getattr(top, "name", ""), node.attr


def test_no_rule_but_the_registers_own_looks_at_these_fields() -> None:
    """In no file of the domain; a rule that comes to look at one takes the event off the list, or the field."""
    root = Path(book.__file__).parents[1]
    found = set()
    for path in sorted((root / "domain").rglob("*.py")):
        place = path.relative_to(root).as_posix()
        if place.endswith("/duties.py") or any(place.startswith(shown) for shown in SHOWN_ONLY):
            continue
        found |= {(place, name) for name, _ in reads(path) if name not in REGISTERS_OWN}
    assert found == OTHERS, "fields of another meaning, and of the same name"


def test_only_the_named_rules_look_at_what_some_acts_read() -> None:
    room = Path(book.__file__).parent / "report"
    for name, _, rules in READ_BY.values():
        assert {where for path in room.glob("*.py") for where, _ in reads(path, {name})} == rules
