"""`python -m scripts.workbench.pictures [OUT]`: take the pictures of the documentation from a running `scripts/dev`.

They show what the register shows, so they are taken again whenever a page changes. Chromium is needed. Look at each
picture before you commit it.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

import pdfplumber
from PIL import Image

from scripts.workbench import ROOT
from scripts.workbench.pictures.browser import Browser, browser
from scripts.workbench.pictures.register import Register

PAGE_DPI: Final = 80


def main(words: Sequence[str]) -> int:
    """Take all of them; 2 where there is no Chromium."""
    parser = argparse.ArgumentParser(prog="python -m scripts.workbench.pictures", description=__doc__)
    parser.add_argument("out", type=Path, nargs="?", default=ROOT / "docs/pictures")
    out: Path = parser.parse_args(words).out
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("Chromium was not found.", file=sys.stderr)
        return 2
    register = Register(Path(os.environ.get("CASEBOOK_HOME", ROOT / ".casebook")))
    with browser(chromium) as window:
        notice(window, register, out / "press-notice.png")
        explorer(window, register, out / "explorer.png")
        case = register.decided()[0]
        desk(window, register, case, out)
    documents(register, case, out / "official-documents.png")
    return 0


def notice(window: Browser, register: Register, place: Path) -> None:
    """A notice to the press that was corrected, as everybody reads it."""
    window.open(f"{register.address('press')}?lang=vi", 640, 760)
    window.press("li.corrected a")
    window.find("h1")
    window.take(place)


def explorer(window: Browser, register: Register, place: Path) -> None:
    """The explorer with the schema described, a query and its answer."""
    window.open(register.address("explorer"), 1280, 757)
    window.press("[aria-label='Show Documentation Explorer']")
    window.wait("All Schema Types")
    window.press(".graphiql-execute-button")
    window.press("[role=menuitem]")
    window.wait('"allowedActions"')
    window.take(place)


def desk(window: Browser, register: Register, case: str, out: Path) -> None:
    """A case on a telephone, and its proof on a desk after the browser verified it."""
    inspect = register.address("sign_in").replace("/oauth/", "/inspect/")
    name, password, code = register.account("inspector")
    window.open(f"{inspect}?lang=en", 1280, 900)
    window.press("main a.button")
    window.fill(name=name, password=password)
    window.fill(code=code)
    window.press("button[name=decision][value=allow]")
    window.press("input[value=INSPECTION]")
    window.press("main form button")
    window.wait("Cases:")  # the menu says "Find" on the page before already
    window.open(f"{inspect}cases/{case}?lang=en", 560, 1107)
    window.take(out / "inspectors-desk.png")
    window.open(f"{inspect}cases/{case}/proof?lang=en", 1280, 900)
    window.take(out / "inspectors-proof.png")


def documents(register: Register, case: str, place: Path) -> None:
    """The first pages of a decision and of the whole file, side by side."""
    pages = [first_page(register.document(case, kind)) for kind in ("DECISION", "RESULT_REPORT")]
    sheet = Image.new("RGB", (sum(page.width for page in pages) + 20, max(page.height for page in pages)), "#888")
    left = 0
    for page in pages:
        sheet.paste(page, (left, 0))
        left += page.width + 20
    sheet.save(place, optimize=True)


def first_page(pdf: bytes) -> Image.Image:
    """The first page as an image."""
    with pdfplumber.open(BytesIO(pdf)) as opened:
        return opened.pages[0].to_image(resolution=PAGE_DPI).original.convert("RGB")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
