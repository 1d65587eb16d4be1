"""What the pages and SECURITY.md claim of the whole code, where no other test is in a place to ask."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, missing_paths

SERVING = ("domain", "store", "auth", "schema", "resolvers", "workers", "api")
CLIENTS = frozenset(
    {"httpx", "httpx2", "requests", "aiohttp", "urllib3", "urllib.request", "http.client", "ftplib", "socket"}
    | {"smtplib", "aiosmtplib", "websockets", "playwright", "selenium", "feedparser"}
)

ASKS_ISSUERS = ROOT / "auth" / "foreign_sign_in.py"
"""Reads the keys of the foreign issuers that an operator writes into the settings."""

ASKS_WITNESSES = ROOT / "store" / "log" / "witnessing" / "witness.py"
"""Speaks to the witnesses of the transparency log, whose addresses an operator writes into a file."""

TELLS_A_COLLECTOR = ROOT / "store" / "process" / "otlp.py"
"""Sends traces to the one collector of the settings, and only where there is one."""

SENDS = frozenset(ROOT / "workers" / "sending" / item for item in ("addresses.py", "posting.py", "mailing.py"))
"""Post to webhooks that two officers entered, and hand mail to the one server of the settings."""


def imported(tree: ast.AST) -> Iterator[str]:
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
    return sorted(set((ROOT / package).rglob("*.py")) - {ASKS_WITNESSES, ASKS_ISSUERS, TELLS_A_COLLECTOR} - SENDS)


@pytest.mark.parametrize("package", SERVING)
def test_no_package_that_serves_could_open_an_address(package: str) -> None:
    """X1, X6: a client for HTTP, mail or sockets is imported nowhere."""
    assert files(package)
    assert [str(file) for file in files(package) if opens_addresses(file.read_text(encoding="utf-8"))] == []


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


HELD = dict(
    line.split(": ") for line in Path(__file__).with_name("claims.txt").read_text(encoding="utf-8").splitlines()
)
"""The tests, or the page of results, that hold each row of `docs/features.md`."""
ROW = re.compile(r"^\| ([^|]*[^|\s-][^|]*?) \| (.*) \|$", re.MULTILINE)


def rows(text: str) -> dict[str, str]:
    """Return the rows of all tables by their first cell, without the heads."""
    return {first: rest for first, rest in ROW.findall(text) if first not in ("feature", "row")}


def test_every_row_of_the_features_is_held_by_tests() -> None:
    assert list(HELD) == list(rows((ROOT / "docs/features.md").read_text(encoding="utf-8")))


def test_every_test_that_holds_a_feature_exists() -> None:
    assert missing_paths(" ".join(f"`{path}`" for held in HELD.values() for path in held.split())) == []


def test_every_safeguard_names_its_test() -> None:
    safeguards = rows((ROOT / "docs/guards.md").read_text(encoding="utf-8"))
    named = {name: rest for name, rest in safeguards.items() if re.fullmatch(r"[GX]\d", name)}
    assert len(named) == 15
    assert [name for name, rest in named.items() if "`tests/" not in rest] == []
