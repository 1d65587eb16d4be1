"""A mirror's token goes to the register that was named, and to nobody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError

import pytest

from scripts.cli.__main__ import main
from scripts.cli.mirror import _get
from tests.cli.support import file


@contextmanager
def answering(status: int, headers: dict[str, str], asked: list[str | None]) -> Iterator[str]:
    """A server that answers everything alike, and notes the tokens that it was sent."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers["Authorization"])
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

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


def test_a_token_is_not_sent_in_the_clear(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    token = file(tmp_path, "secret", "token")
    words = ["--url", "http://casebook.example", "--key", "x", "--to", str(tmp_path), "--token-file", str(token)]
    assert main(["mirror", *words], {}) == 2
    assert "over https://" in capsys.readouterr().err
