"""With packages that plans were not proven with, none is compiled, and the log and the doctor say so."""

import logging

import pytest

from api.graphql.engine import Engine
from resolvers import plan_versions
from scripts.cli.doctoring import work
from scripts.cli.doctoring.finding import Level
from tests.support.house import ROOT
from tests.support.inside import SCHEMA


def test_with_the_locked_packages_plans_are_compiled(caplog: pytest.LogCaptureFixture) -> None:
    assert plan_versions.unproven() == ""
    assert Engine(SCHEMA, introspection=False).plans is not None
    assert caplog.records == []
    assert list(work.packages()) == []


@pytest.mark.parametrize("package", plan_versions.PROVEN)
def test_with_another_version_none_is_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, package: str
) -> None:
    monkeypatch.setattr(plan_versions, "PROVEN", dict(plan_versions.PROVEN) | {package: "0.0.1"})
    with caplog.at_level(logging.WARNING, logger="casebook.graphql"):
        assert Engine(SCHEMA, introspection=False).plans is None
    [record] = caplog.records
    assert f"{package} " in record.getMessage()
    [finding] = work.packages()
    assert (finding.code, finding.level) == ("plans-off", Level.NOTE)
    assert "for 0.0.1" in finding.what


@pytest.mark.parametrize("lock", ["runtime", "tracing", "dev"])
def test_the_proven_versions_are_those_of_the_locks(lock: str) -> None:
    pinned = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8").splitlines()
    for name, proven in plan_versions.PROVEN.items():
        assert f"{name}=={proven} \\" in pinned, "run tests/api/test_plans.py with the new version, then change PROVEN"
