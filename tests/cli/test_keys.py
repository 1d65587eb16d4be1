"""Keys and tokens on disk: the embedded issuer's key, its new wrapping, a mirror's token, and patient commands."""

import json
import stat
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import HTTPError, URLError

import pytest

from domain.kernel.refusals import NotFound, Problem, Refused, Unsettled
from scripts.cli.__main__ import main
from scripts.cli.environment import WrongUse
from scripts.cli.issuer import make
from scripts.cli.mirror import _get
from scripts.cli.seed import ids
from scripts.cli.seed.ids import patiently
from tests.cli.support import LEAD, Environ, file


def told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


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
    assert stat.S_IMODE((issuer / "private.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"kty": "oct", "k": "c2VjcmV0"}'])
def test_a_broken_key_is_refused_without_being_quoted(issuer: Path, content: str) -> None:
    issuer.mkdir(parents=True)
    (issuer / "private.json").write_text(content)
    with pytest.raises(WrongUse, match=r"private\.json has no key") as caught:
        make(issuer)
    assert "c2VjcmV0" not in str(caught.value)
    assert (issuer / "private.json").read_text() == content


@pytest.fixture
def registry(tmp_path: Path) -> str:
    return str(file(tmp_path, LEAD, "one.toml"))


@pytest.fixture
def seeded_environ(of_one_agency: Environ) -> Environ:
    """An installation with an officer, whose texts lie under keys."""
    of_one_agency["CASEBOOK_MODE"] = "migration"
    appoint = ["officer", "appoint", "--subject", "an", "--agency", "agency-one", "--posts", "HANDLER"]
    assert main([*appoint, "--since", "2026-01-01", "--appointment", "QĐ 1"], of_one_agency) == 0
    return of_one_agency


def test_changes_the_key_and_the_old_one_is_refused(
    seeded_environ: Environ, registry: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "next.key"
    assert main(["keys", "rewrap", "--to", str(to)], seeded_environ) == 0
    count, _, said = capsys.readouterr().out.partition(" ")
    assert int(count) > 0
    assert said.startswith("keys rewrapped")
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.glob("*.part")] == []
    assert main(["seed", "--file", registry], dict(seeded_environ)) == 2
    assert "master key" in capsys.readouterr().err
    assert main(["keys", "rewrap", "--to", str(to)], seeded_environ) == 0, "again is once"
    assert capsys.readouterr().out.startswith("0 keys rewrapped")
    next_one = {**seeded_environ, "CASEBOOK_MASTER_KEY_FILE": str(to)}
    assert main(["seed", "--file", registry], next_one) == 0
    capsys.readouterr()
    assert main(["verify"], next_one) == 0, capsys.readouterr().out


class Command:
    def __init__(self, *problems: Problem) -> None:
        self.problems = list(problems)

    async def __call__(self) -> str:
        if self.problems:
            raise Refused(self.problems.pop(0))
        return "done"


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "PAUSE_SECONDS", 0.001)


async def test_repeats_while_nobody_knows() -> None:
    assert await patiently(Command(Unsettled(), Unsettled())) == "done"


async def test_other_refusals_stand() -> None:
    command = Command(NotFound(), Unsettled())
    with pytest.raises(Refused, match="not-found"):
        await patiently(command)
    assert len(command.problems) == 1


async def test_ends_when_the_time_is_over() -> None:
    with pytest.raises(Refused, match="unsettled"):
        await patiently(Command(*(Unsettled() for _ in range(1_000))), within=0.02)


@contextmanager
def answering(status: int, headers: dict[str, str], asked: list[str | None], body: bytes = b"") -> Iterator[str]:
    """A server that answers everything alike, and notes the tokens that it was sent."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers["Authorization"])
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_it_follows_no_redirect() -> None:
    named: list[str | None] = []
    other: list[str | None] = []
    with (
        answering(404, {}, other) as elsewhere,
        answering(302, {"Location": elsewhere}, named) as register,
        pytest.raises(HTTPError, match="302"),
    ):
        _get(register, "checkpoint", {"Authorization": "Bearer secret"})
    assert (named, other) == (["Bearer secret"], [])


@pytest.mark.parametrize("headers", [{"Content-Length": "10"}, {"Transfer-Encoding": "chunked"}])
def test_a_file_that_was_cut_off_is_no_fault_of_the_log(headers: dict[str, str]) -> None:
    with answering(200, headers, [], b"a\r\n123") as register, pytest.raises(URLError):
        _get(register, "tile/0/000", {})
    with answering(200, {"Content-Length": "6"}, [], b"a\r\n123") as register:
        assert _get(register, "tile/0/000", {}) == b"a\r\n123"


def test_a_token_is_not_sent_in_the_clear(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    token = file(tmp_path, "secret", "token")
    words = ["--url", "http://casebook.example", "--key", "x", "--to", str(tmp_path), "--token-file", str(token)]
    assert main(["mirror", *words], {}) == 2
    assert "over https://" in capsys.readouterr().err
