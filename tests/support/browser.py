"""Chromium, if installed: a page as the browser runs it, its pictures, and the findings of axe-core."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support.shapes.sent import FOLDER as RUN
from tests.support.template import locked

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NODE, NPM = shutil.which("node"), shutil.which("npm")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PACKAGES = ("axe-core@4.10.3", "playwright-core@1.55.0")
SECONDS, MIB = 120, 1 << 20
PICTURES = "CASEBOOK_PICTURES"
"""Variable that names a folder for pictures, for people who want to see them."""
AXE = Path(__file__).with_name("axe.mjs")


def dumped(url: str) -> str:
    with tempfile.TemporaryDirectory() as profile:
        command = [CHROMIUM or "", "--headless", *FLAGS, f"--user-data-dir={profile}", "--dump-dom", url]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS).stdout


@cache
def tools() -> Path | None:
    """Return the packages that check pages, installed once a run by one worker; None if npm cannot get them."""
    if not (CHROMIUM and NODE and NPM):
        return None
    folder = Path(os.environ[RUN]) / "looker"
    mark = folder / AXE.name  # modules are looked for beside the script
    folder.mkdir(exist_ok=True)
    command = [NPM, "install", "--no-audit", "--no-fund", "--no-save", "--prefix", str(folder), *PACKAGES]
    with locked(folder / "lock"):
        if not mark.exists():
            if subprocess.run(command, capture_output=True, check=False, timeout=SECONDS).returncode != 0:
                return None
            shutil.copy(AXE, mark)
    return folder


class Looker:
    """One Chromium in which axe-core checks pages. Session data stays until the next page is opened."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def look(self, pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What axe-core finds on each page, its words, and what its fields hold.

        A page is its `url` and `width`, perhaps `cookies` to bring, words to wait `until` they are there, `keys` that
        lead on from it, a `picture` to take where somebody wants to look at pictures, a file to which it is `printed`,
        and whether the `tree` for screen readers is wanted; without a `url` it is the page before, to be led on from.
        `also` are further looks at it, each with a `width` and a `scheme`. Half of a look is for `contrast`.
        """
        if PICTURES not in os.environ:
            pages = [{name: given for name, given in page.items() if name != "picture"} for page in pages]
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(pages) + "\n")
        self._process.stdin.flush()
        found: list[dict[str, Any]] = json.loads(self._process.stdout.readline())
        return found

    def flawless(self, pages: list[dict[str, Any]], bytes_most: int = MIB) -> list[dict[str, Any]]:
        """Return what `look` finds. Fail for findings of axe-core, complaints of the browser, and large pages."""
        found = self.look(pages)
        for seen in found:
            assert (seen["at"], seen["violations"], seen["noise"]) == (seen["at"], [], [])
            assert seen["wide"] <= 0, (seen["at"], seen["width"])
            assert seen["bytes"] < bytes_most, (seen["at"], seen["bytes"])
        return found


@contextmanager
def looking() -> Iterator[Looker]:
    """Yield the browser, and close it at the end. Skip without a browser; fail for one without axe-core."""
    if CHROMIUM is None:
        pytest.skip("no Chromium: install chromium")
    if (modules := tools()) is None:
        pytest.fail("Chromium is here, but node and npm do not give axe-core and playwright-core", pytrace=False)
    command = [NODE or "", str(modules / AXE.name), json.dumps({"chromium": CHROMIUM, "flags": FLAGS})]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Looker(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(SECONDS) == 0
