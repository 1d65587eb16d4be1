"""The documentation as a site: complete, and nothing in it leads nowhere."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

SOUGHT = {
    "api key": {"docs/signing-in"},
    "pagination": {"docs/api"},
    "audit trail": {"docs/record"},
    "quickstart": {"docs/tutorial"},
    "sdk": {"clients/README"},
}


@pytest.mark.slow
def test_it_builds_without_a_warning(tmp_path: Path) -> None:
    """A process of its own, since Sphinx and its extensions warn of what they will change among themselves."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.workbench.site", str(tmp_path / "site")], cwd=ROOT, check=False
    )
    assert done.returncode == 0
    search = (tmp_path / "site" / "searchindex.js").read_text(encoding="utf-8")
    found = json.loads(search.removeprefix("Search.setIndex(").removesuffix(")"))
    leads = {
        word: {found["docnames"][page] for page, _, main in found["indexentries"][word] if main} for word in SOUGHT
    }
    assert leads == SOUGHT, "words of the glossary's column 'also called'"
    first = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert [put in first for put in ('aria-level="2"', 'aria-label="All pages"', '<pre tabindex="0">', "site.css")] == [
        True
    ] * 4
    assert "<h2>screenCase" in (tmp_path / "site" / "schema" / "mutations.html").read_text(encoding="utf-8")
