"""Run our verifiers of record packs as a stranger would, without our packages, and `casebook verify` with them."""

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cryptography

from store.pack.program import NAME
from store.pack.program import verifier as packed_verifier
from tests.support.forked import forked_python
from tests.support.patience import PATIENCE
from tests.support.site import Site

REPOSITORY = Path(__file__).parents[2]
FOLDER = REPOSITORY / "clients" / "verify"
SCRIPT, TABLES = (FOLDER / f"casebook_{name}.js" for name in ("verify", "tables"))
NODE = shutil.which("node")
GO = shutil.which("go") or shutil.which("go", path="/usr/lib/go/bin:/usr/local/go/bin")
OFFLINE = {"GOTOOLCHAIN": "local", "GOPROXY": "off", "GOFLAGS": "-mod=readonly", "CGO_ENABLED": "0"}
SECONDS = 300

sys.path.append(str(FOLDER))
verifier: Any = SimpleNamespace()
"""Names of all parts of the verifier in Python."""
for _part in ("lines", "content", "rights", "pack", "check", "words"):
    vars(verifier).update(vars(import_module(f"casebook_pack.{_part}")))

RUN = """
const fs = require("fs"), vm = require("vm");
for (const file of process.argv.slice(1)) vm.runInThisContext(fs.readFileSync(file, "utf8"));
(async () => {
  const [known, ...packs] = fs.readFileSync(0, "utf8").split("\\n").filter(Boolean);
  const bytes = (text) => new Uint8Array(Buffer.from(text, "base64")), pins = JSON.parse(known);
  pins.shared = pins.shared.map(bytes);
  for (const pack of packs) console.log(JSON.stringify(await casebookVerify(bytes(JSON.parse(pack)), pins)));
})();
"""

Pins = Mapping[str, Any]


def checked(pack: bytes, pins: Pins) -> dict[str, Any]:
    known = [pins.get("key"), pins.get("promiseKey"), pins.get("witnesses", ()), pins.get("quorum", 0)]
    asked = pins.get("needs", verifier.NEEDS), pins.get("stream"), pins.get("atLeast", 0), pins.get("shared", ())
    check = verifier.Check(pack, *known, pins.get("kept", ()), pins.get("authors"), pins.get("files", ()), *asked)
    report: dict[str, Any] = check.report()
    return report


def checked_by_script(packs: Sequence[bytes], pins: Pins) -> list[dict[str, Any]]:
    """Return the reports of the verifier in JavaScript, run in Node."""
    shared = [base64.b64encode(part).decode() for part in pins.get("shared", ())]
    rows = [json.dumps({**pins, "shared": shared}), *(json.dumps(base64.b64encode(pack).decode()) for pack in packs)]
    command = [NODE or "node", "-e", RUN, str(TABLES), str(SCRIPT)]
    done = subprocess.run(command, input="\n".join(rows), capture_output=True, text=True, timeout=SECONDS, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def both(pack: bytes, pins: Pins) -> dict[str, Any]:
    """Return the report by Python, after checking that the script gives the same."""
    report = checked(pack, pins)
    if NODE:
        assert checked_by_script([pack], pins) == [report]
    return report


def built_go(folder: Path) -> Path:
    """Build the verifier in Go (`tests/docs/go`) in a folder."""
    made = folder / "packs"
    command, source = [str(GO), "build", "-o", str(made), "."], REPOSITORY / "tests" / "docs" / "go"
    subprocess.run(command, cwd=source, env={**os.environ, **OFFLINE}, timeout=SECONDS, check=True)
    return made


def checked_by_go(program: Path, packs: Sequence[bytes], pins: Pins) -> list[dict[str, Any]]:
    shared = [f"{number}.part" for number in range(len(pins.get("shared", ())))]
    for name, part in zip(shared, pins.get("shared", ()), strict=True):
        (program.parent / name).write_bytes(part)
    (program.parent / "pins").write_text(json.dumps({**pins, "shared": shared}))
    names = [f"{number}.jsonl" for number in range(len(packs))]
    for name, data in zip(names, packs, strict=True):
        (program.parent / name).write_bytes(data)
    command = [str(program), "pins", str(REPOSITORY / "docs" / "record-folds.md"), str(TABLES), *names]
    done = subprocess.run(command, cwd=program.parent, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.stderr == ""
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == reports[-1]["exit"]
    return reports


def _netless() -> list[str]:
    """Return the command prefix that runs a program without any network; empty if this is not permitted."""
    command = [shutil.which("unshare") or "unshare", "--map-root-user", "--net"]
    try:
        done = subprocess.run([*command, "true"], capture_output=True, timeout=PATIENCE, check=False)
    except OSError:
        return []
    return [] if done.returncode else command


NETLESS = _netless()


def run_alone(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program in an empty folder, with only the standard library and `cryptography`, and if possible without
    network."""
    for name in ("cryptography", "cffi", "_cffi_backend*"):
        for found in _packages().glob(name):
            target = folder / "packages" / found.name
            target.parent.mkdir(exist_ok=True)
            if not target.exists():
                target.symlink_to(found)
    (folder / NAME).write_bytes(packed_verifier())
    start = f"import runpy, sys; sys.path.append({str(folder / 'packages')!r}); sys.argv.pop(0)\n"
    start += "runpy.run_path(sys.argv[0], run_name='__main__')"
    command = [*NETLESS, sys.executable, "-I", "-S", "-c", start, str(folder / NAME), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False, cwd=folder, env={})


def _packages() -> Path:
    return Path(cryptography.__file__).parents[1]


def verify(site: Site) -> tuple[int, str]:
    """Run `casebook verify` with the log's key, as an auditor does. Return the exit code and the output."""
    env = {**os.environ, **site.env, "PYTHONPATH": str(REPOSITORY)}
    key = (site.folder / "sealer" / "vkey").read_text().strip()
    command = [str(forked_python()), "-m", "scripts.cli", "verify", "--key", key]
    done = subprocess.run(command, env=env, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr
