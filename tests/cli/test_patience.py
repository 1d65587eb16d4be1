"""Repeating a command until its fate is known."""

import pytest

from domain.kernel.refusals import NotFound, Problem, Refused, Unsettled
from scripts.cli.seed import ids
from scripts.cli.seed.ids import patiently


class Command:
    """Is refused for each problem in turn, then carried out."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = list(problems)

    async def __call__(self) -> str:
        if self.problems:
            raise Refused(self.problems.pop(0))
        return "done"


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "PAUSE_SECONDS", 0.001)


async def test_repeats_while_nobody_knows() -> None:
    assert await patiently(Command(Unsettled(), Unsettled())) == "done"


async def test_other_refusals_stand() -> None:
    command = Command(NotFound(), Unsettled())
    with pytest.raises(Refused, match="not-found"):
        await patiently(command)
    assert len(command.problems) == 1


async def test_ends_when_the_time_is_over() -> None:
    with pytest.raises(Refused, match="unsettled"):
        await patiently(Command(*(Unsettled() for _ in range(1_000))), within=0.02)
