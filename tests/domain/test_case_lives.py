"""The whole life of a case: anybody tries anything, and what must always hold of a case and its record does."""

import pytest

from domain.case.state.case import CaseState
from tests.domain.case_lives import a_whole_life
from tests.domain.life.acts import BEGINNINGS, OF_PERSONS
from tests.domain.life.chance import walk
from tests.domain.life.people import COMMANDS
from tests.support.chance import examples
from tests.support.told import nothing_missing

LIVES, STEPS = 30, 200


@pytest.mark.parametrize("seed", range(examples(LIVES)))
def test_a_long_life(seed: int) -> None:
    life = walk(seed, STEPS)
    assert len(life.written) >= len(life.done) > 1


def test_every_state_is_reached_and_every_action_taken() -> None:
    seen, done = a_whole_life()
    assert set(seen) == set(CaseState)
    elsewhere = {
        *BEGINNINGS - {"reportCase"},
        "passLead",
        "passCheck",
        "carryVerification",
        "explainDelay",
        *OF_PERSONS,
    }
    nothing_missing(
        f'No life takes {name}. Add act("{name}") to a_whole_life in tests/domain/case_lives.py.'
        for name in sorted(set(COMMANDS) - set(done) - elsewhere)
    )
    assert set(COMMANDS) - set(done) == elsewhere, (
        "other beginnings, another lead or officer, a linked case, a late report, hearing the public"
    )
