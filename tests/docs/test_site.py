"""The documentation as a site: complete, and nothing in it leads nowhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.workbench.site.pages import left_out
from tests.docs.pages import ROOT

SOUGHT = (
    *("pagination", "login", "rate limit", "API key", "audit trail", "webhook signature", "quickstart", "SSO"),
    *("permissions", "roles", "export", "backup", "upgrade", "delete data", "GDPR", "SDK", "sandbox"),
    *("changelog", "errors", "timeout"),
)
"""What people of other systems type into the search."""


def test_the_contents_name_every_page() -> None:
    assert list(left_out()) == []


def test_the_search_finds_what_people_type() -> None:
    """The site's search looks for whole words; the column "also called" has those that no page uses."""
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    assert [word for word in SOUGHT if not re.search(rf"\b{word}\b", glossary)] == []


@pytest.mark.slow
def test_it_builds_without_a_warning(tmp_path: Path) -> None:
    """A process of its own, since Sphinx and its extensions warn of what they will change among themselves."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.workbench.site", str(tmp_path / "site")], cwd=ROOT, check=False
    )
    assert done.returncode == 0
    assert (tmp_path / "site" / "searchindex.js").exists()
    first = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert [put in first for put in ('aria-level="2"', 'aria-label="All pages"', '<pre tabindex="0">', "site.css")] == [
        True
    ] * 4
    assert "<h2>screenCase" in (tmp_path / "site" / "schema" / "mutations.html").read_text(encoding="utf-8")
