"""A few cases of the sample province, one at each of the first stages. All of it is made up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from domain.case import Category, Channel, Medium
from domain.checks import StartChecking
from domain.intake import ReportCase, ScreenCase
from scripts.seed.ids import SEED, Place, derived_id, entered
from scripts.seed.patience import patiently
from scripts.seed.samples import caller, officer
from store.store import Store


@dataclass(frozen=True)
class Step:
    """A command and the sample that gives it; the first step of a case reports it."""

    by: str
    command: Any


def _reported(by: str, claim: str, **changes: Any) -> Step:
    fields: dict[str, Any] = {
        "claim": f"MẪU – {claim}",
        "channel": Channel.E_DOCUMENT,
        "detected_at": datetime(2025, 9, 15, 2, 0, tzinfo=UTC),
        "free_of_secrets": True,
        "medium": Medium.SOCIAL_NETWORK,
    }
    return Step(by, ReportCase(**(fields | changes)))


def _screened(category: Category, agency: str, *areas: str) -> Step:
    return Step("lead-handler", ScreenCase(category=category, assigned=agency, areas=areas))


CASES: Final[Mapping[str, tuple[Step, ...]]] = {
    "well": (
        _reported(
            "commune-handler",
            "Có bài đăng nói nước giếng chung của xã có mùi lạ và không dùng được nữa.",
            url="https://dien-dan.example/bai/1",
            areas=("area-sample-north",),
        ),
    ),
    "clinic": (
        _reported(
            "department-handler",
            "Có bài đăng nói trạm y tế xã sẽ đóng cửa từ tuần tới.",
            url="https://mang-xa-hoi.example/bai/2",
        ),
        _screened(Category.HEALTH, "agency-sample-health"),
    ),
    "vaccine": (
        _reported(
            "department-handler",
            "Có tin nhắn lan truyền nói trẻ em trong xã không được tiêm chủng tháng này.",
            medium=Medium.MESSAGING,
            place="Một nhóm trò chuyện chung của thôn",
        ),
        _screened(Category.HEALTH, "agency-sample-health"),
        Step("department-handler", StartChecking(focal=officer("department-handler"))),
    ),
}


async def enter_cases(store: Store) -> int:
    """Carry out the steps that were not carried out before; how many these were."""
    return sum([await _enter(store, name, steps) for name, steps in CASES.items()])


async def _enter(store: Store, name: str, steps: tuple[Step, ...]) -> int:
    # By name and not by content: the steps of a case belong together, also after its words were improved.
    master = store.connection.master
    ids = [derived_id(SEED, f"case {name} {number}", master) for number in range(len(steps))]
    before = await entered(store.connection, ids)
    place: Place | None = None
    for id, step in zip(ids, steps, strict=True):
        place = before.get(id) or await _taken(store, id, step, place)
    return len(steps) - len(before)


async def _taken(store: Store, id: UUID, step: Step, place: Place | None) -> Place:
    target, version = place or (None, None)
    given: dict[str, Any] = {"command_id": id, "target": target, "expected": version}
    outcome = await patiently(lambda: store.execute(caller(step.by), step.command, **given))
    return Place(outcome.stream, outcome.version)
