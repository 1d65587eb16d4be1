"""The worked example of docs/record.md: anybody can check it, and the code of today still agrees with it."""

import json
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from domain.kernel.calendar import from_iso_millis
from store.keys.master import MasterKey
from store.kinds.entries import HEADS
from store.record.chain import played
from store.record.sealing import open_sealed
from tests.docs.pages import ROOT, block
from tests.support.patience import PATIENCE

PAGE = ROOT / "docs" / "record.md"
TEXT = PAGE.read_text(encoding="utf-8")
MASTER = MasterKey(b"\x07" * 32)
BLOCKS = [f"{part}-{n}" for part in ("envelope", "salt", "body", "state", "leaf") for n in (1, 2)]


def program() -> str:
    found = re.search(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def run(page: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """The program on a page, in a Python that knows the standard library only."""
    file = folder / "check.py"
    file.write_text(program(), encoding="utf-8")
    command = [sys.executable, "-I", "-S", str(file), str(page)]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)


def revision(n: int) -> dict[str, Any]:
    """A revision as the database would hold it, from the page."""
    envelope, body = block(TEXT, f"envelope-{n}"), block(TEXT, f"body-{n}")
    stream, told = json.loads(envelope)["stream"], json.loads(body)
    return {
        "_id": f"{stream}:{n}",
        "stream": stream,
        "n": n,
        "kind": "officer",
        "type": told["type"],
        "agency": told["actor"]["agency"],
        "command": told["command"],
        "at": from_iso_millis(told["at"]).replace(tzinfo=None),
        "leaf": bytes.fromhex(block(TEXT, f"leaf-{n}")),
        "envelope": envelope.encode(),
        "salt": bytes.fromhex(block(TEXT, f"salt-{n}")),
        "body": body.encode(),
        "state": block(TEXT, f"state-{n}").encode(),
    }


def sealed(name: str) -> dict[str, Any]:
    """A document of the vault or of the keys, from the page."""
    found: dict[str, Any] = json.loads(block(TEXT, name))
    binary = {"nonce", "sealed", "key"} & set(found)
    return {**found, **{item: bytes.fromhex(found[item]) for item in binary}}


def hashed(*parts: bytes) -> str:
    return sha256(b"".join(parts)).hexdigest()


@pytest.mark.parametrize("n", [1, 2])
def test_each_hash_follows_from_the_bytes_on_the_page(n: int) -> None:
    found = revision(n)
    envelope, body = json.loads(found["envelope"]), json.loads(found["body"])
    assert hashed(b"\x00", found["envelope"]) == found["leaf"].hex()
    assert hashed(found["salt"], found["body"]) == envelope["body"]
    assert hashed(found["state"]) == body["state"]
    assert envelope["prev"] == (None if n == 1 else block(TEXT, f"leaf-{n - 1}"))


@pytest.mark.parametrize("name", ["subject", "appointment"])
def test_each_sealed_text_is_the_one_committed_to(name: str) -> None:
    opened = json.loads(block(TEXT, f"opened-{name}"))
    value = json.dumps(opened["value"], ensure_ascii=False).encode()
    commitment = hashed(b"casebook/sealed/v1\n", bytes.fromhex(opened["salt"]), value)
    assert json.loads(block(TEXT, "state-1"))[name]["commitment"] == commitment


def test_the_program_on_the_page_agrees(tmp_path: Path) -> None:
    done = run(PAGE, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "The example holds.\n", "")


@pytest.mark.parametrize("name", BLOCKS)
def test_the_program_notices_one_changed_character(name: str, tmp_path: Path) -> None:
    was = block(TEXT, name)
    at = was.rindex("1")
    spoilt = tmp_path / "record.md"
    spoilt.write_text(TEXT.replace(was, f"{was[:at]}2{was[at + 1 :]}"), encoding="utf-8")
    done = run(spoilt, tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""


def test_the_code_of_today_folds_the_example_to_the_same_bytes() -> None:
    assert played([revision(1), revision(2)]).findings == ()


def test_the_vault_of_the_example_opens_with_its_master_key() -> None:
    wrapped, value = sealed("wrapped"), sealed("sealed-subject")
    assert wrapped["_id"] == value["group"]
    opened = json.loads(block(TEXT, "opened-subject"))["value"]
    assert open_sealed(value, MASTER.unwrap(wrapped["key"])) == opened


def test_every_kind_of_stream_is_in_the_table_with_its_collection() -> None:
    page = (ROOT / "docs/record.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| `(\w+)` \|$", page, re.MULTILINE)
    assert dict(rows) == {kind.value: collection for kind, collection in HEADS.items()}
