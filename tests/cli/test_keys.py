"""The key of the embedded issuer, on disk."""

import json
import stat
from base64 import urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from scripts.cli.__main__ import main
from scripts.cli.environment import WrongUse
from scripts.cli.issuer import make, signing_key


def told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def issuer(tmp_path: Path) -> Path:
    return tmp_path / "home" / "issuer"


def test_the_verb_says_the_id_and_closes_the_folder(issuer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys"], {"CASEBOOK_HOME": str(issuer.parent)}) == 0
    assert capsys.readouterr().out.strip() == told(issuer / "private.json")["kid"]
    assert [mode(item) for item in (issuer.parent, issuer, issuer / "private.json")] == [0o700, 0o700, 0o600]
    assert sorted(path.name for path in issuer.iterdir()) == ["jwks.json", "private.json"]


def test_again_changes_nothing(issuer: Path) -> None:
    first = make(issuer)
    before = [(path.read_bytes(), path.stat().st_ino) for path in sorted(issuer.iterdir())]
    assert make(issuer) == first
    assert [(path.read_bytes(), path.stat().st_ino) for path in sorted(issuer.iterdir())] == before


def test_the_id_is_the_thumbprint_of_rfc_7638(issuer: Path) -> None:
    kid = make(issuer)
    [public] = told(issuer / "jwks.json")["keys"]
    required = json.dumps({name: public[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":"))
    assert kid == urlsafe_b64encode(sha256(required.encode()).digest()).rstrip(b"=").decode()
    assert (public["kid"], public["alg"], public["crv"], public["use"]) == (kid, "ES256", "P-256", "sig")


def test_the_private_part_is_in_the_private_file_only(issuer: Path) -> None:
    make(issuer)
    assert "d" in told(issuer / "private.json")
    assert "d" not in told(issuer / "jwks.json")["keys"][0]


def test_after_a_crash_between_the_files_the_public_one_follows(issuer: Path) -> None:
    kid = make(issuer)
    (issuer / "jwks.json").unlink()
    assert make(issuer) == kid
    assert told(issuer / "jwks.json")["keys"][0]["kid"] == kid


def test_a_file_that_was_opened_to_others_is_closed(issuer: Path) -> None:
    make(issuer)
    (issuer / "private.json").chmod(0o644)
    make(issuer)
    assert mode(issuer / "private.json") == 0o600


def test_two_runs_at_once_make_one_private_key(issuer: Path) -> None:
    issuer.mkdir(parents=True)
    (issuer / "jwks.json").write_text("{}")
    from scripts.cli.issuer import _create, _fresh

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: _create(issuer / "private.json", json.dumps(_fresh())), range(8)))
    assert make(issuer) == signing_key(issuer).kid
    assert sorted(path.name for path in issuer.iterdir()) == ["jwks.json", "private.json"]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"kty": "oct", "k": "c2VjcmV0"}'])
def test_a_broken_key_is_refused_without_being_quoted(issuer: Path, content: str) -> None:
    issuer.mkdir(parents=True)
    (issuer / "private.json").write_text(content)
    with pytest.raises(WrongUse, match=r"private\.json holds no key") as caught:
        make(issuer)
    assert "c2VjcmV0" not in str(caught.value)
    assert (issuer / "private.json").read_text() == content
