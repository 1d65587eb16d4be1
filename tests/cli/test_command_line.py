"""The verbs as a person meets them: settings, exit codes, one line for what is wrong."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from scripts.cli.__main__ import VERBS, main
from scripts.cli.environment import ROOT, load
from store.provisioning.provision import SERVICES
from tests.cli.support import LEAD, Environ, ended, file
from tests.support.template import running_database


def program(*words: str, environ: Environ) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "scripts.cli", *words]
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)


class TestEnvironment:
    def test_the_file_of_a_running_installation_fills_in(self, tmp_path: Path) -> None:
        lines = (
            "CASEBOOK_MODE=development\nCASEBOOK_ISSUER=https://a.example/x=1\nPATH=/tmp\nnonsense\n\nCASEBOOK_A b=1\n"
        )
        file(tmp_path, lines, "env")
        environ = {"CASEBOOK_HOME": str(tmp_path), "CASEBOOK_MODE": "migration", "PATH": "/bin"}
        load(environ)
        assert environ == {
            "CASEBOOK_HOME": str(tmp_path),
            "CASEBOOK_MODE": "migration",
            "CASEBOOK_ISSUER": "https://a.example/x=1",
            "PATH": "/bin",
        }


class TestWrongUse:
    @pytest.mark.parametrize("words", [["seed"], ["tokens"], ["verify"], ["rebuild"], ["import", "a.csv"]])
    def test_a_missing_setting_is_named(
        self, words: list[str], settings: Environ, capsys: pytest.CaptureFixture[str]
    ) -> None:
        del settings["CASEBOOK_MONGO_URI"]
        assert main(words, settings) == 2
        assert capsys.readouterr().err == f"casebook {words[0]}: CASEBOOK_MONGO_URI: is not set\n"

    @pytest.mark.parametrize("verb", VERBS)
    def test_every_verb_explains_itself(self, verb: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert ended([verb, "--help"], {}) == 0
        assert VERBS[verb]["help"].split()[0] in capsys.readouterr().out

    @pytest.mark.parametrize(
        "words", ["keys backup --to", "init --file", f"documents {ROOT}/clients/operations --output"]
    )
    def test_a_place_that_cannot_be_used_is_one_line(
        self, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        place = tmp_path / "nowhere" / "file"
        assert ended([*words.split(), str(place)], {"CASEBOOK_HOME": str(tmp_path)}) == 2
        name = words.split()[0]
        assert capsys.readouterr().err == f"casebook {name}: {place} cannot be used: No such file or directory\n"

    @pytest.mark.slow
    def test_a_database_that_is_away_is_one_line_without_the_password(self, settings: Environ) -> None:
        done = program("verify", environ=settings)
        assert done.returncode == 1
        assert done.stderr.startswith("casebook verify: the database did not answer")
        assert (done.stderr.count("\n"), "hunter2" in done.stderr) == (1, False)


class TestSeed:
    def test_another_province_outside_development(
        self, environ: Environ, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        environ["CASEBOOK_MODE"] = "production"
        words = ["seed", "--file", str(file(tmp_path, LEAD, "other.toml"))]
        assert [main(words, environ), main(words, environ)] == [0, 0]
        law = "law, to be confirmed: 103 rows, {} new\n"
        first, second = (f"registry: 3 rows, {new} new\n" + law.format(rows) for new, rows in ((3, 103), (0, 0)))
        assert capsys.readouterr().out == first + second

    def test_a_wrong_file_is_refused_before_anything_is_written(
        self, environ: Environ, root_uri: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        wrong = file(tmp_path, LEAD.replace("kind", "knd"), "other.toml")
        assert main(["seed", "--file", str(wrong)], environ) == 2
        assert "other.toml: agency-one: unknown key knd" in capsys.readouterr().err
        with MongoClient[dict[str, Any]](root_uri) as client:
            assert client[f"{environ['CASEBOOK_MONGO_PREFIX']}_record"]["revisions"].count_documents({}) == 0


class TestAudit:
    def test_a_damaged_head_is_found_and_made_anew(
        self, environ: Environ, root_uri: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        environ["CASEBOOK_MODE"] = "migration"
        assert main(["seed", "--file", str(file(tmp_path, LEAD, "other.toml"))], environ) == 0
        assert main(["verify"], environ) == 0
        with MongoClient[dict[str, Any]](root_uri) as client:
            heads = client[environ["CASEBOOK_MONGO_PREFIX"]]["agencies"]
            heads.update_one({"_id": "agency-one"}, {"$set": {"kind": "POLICE"}})
        capsys.readouterr()
        assert main(["verify"], environ) == 1
        assert capsys.readouterr().out == (
            "no verifier key: the log is not verified\n"
            "fault: head-differs: agency-one: is not what the record and the vault give\n1 finding\n"
        )
        assert main(["rebuild"], environ) == 0
        assert main(["verify"], environ) == 0
        assert capsys.readouterr().out == "106 heads rebuilt\nno verifier key: the log is not verified\n0 findings\n"


class TestProvision:
    @pytest.fixture
    def passwords(self, tmp_path: Path) -> Path:
        folder = tmp_path / "passwords"
        folder.mkdir()
        for user in SERVICES:
            file(folder, f"word-{user}\n", f"mongo-{user}")
        return folder

    @pytest.mark.parametrize("variable", ["CASEBOOK_ADMIN_URI", "CASEBOOK_MONGO_URI"])
    def test_lays_out_and_may_be_repeated(
        self, variable: str, tmp_path: Path, passwords: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """On a server of its own: users are the server's, and provisioning sets their passwords."""
        with running_database(tmp_path / "data") as own:
            told = {variable: own.uri(), "CASEBOOK_MONGO_PREFIX": "apart", "CASEBOOK_HOME": "/none"}
            words = ["provision", "--passwords", str(passwords)]
            assert [main(words, told), main(words, told)] == [0, 0]
        assert capsys.readouterr().out.startswith("provisioned apart: api, worker")

    @pytest.mark.parametrize("content", [None, "\n", b"\xff"])
    def test_a_password_that_is_none_is_named(
        self, content: str | bytes | None, passwords: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = passwords / "mongo-sealer"
        path.unlink()
        if content is not None:
            file(passwords, content, path.name)
        told = {"CASEBOOK_ADMIN_URI": "mongodb://127.0.0.1:1/", "CASEBOOK_HOME": "/none"}
        assert main(["provision", "--passwords", str(passwords)], told) == 2
        assert f"--passwords: {path} " in capsys.readouterr().err


@pytest.mark.slow
def test_it_runs_as_a_program(tmp_path: Path) -> None:
    done = program("keys", environ={"CASEBOOK_HOME": str(tmp_path / "home")})
    assert (done.returncode, done.stderr) == (0, "")
