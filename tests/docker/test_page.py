"""The page about containers, command by command, with processes for containers (tests/docker/composition.py)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docker.composition import Composition, put_on_path
from tests.support import web
from tests.support.first_day import enrol, token, wait_ready
from tests.support.shell import Shell, blocks

pytestmark = pytest.mark.slow
PAGE = Path(__file__).parents[2] / "docker/README.md"
NAME = "casebook.example.org"


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    (tmp_path / "containers").mkdir()
    made = Shell(tmp_path / "operator", put_on_path(tmp_path / "containers", tmp_path / "operator"))
    try:
        yield made
    finally:
        made.end()


def test_the_page_leads_to_a_signed_in_query_and_a_backup_that_is_good(shell: Shell, tmp_path: Path) -> None:
    set_up, enter, doctor, backup, drill, *_ = blocks(PAGE)
    folder = tmp_path / "operator" / "docker"
    first, second = set_up.splitlines()
    shell.run(first)
    containers = Composition(folder / "compose.yaml", tmp_path / "containers")
    base = f"http://127.0.0.1:{containers.ports['api']}"
    settings = folder / "settings.env"
    settings.write_text(settings.read_text().replace(f"https://{NAME}", base))  # there is no proxy here
    shell.run(second)
    shell.run(enter)
    assert "doctor: 0 faults" in (said := shell.run(doctor)), said
    wait_ready(base)

    sheets = tmp_path / "containers/volumes/backup/codes"
    administrator = token(base, "an.nguyen", enrol(base, "an.nguyen", sheets))
    assert web.ask(base, administrator, "{ me { agency { id } } }") == {"me": {"agency": {"id": "agency-so-kh-cn"}}}
    for process in ("worker", "eraser"):
        assert shell.run(health(containers, process)) == ""

    shell.run(backup)
    said = shell.run(drill)  # the register goes on meanwhile: a sign-in may be entered after the backup
    assert "drill: 0 faults" in said, said


def health(containers: Composition, name: str) -> str:
    _, *words = containers.services[name]["healthcheck"]["test"]
    given = " ".join(f"{key}='{value}'" for key, value in containers.environment(name).items())
    return f"env {given} {' '.join(containers.command(name, words)[1:])}\n"
