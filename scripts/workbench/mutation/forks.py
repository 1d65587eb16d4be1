"""Mutation tests without starting anew: one process collects the tests, and tries each change in a fork of itself.

Only changes inside functions can be tried so, for which the code of a function is exchanged wherever the function is
held, and lost checks of rows (`scripts/workbench/mutation/lost_checks.py`). What a test module made while it was
loaded was made by the code as it is, so that a survivor has to be tried again from the start. Nothing on the disk
changes."""

import gc
import inspect
import os
import signal
from collections.abc import Callable, Sequence
from itertools import zip_longest
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NoReturn

import pytest

from scripts.workbench.mutation.mutators import restored

Key = tuple[str, int]
"""The qualified name of a piece of code, and which of that name it is: lambdas share theirs."""
Swap = tuple[CodeType, CodeType]
Stages = Sequence[Sequence[str]]


def codes(source: str, path: Path) -> dict[Key, CodeType]:
    """Every piece of code of a module."""
    found: dict[Key, CodeType] = {}

    def enter(code: CodeType) -> None:
        nth = sum(name == code.co_qualname for name, _ in found)
        found[code.co_qualname, nth] = code
        for inner in code.co_consts:
            if isinstance(inner, CodeType):
                enter(inner)

    enter(compile(source, str(path), "exec", dont_inherit=True))
    return found


def swaps(source: str, changed: str, path: Path) -> list[Swap] | None:
    """The code of each function that a change concerns, before and after; None for a change that is in no function."""
    loaded, before, after = codes(source, path), codes(restored(source), path), codes(changed, path)
    if any(_own(code) != _own(after[key]) for key, code in before.items() if not _in_function(code) and key in after):
        return None
    concerned = [key for key, code in before.items() if _in_function(code) and after.get(key, code) != code]
    return [(loaded[key], after[key]) for key in concerned]


def _in_function(code: CodeType) -> bool:
    return bool(code.co_flags & inspect.CO_OPTIMIZED)


def _own(code: CodeType) -> object:
    return code.co_code, code.co_names, [const for const in code.co_consts if not isinstance(const, CodeType)]


WAITING = 10
"""How many times as long a test may wait as it may compute."""
Place = tuple[str, str, int]
Living = dict[Place, list[FunctionType]]


def living(root: Path) -> Living:
    """All functions whose code is below a folder, by the place of their code."""
    gc.unfreeze()  # what is frozen is not found among the objects
    found: Living = {}
    for function in gc.get_objects():
        if type(function) is FunctionType and function.__code__.co_filename.startswith(f"{root}/"):
            found.setdefault(_place(function.__code__), []).append(function)
    gc.freeze()
    return found


Change = Callable[[Living], None]
"""What is done in a fork, given all functions of ours."""


def exchange(wanted: Sequence[Swap], functions: Living) -> None:
    """Exchange the code of all functions that have it. Raises ValueError when other variables are closed over."""
    for old, code in wanted:
        for function in functions.get(_place(old), []):
            function.__code__ = code


def _place(code: CodeType) -> Place:
    return code.co_filename, code.co_qualname, code.co_firstlineno


class Forks:
    """A plugin of pytest: instead of running the collected tests once, it runs them in a fork for each change."""

    def __init__(self, root: Path, seconds: int, trials: Callable[["Forks"], None]) -> None:
        self._root, self._seconds, self._trials = root, seconds, trials
        self._session: pytest.Session
        self._living: Living
        self._passing = set[str]()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try all changes, and run no test here."""
        session.config.pluginmanager.unregister(name="terminalreporter")
        self._session, self._living = session, living(self._root)
        self._trials(self)
        return True

    def noticed_by(self, stages: Stages, change: Change) -> str | None:
        """The first test that fails after a change, the nearest first; empty when all pass, None for no answer."""
        reading, writing = os.pipe()
        if not (child := os.fork()):
            self._tell(writing, stages, change)
        os.close(writing)
        with os.fdopen(reading) as told:
            said = told.read()
        return said if os.waitpid(child, 0)[1] == 0 else None

    def fails_anyway(self, test: str) -> bool:
        """Whether a test fails on the code as it is."""
        if test not in self._passing and self.noticed_by([[test]], lambda _: None) != "":
            return True
        self._passing.add(test)
        return False

    def _tell(self, writing: int, stages: Stages, change: Change) -> NoReturn:
        """In a fork, which ends here."""
        try:
            _silence()
            signal.signal(signal.SIGPROF, _too_long)
            signal.signal(signal.SIGALRM, _too_long)
            signal.setitimer(signal.ITIMER_PROF, self._seconds)  # a busy machine is no failure
            signal.alarm(self._seconds * WAITING)
            change(self._living)
            os.write(writing, _first_failure(self._session, self._ordered(stages)).encode())
            os._exit(0)
        finally:
            os._exit(1)

    def _ordered(self, stages: Stages) -> list[pytest.Item]:
        paths = {item.path for item in self._session.items}
        turns = {path: turn for path in paths if (turn := self._turn(path, stages)) is not None}
        named = {test for stage in stages for test in stage}
        chosen = [item for item in self._session.items if item.path in turns or item.nodeid in named]
        # What takes long was put first, for a whole run. Here it comes last: most changes are noticed before.
        places = {path: place for place, path in enumerate(dict.fromkeys(item.path for item in chosen))}
        return sorted(chosen, key=lambda item: (turns.get(item.path, 0), -places[item.path]))

    def _turn(self, path: Path, stages: Stages) -> int | None:
        near = (any(path.is_relative_to(self._root / place) for place in stage) for stage in stages)
        return next((number for number, found in enumerate(near) if found), None)


def _silence() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)


def _too_long(signal: int, frame: object) -> None:
    raise TimeoutError


def _first_failure(session: pytest.Session, items: Sequence[pytest.Item]) -> str:
    try:
        for item, following in zip_longest(items, items[1:]):
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                return item.nodeid
        return ""
    finally:
        runner: Any = session.config.pluginmanager.get_plugin("runner")
        runner.pytest_sessionfinish(session)
