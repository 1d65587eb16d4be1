"""The example clients, run as their readers would run them, against the live server."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import dropwhile
from pathlib import Path

import pytest

from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post
from tests.support.house import ROOT
from tests.support.installation import Api, running_api
from tests.support.newsroom import WORDS, Newsroom
from tests.support.node import built
from tests.support.play import Play
from tests.support.site import Site, sealed_site
from tests.support.template import Template
from tests.support.tokens import Issuer
from tests.support.world import caller

EXAMPLES, CLIENTS = ROOT / "docs" / "examples", ROOT / "clients"
MANIFEST = CLIENTS / "operations" / "manifest.json"
RUN_SECONDS = 120


def settings(api: Api, issuer: Issuer) -> dict[str, str]:
    """What a client needs to know."""
    return {
        **os.environ,
        "PYTHONPATH": str(CLIENTS / "python"),
        "CASEBOOK_ADDRESS": api.url,
        "CASEBOOK_TOKEN": issuer.token(caller("agency-district", without=[Scope.QUERY_ADHOC])),
        "CASEBOOK_LEAD_TOKEN": issuer.token(caller("agency-lead", Post.HANDLER, without=[Scope.QUERY_ADHOC])),
        "CASEBOOK_CHECKER_TOKEN": issuer.token(caller("agency-health", Post.HANDLER, without=[Scope.QUERY_ADHOC])),
        "CASEBOOK_ASSIGNED": "agency-health",
    }


def said(command: list[str], env: dict[str, str], cwd: Path, seconds: float = RUN_SECONDS) -> list[str]:
    """The lines that a command prints. Raises AssertionError with its words when it fails."""
    done = subprocess.run(command, env=env, cwd=cwd, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def holds(lines: list[str]) -> None:
    """That a client was refused, corrected itself, was answered again, found a duty, met a conflict, sent a file and
    got it back, found its case in a list, followed it over a lost connection, and read a notice."""
    lines = [line.replace("True", "true") for line in lines]
    assert lines[0].startswith("refused CHANNEL_NOTE_NEEDED Lời người phản ánh: Kênh")
    assert lines[1].startswith("reported CB-")
    assert lines[1].endswith("replayed true true")
    assert lines[2].startswith("waits SCREEN CB-")
    # One conflict is made on purpose; the register's own events can bring more.
    after = list(dropwhile(lambda line: line.startswith("conflict "), lines[3:]))
    assert len(after) < len(lines[3:])
    assert after[:4] == ["screened SCREENED", "evidence true", "listed 1", "followed 1 2"]
    assert after[4].endswith(f"ISSUED {WORDS['title']}")


@pytest.fixture(scope="module")
def site(provisioned: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site whose sealer runs, and whose office issued a notice."""
    folder = tmp_path_factory.mktemp("examples")
    with sealed_site(folder, provisioned) as made:
        play = Play.with_decision(made.api, made.issuer)
        newsroom = Newsroom(made.api, made.issuer, play.case)
        newsroom.name_spokesperson()
        newsroom.issued()
        yield made


@pytest.fixture(scope="module")
def strict(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """An API that admits the documents of the examples, and for those without `query:adhoc` no other."""
    only = {"CASEBOOK_DOCUMENTS_FILE": str(MANIFEST), "CASEBOOK_DOCUMENTS_ONLY": "on"}
    with running_api(site.env | only, tmp_path_factory.mktemp("strict") / "api.log") as running:
        yield running


def test_the_python_client(site: Site, strict: Api) -> None:
    for item in (site.api, strict):
        holds(said([sys.executable, "client.py"], settings(item, site.issuer), EXAMPLES / "python"))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not here")
def test_the_typescript_client_is_generated_compiled_and_run(site: Site, strict: Api) -> None:
    folder = built("clients/typescript", "docs/examples/typescript")
    for item in (site.api, strict):
        holds(said(["node", "built/client.js"], settings(item, site.issuer), folder))


@pytest.mark.parametrize("lock", ["clients/typescript", "docs/examples/typescript"])
def test_locks_name_no_host(lock: str) -> None:
    text = (ROOT / lock / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved": "http' not in text
    assert '"integrity": "sha512-' in text
