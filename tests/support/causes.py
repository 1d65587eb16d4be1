"""Causes of failed tests in a run: a shared fixture that failed is one cause."""

from typing import Any

import pytest

KEY = "casebook/causes"
"""Key in pytest's cache: the first test of each cause, and the number that failed by it (scripts/test --again)."""


class Causes:
    """Collects the causes of a whole run, in the process that started it."""

    def __init__(self) -> None:
        self._tests: dict[str, list[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._tests.setdefault(cause(report), []).append(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if cache := getattr(session.config, "cache", None):
            cache.set(KEY, {tests[0]: len(tests) for tests in self._tests.values()})

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print the causes last, where a truncated log still shows them."""
        if self._tests:
            terminalreporter.section(f"causes: {len(self._tests)}", red=True)
            for tests in self._tests.values():
                terminalreporter.line(f"{tests[0]}: {len(tests)} failed")


def cause(report: pytest.TestReport) -> str:
    """Return the identity of a cause: for a fixture its error and place, for a test the test."""
    crash = getattr(report.longrepr, "reprcrash", None)
    if report.when != "setup" or crash is None:
        return report.nodeid
    return f"{crash.path}:{crash.lineno}: {crash.message}"
