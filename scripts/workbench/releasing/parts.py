"""The files of a release. The same commit makes the same bytes, save the package that npm makes."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from scripts.workbench.releasing.sbom import LOCK, bill
from scripts.workbench.releasing.version import announced, freed, notes, version

SUMS: Final = "SHA256SUMS"
FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold."""
BUILD: Final = "import setuptools.build_meta, sys; setuptools.build_meta.build_wheel(sys.argv[1])"


def source(root: Path, out: Path, name: str) -> None:
    """All that is committed, as an archive."""
    place = str(out / f"{name}.tar.gz")
    subprocess.run(["git", "archive", f"--prefix={name}/", "-o", place, "HEAD"], cwd=root, check=True)


def sdl(root: Path, out: Path, name: str) -> None:
    """Both schemas."""
    for schema in ("schema", "public"):
        shutil.copyfile(root / f"schema/{schema}.graphql", out / f"{name}-{schema}.graphql")


def python_client(root: Path, out: Path, name: str) -> None:
    """The package for Python, as a wheel; its source is in the archive."""
    with tempfile.TemporaryDirectory() as folder:
        copy = _package(root, "clients/python", Path(folder) / "client")
        env = {**os.environ, "SOURCE_DATE_EPOCH": _committed_at(root)}
        command = [sys.executable, "-c", BUILD, str(out.absolute())]
        subprocess.run(command, cwd=copy, env=env, check=True, stdout=subprocess.DEVNULL)


def typescript_client(root: Path, out: Path, name: str) -> None:
    """The package for TypeScript, where there is npm; without it the release lacks it, which its notes say."""
    npm = shutil.which("npm")
    if npm is None:
        print("npm was not found: the package for TypeScript is not built", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = _package(root, "clients/typescript", Path(folder) / "client")
        for command in (
            ["ci", "--no-audit", "--no-fund"],
            ["pack", "--silent", "--pack-destination", str(out.absolute())],
        ):
            subprocess.run([npm, *command], cwd=copy, check=True, stdout=subprocess.DEVNULL)


def materials(root: Path, out: Path, name: str) -> None:
    """The bill of materials of what the image holds."""
    made = bill(LOCK.read_text(encoding="utf-8"))
    made["metadata"]["component"]["version"] = version(root)
    text = json.dumps(made, indent=2, ensure_ascii=False)
    (out / f"{name}-sbom.cdx.json").write_text(text + "\n", encoding="utf-8")


def verifiers(root: Path, out: Path, name: str) -> None:
    """The verifier of record packs by itself: who checks a register should have it from elsewhere."""
    for name in ("casebook_verify.py", "casebook_tables.js"):
        shutil.copyfile(root / "clients/verify" / name, out / name)


def site(root: Path, out: Path, name: str) -> None:
    """The documentation as a site, packed."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "scripts.workbench.site", folder], cwd=root, check=True)
        with zipfile.ZipFile(out / f"{name}-docs.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            for page in sorted(Path(folder).rglob("*")):
                if page.is_file():
                    entry = zipfile.ZipInfo(f"{name}-docs/{page.relative_to(folder)}", FIRST_DAY)
                    packed.writestr(entry, page.read_bytes(), zipfile.ZIP_DEFLATED)


def told(root: Path, out: Path, name: str) -> None:
    """The notes: the newest section of the changelog, and what the files are that were made before."""
    newest = notes((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    (out / f"{name}-notes.md").write_text(announced(newest, out, name), encoding="utf-8")


PARTS: Final[Mapping[str, Callable[[Path, Path, str], None]]] = {
    "source": source,
    "schemas": sdl,
    "client for Python": python_client,
    "client for TypeScript": typescript_client,
    "bill of materials": materials,
    "verifier": verifiers,
    "documentation": site,
    "notes": told,
}


def sums(out: Path) -> str:
    """The checksums, as `sha256sum --check` reads them."""
    files = sorted(path for path in out.iterdir() if path.is_file() and path.name != SUMS)
    return "".join(f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)


def _package(root: Path, source: str, copy: Path) -> Path:
    """A copy of a package to build: with the licence, and with a page that leads nowhere outside of the release."""
    shutil.copytree(root / source, copy, ignore=shutil.ignore_patterns("node_modules", "built"))
    shutil.copyfile(root / "LICENSE", copy / "LICENSE")
    page = copy / "README.md"
    page.write_text(freed(page.read_text(encoding="utf-8"), source), encoding="utf-8")
    return copy


def _committed_at(root: Path) -> str:
    command = ["git", "log", "-1", "--format=%ct"]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout.strip()
