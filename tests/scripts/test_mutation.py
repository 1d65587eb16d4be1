import json
import time
from pathlib import Path

import pytest

from scripts.mutation import SURVIVED, Trial, modules, noticing, read, report, run
from scripts.mutators import mutations

GUARD = """
class Rule(Base, scope=READ, states=OPEN):
    may = staticmethod(led)

    def decide(self, case, facts: "a or b" = None):
        refuse(case)
        if case.old and not case.closed:
            raise Refused(case)
        return [each for each in case.rows[-1:] if each.at <= facts.now]
"""


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
            "2 module without scope: class Rule(Base, scope=READ, states=OPEN):",
            "2 module without states: class Rule(Base, scope=READ, states=OPEN):",
            "3 Rule gone: may = staticmethod(led)",
            "6 Rule.decide gone: refuse(case)",
            "7 Rule.decide without case.old: case.old and (not case.closed)",
            "7 Rule.decide without not case.closed: case.old and (not case.closed)",
            "7 Rule.decide and for or: case.old and (not case.closed)",
            "7 Rule.decide without not: not case.closed",
            "8 Rule.decide gone: raise Refused(case)",
            "9 Rule.decide answers None: return [each for each in case.rows[-1:] if each.at <= facts.now]",
            "9 Rule.decide without its condition: for each in case.rows[-1:] if each.at <= facts.now",
            "9 Rule.decide of the first only: for each in case.rows[-1:] if each.at <= facts.now",
            "9 Rule.decide one more: 1",
            "9 Rule.decide compared otherwise: each.at <= facts.now",
        ]

    def test_leave_the_source_as_it_was(self) -> None:
        first, again = (list(mutations(GUARD)) for _ in range(2))
        assert first == again
        assert len({mutation.source for mutation in first}) == len(first)


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    """A project of one module, whose test notices some changes of it."""
    (tmp_path / "toy.py").write_text("def both(a, b):\n    return a and b\n")
    (tmp_path / "test_toy.py").write_text("from toy import both\n\ndef test_both():\n    assert not both(1, 0)\n")
    return Trial(tmp_path, ["test_toy.py"])


def test_a_session_tells_what_survives_and_goes_on(
    trial: Trial, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, session = (tmp_path / "toy.py").read_text(), tmp_path / "session.jsonl"
    planned = [(Path("toy.py"), mutation) for mutation in mutations(source)]
    assert trial.begin([Path("toy.py")])
    run(trial, planned, session, until=time.monotonic() - 1)
    assert read(session) == []
    run(trial, planned[:2], session, until=time.monotonic() + 60)
    run(trial, planned, session, until=time.monotonic() + 60)
    results = read(session)
    assert [result["number"] for result in results] == [mutation.number for _, mutation in planned]
    alive = {result["what"].partition(":")[0] for result in results if result["outcome"] == SURVIVED}
    assert alive == {"answers None", "without a"}
    assert (tmp_path / "toy.py").read_text() == source
    report(planned, results)
    assert "toy.py                                       4     4        2    50.0%" in capsys.readouterr().out
    assert json.loads(session.read_text().splitlines()[0])["module"] == "toy.py"


def test_what_may_notice_is_the_own_file_then_the_mirrored_folder_then_the_layer() -> None:
    guards, action = Path("domain/case/guards.py"), Path("domain/rules/action.py")
    assert modules(["domain/case/guards.py", "domain/rules"])[:2] == [guards, action]
    assert noticing(guards) == [["tests/domain/case/test_guards.py"], ["tests/domain/case"], ["tests/domain"]]
    assert noticing(action) == [["tests/domain/rules"], ["tests/domain"]]
