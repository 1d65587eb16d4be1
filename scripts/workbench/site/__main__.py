"""`python -m scripts.workbench.site OUT`: build the documentation as a site; exit code 1 if a link in it is broken."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sphinx.cmd.build import build_main

from scripts.workbench.site.accessible import make_accessible
from scripts.workbench.site.pages import lay_out


def main(words: Sequence[str]) -> int:
    """Write the pages into a temporary folder and build the site with Sphinx. Each warning is an error."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.workbench.site", description="Build the documentation as a site."
    )
    parser.add_argument("out", type=Path, help="folder for the site")
    out: Path = parser.parse_args(words).out
    with tempfile.TemporaryDirectory() as folder:
        lay_out(Path(folder))
        here = str(Path(__file__).parent)
        code = build_main(
            ["-q", "-W", "--keep-going", "-b", "html", "-c", here, "-d", f"{folder}/.doctrees", folder, str(out)]
        )
        make_accessible(out.rglob("*.html"))
        return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
