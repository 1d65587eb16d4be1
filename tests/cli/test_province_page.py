"""The page about another province: its file is entered and its commands are run as they are written."""

import asyncio
import re
import shlex
from datetime import date
from pathlib import Path

import pytest

from domain.registry.entry import Certainty
from domain.registry.regulation import regulation_on
from scripts.cli.__main__ import main
from store.process.settings import Settings
from store.store import opened_store
from tests.cli.support import Environ
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "operate" / "province.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(?P<of>toml|sh)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
AREA = "area-xa-hai"


def blocks(of: str) -> list[str]:
    return [found["text"] for found in BLOCK.finditer(PAGE) if found["of"] == of]


def test_a_province_is_brought_into_use_as_the_page_says(
    environ: Environ, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ["CASEBOOK_MODE"] = "production"
    monkeypatch.chdir(tmp_path)
    (file,) = blocks("toml")
    Path("province.toml").write_text(file, encoding="utf-8")
    lines = [shlex.split(line) for block in blocks("sh") for line in block.splitlines()]
    assert [line[0] for line in lines] == ["scripts/casebook"] * len(lines)
    assert [main(line[1:], environ) for line in lines] == [0] * len(lines)
    asyncio.run(look(environ))


async def look(environ: Environ) -> None:
    async with opened_store(Settings.from_env(environ)) as store:
        registry = await store.registry.current()
    assert registry.lead_on(date(2026, 7, 1)) == "agency-so-kh-cn"
    assert registry.areas[AREA].certainty is Certainty.CONFIRMED
    days = (date(2026, 7, 1), date(2027, 7, 1))
    found = [regulation_on(registry, day) for day in days]
    assert [row.number for row in found if row] == ["5/2026/QĐ-UBND", "9/2027/QĐ-UBND"]
    commune = registry.agencies["agency-ubnd-xa-mot"]
    assert [row.span.until for row in commune.competences if AREA in row.areas] == [date(2027, 1, 1)]
    assert "admin:config" in registry.granted["agency-ubnd-tinh"]
