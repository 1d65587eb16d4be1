"""Chromium, where there is one: the page as it runs it, its pictures, and what axe-core finds in it."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NODE, NPM = shutil.which("node"), shutil.which("npm")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PACKAGES = ("axe-core@4.10.3", "playwright-core@1.55.0")
SECONDS = 120
AXE = Path(__file__).with_name("axe.mjs")


def dumped(url: str) -> str:
    """The page's document after it ran."""
    with tempfile.TemporaryDirectory() as profile:
        command = [CHROMIUM or "", *FLAGS, f"--user-data-dir={profile}", "--dump-dom", url]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS).stdout


def tools(folder: Path) -> Path | None:
    """The packages that look at pages, installed in a folder; None where npm has none to give."""
    if not (CHROMIUM and NODE and NPM):
        return None
    command = [NPM, "install", "--no-audit", "--no-fund", "--no-save", "--prefix", str(folder), *PACKAGES]
    done = subprocess.run(command, capture_output=True, check=False, timeout=SECONDS)
    return folder if done.returncode == 0 else None


class Looker:
    """One Chromium in which axe-core looks at pages; what a page was told stays until the next one is opened."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def look(self, pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What axe-core finds on each page, its words, what its fields hold, and the tree for screen readers.

        A page is its `url` and `width`, perhaps `cookies` to bring, words to wait `until` they are there, `keys` that
        lead on from it, a `picture` to take and a file to which it is `printed`; without a `url` it is the page before,
        to be led on from.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(pages) + "\n")
        self._process.stdin.flush()
        found: list[dict[str, Any]] = json.loads(self._process.stdout.readline())
        return found


@contextmanager
def looking(modules: Path) -> Iterator[Looker]:
    """The browser, closed at the end."""
    script = shutil.copy(AXE, modules / AXE.name)  # modules are looked for beside the script
    command = [NODE or "", str(script), json.dumps({"chromium": CHROMIUM, "flags": FLAGS[1:]})]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Looker(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(SECONDS) == 0
