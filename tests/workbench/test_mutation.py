import time
from pathlib import Path

import pytest

from scripts.workbench.mutation.__main__ import Trial, modules, noticing, plan, report, run, sample
from scripts.workbench.mutation.mutators import mutations

GUARD = """
class Rule(Base, scope=READ, states=OPEN, requires=(member, not_concerned)):
    def decide(self, case, facts: "a or b" = None):
        refuse(case)
        if case.old and not case.closed:
            raise Refused(case)
        return [each for each in case.rows[-1:] if each.at <= facts.now]
"""
ROW = "class Rule(Base, scope=READ, states=OPEN, requires=(member, not_concerned)):"


def changed(source: str) -> dict[str, str]:
    """What is done to a source of one statement, and what it is then."""
    return {mutation.what.partition(":")[0]: mutation.source for mutation in mutations(source)}


class TestMutations:
    @pytest.mark.parametrize(
        ("source", "changes"),
        [
            ("f(x)", {"gone": "pass"}),
            ("x = a or b", {"without a": "x = b", "without b": "x = a", "and for or": "x = a and b"}),
            ("x = a is b", {"compared otherwise": "x = a is not b"}),
            ("x = rows[-1]", {"the first for the last": "x = rows[0]", "one more": "x = rows[-2]"}),
            ("x = True", {"the other truth": "x = False"}),
            ("x = any(y)", {"all": "x = all(y)"}),
            ("x = a + b", {"minus": "x = a - b"}),
            ("x: int | None", {}),
            ("def f() -> a or b:\n    return None", {}),
            ("if x:\n    pass", {"negated": "if not x:\n    pass"}),
            ("if not x:\n    pass", {"without not": "if x:\n    pass"}),
            ("for x in y:\n    pass", {"of the first only": "for x in list(y)[:1]:\n    pass"}),
        ],
    )
    def test_of_a_statement(self, source: str, changes: dict[str, str]) -> None:
        assert changed(source) == changes

    def test_take_a_guard_away_in_every_way(self) -> None:
        assert [f"{mutation.line} {mutation.where} {mutation.what}" for mutation in mutations(GUARD)] == [
            f"2 module without scope: {ROW}",
            f"2 module without states: {ROW}",
            f"2 module without requires: {ROW}",
            f"2 module without the requirement member: {ROW}",
            f"2 module without the requirement not_concerned: {ROW}",
            "4 Rule.decide gone: refuse(case)",
            "5 Rule.decide without case.old: case.old and (not case.closed)",
            "5 Rule.decide without not case.closed: case.old and (not case.closed)",
            "5 Rule.decide and for or: case.old and (not case.closed)",
            "5 Rule.decide without not: not case.closed",
            "6 Rule.decide gone: raise Refused(case)",
            "7 Rule.decide answers None: return [each for each in case.rows[-1:] if each.at <= facts.now]",
            "7 Rule.decide without its condition: for each in case.rows[-1:] if each.at <= facts.now",
            "7 Rule.decide of the first only: for each in case.rows[-1:] if each.at <= facts.now",
            "7 Rule.decide one more: 1",
            "7 Rule.decide compared otherwise: each.at <= facts.now",
        ]

    def test_leave_the_source_as_it_was(self) -> None:
        first, again = (list(mutations(GUARD)) for _ in range(2))
        assert first == again
        assert len({mutation.source for mutation in first}) == len(first)


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    """A project of one module, whose test notices some changes of it."""
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "both.py").write_text("def both(a, b):\n    return a and b\n")
    (tmp_path / "test_both.py").write_text("from toy.both import both\n\ndef test_both():\n    assert not both(1, 0)\n")
    return Trial(tmp_path, ["test_both.py"], quick=True)


def test_a_run_tells_what_survives(trial: Trial, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = (tmp_path / "toy" / "both.py").read_text()
    planned = [(Path("toy/both.py"), mutation) for mutation in mutations(source)]
    assert run(trial, planned, until=time.monotonic() - 1) == []
    found = run(trial, planned, until=time.monotonic() + 60)
    assert [mutation.number for _, mutation, _ in found] == [mutation.number for _, mutation in planned]
    alive = {mutation.what.partition(":")[0] for _, mutation, by in found if not by}
    assert alive == {"answers None", "without a"}
    assert (tmp_path / "toy" / "both.py").read_text() == source
    report(planned, found)
    told = capsys.readouterr().out
    assert "toy/both.py:2 both: without a: a and b" in told
    assert "toy/both.py                                  4     4        2    50.0%" in told


def test_what_may_notice_is_the_own_file_then_those_that_name_it_then_the_folder() -> None:
    guards, act = Path("domain/case/guards.py"), Path("domain/rules/facts.py")
    assert modules(["domain/case/guards.py", "domain/rules"])[:2] == [guards, act]
    own, naming, folder = noticing(guards)
    assert (own, folder) == (["tests/domain/case/test_guards.py"], ["tests/domain/case"])
    assert "tests/domain/test_requirements.py" in naming
    assert "tests/domain/case/test_dates.py" not in naming
    assert noticing(act)[-1] == ["tests/domain/rules"]


def test_changes_of_all_arguments_come_in_one_order() -> None:
    first, again = (plan(["domain/rules/guards.py", "domain/case/guards.py"]) for _ in range(2))
    assert first == again
    assert {str(module) for module, _ in first[:12]} == {"domain/rules/guards.py", "domain/case/guards.py"}


def test_a_sample_is_even_and_the_same_for_a_commit() -> None:
    first, again = (sample(["domain/rules/guards.py", "domain/case/guards.py"], 21) for _ in range(2))
    assert first == again
    assert [str(module) for module, _ in first] == ["domain/rules/guards.py", "domain/case/guards.py"] * 10


def test_a_test_that_fails_anyway_notices_nothing(trial: Trial, tmp_path: Path) -> None:
    (tmp_path / "test_both.py").write_text("def test_both():\n    assert False\n")
    planned = [(Path("toy/both.py"), mutation) for mutation in mutations("x = 1\n")]
    with pytest.raises(SystemExit, match="fails on the code as it is"):
        run(trial, planned, until=time.monotonic() + 60)
