"""Activities: who records which, what each may not hold, who answers, spends and withdraws (Đ5, Đ7, Đ8.2)."""

import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any, get_args, get_type_hints

from domain.activity.state.activity import SIGNED, Activity, ActivityType, BreachKind, Merit
from domain.book import public_actions
from domain.kernel.fields import fields_of
from domain.kernel.vocabulary import AgencyKind, Kind
from tests.support.activities import (
    DISTRICT,
    JOURNALISTS,
    PPC,
    SIGNATORY,
    TABLE,
)
from tests.support.facts import HEALTH, LAND, POLICE
from tests.support.world import LEAD


class TestRecording:
    def test_types_that_a_head_signs_are_recorded_by_signatories_only(self) -> None:
        assert {row.type for row in TABLE if row.posts == SIGNATORY} == SIGNED
        assert {row.type for row in TABLE} == set(ActivityType)


def dataclasses_in(hint: Any) -> Iterator[Any]:
    """The records a type names, also inside tuples and options."""
    if is_dataclass(hint):
        yield hint
    for part in get_args(hint):
        yield from dataclasses_in(part)


class TestWhatIsNotThere:
    """X2, X3, Đ7.1: counts and references, nobody's name, and nothing earned by removals."""

    def names(self, kind: Any = Activity) -> set[str]:
        found: set[str] = set()
        for name, hint in get_type_hints(kind).items():
            found.add(name)
            for part in dataclasses_in(hint):
                found |= self.names(part)
        return found

    def test_the_walk_sees_the_records(self) -> None:
        assert {"headcount", "co_organiser", "merit", "measure", "spent"} <= self.names()

    def test_no_list_of_who_took_part_and_no_name(self) -> None:
        commands = {field.name for action in public_actions(Kind.ACTIVITY) for field in fields_of(action.command)}
        wrong = r"attend|participant|name|person|author|account|url|post(?!s)|case|claim"
        assert [item for item in self.names() | commands if re.search(wrong, item)] == []

    def test_no_merit_is_counted_in_removals(self) -> None:
        wrong = r"REMOV|TAKE_?DOWN|DELET|BLOCK|NUMBER|COUNT|REPORTS|VOLUME|OTHER"
        assert [item for item in Merit if re.search(wrong, item.value)] == []

    def test_no_breach_is_about_speech(self) -> None:
        assert [kind for kind in BreachKind if re.search(r"POST|SPEECH|CONTENT|CITIZEN|OPINION", kind.value)] == []


class TestReaders:
    def test_by_type(self) -> None:
        found = {row.type: row.state().readers for row in TABLE}
        assert found == {
            ActivityType.TRAINING: (HEALTH, DISTRICT),
            ActivityType.AWARENESS: (JOURNALISTS,),
            ActivityType.DISCIPLINE: (HEALTH,),
            ActivityType.COMMENDATION: (HEALTH,),
            ActivityType.BREACH: (PPC, LAND),
            ActivityType.BUDGET: (HEALTH,),
            ActivityType.TASK_FORCE: (PPC, LEAD, HEALTH, POLICE),
            ActivityType.GUIDANCE: (LEAD,),
        }

    def test_guidance_by_kind(self) -> None:
        assert {row.type: row.state().reader_kinds for row in TABLE if row.state().reader_kinds} == {
            ActivityType.GUIDANCE: (AgencyKind.DEPARTMENT, AgencyKind.COMMUNE)
        }
