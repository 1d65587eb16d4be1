"""What editors and pre-commit read: it parses, needs no network beyond the lock, and agrees with the checks."""

import configparser
import json
import tomllib

import yaml

from scripts.workbench import ROOT


def test_pre_commit_runs_local_hooks_of_the_locked_tools_only() -> None:
    read = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    assert [repo["repo"] for repo in read["repos"]] == ["local"]
    hooks = read["repos"][0]["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    programs = {hook["entry"].split()[0] for hook in hooks}
    assert programs == {".venv/bin/python", "scripts/check", "scripts/generate"}
    assert all((ROOT / program).is_file() for program in programs if program.startswith("scripts/"))


def test_the_container_for_development_has_a_python_that_is_new_enough_and_checks_itself() -> None:
    read = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())
    version = read["image"].partition(":")[2].partition("-")[0]
    assert tuple(map(int, version.split("."))) >= (3, 11)
    assert (ROOT / read["postCreateCommand"]).is_file()


def test_editors_break_lines_where_the_formatter_does() -> None:
    editor = configparser.ConfigParser()
    editor.read_string("[top]\n" + (ROOT / ".editorconfig").read_text())
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]
    assert editor["*"]["max_line_length"] == str(ruff["line-length"])
    assert editor["top"]["root"] == "true"
