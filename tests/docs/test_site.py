"""The documentation as a site: complete, and nothing in it leads nowhere."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT


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
