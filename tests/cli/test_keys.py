"""The key of the embedded issuer, on disk."""

import json
import stat
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from scripts.cli.environment import WrongUse
from scripts.cli.issuer import make


def told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def issuer(tmp_path: Path) -> Path:
    return tmp_path / "home" / "issuer"


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


def test_a_file_that_was_opened_to_others_is_closed(issuer: Path) -> None:
    make(issuer)
    (issuer / "private.json").chmod(0o644)
    make(issuer)
    assert mode(issuer / "private.json") == 0o600


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"kty": "oct", "k": "c2VjcmV0"}'])
def test_a_broken_key_is_refused_without_being_quoted(issuer: Path, content: str) -> None:
    issuer.mkdir(parents=True)
    (issuer / "private.json").write_text(content)
    with pytest.raises(WrongUse, match=r"private\.json has no key") as caught:
        make(issuer)
    assert "c2VjcmV0" not in str(caught.value)
    assert (issuer / "private.json").read_text() == content
