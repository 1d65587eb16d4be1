"""Makes the files of a release, with the bill of materials (CycloneDX 1.6). The same commit gives the same bytes.

Names, versions and hashes come from the lock file. Licences are those that installed packages declare. A package that
is not installed here has no licence in the bill, only its marker, which names its platforms. The network is not used.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final

from scripts.workbench import ROOT
from scripts.workbench.releasing.version import announced, freed, notes, version
from store.pack.program import NAME, verifier

LOCK: Final = ROOT / "requirements/tracing.lock"
"""Lock file of the packages in the image."""
FONTS, EXPLORER, ENV = ROOT / "workers/documents", ROOT / "api/graphql/explorer", ROOT / "docker/.env"
BUNDLED: Final = re.compile(r"^\| `([a-z.-]+)` \| ([a-z-]+) ([0-9.]+)[ ,|]", re.MULTILINE)
"""Pattern of a line in the explorer's table of bundled packages: file, package, version."""
BASE: Final = re.compile(r"^([A-Z]+) ([a-z/]+:[0-9a-z.-]+)$", re.MULTILINE)
PINNED: Final = re.compile(r"([a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,_-]+\])?==([^\s;\\]+)(?: *; *([^\\\n]+))?")
HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")
CLASSIFIER: Final = "License :: OSI Approved :: "


def bill(lock: str) -> dict[str, Any]:
    """Return the bill of materials for a lock file's text."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "casebook", "bom-ref": "casebook"}},
        "components": [*(component(*found) for found in pinned(lock)), *carried(), *bases()],
    }


def carried() -> Iterator[dict[str, Any]]:
    """Yield third-party files in our own folders, each with its hash."""
    yield from (_file(path, "Liberation Serif", "2.1.5", "OFL-1.1") for path in sorted((FONTS / "fonts").glob("*.ttf")))
    said = (EXPLORER / "README.md").read_text(encoding="utf-8")
    yield from (_file(EXPLORER / path, package, version, "MIT") for path, package, version in BUNDLED.findall(said))


def _file(path: Path, name: str, version: str, of: str) -> dict[str, Any]:
    return {
        "type": "file",
        "bom-ref": str(path.relative_to(ROOT)),
        "name": name,
        "version": version,
        "licenses": [{"license": {"id": of}}],
        "hashes": [{"alg": "SHA-256", "content": sha256(path.read_bytes()).hexdigest()}],
    }


def bases() -> Iterator[dict[str, Any]]:
    """Yield the base images, with the digests of `docker/.env` if the release has it."""
    digests = dict(line.split("=", 1) for line in ENV.read_text().splitlines()) if ENV.exists() else {}
    for name, image in BASE.findall((ROOT / "docker/pin").read_text(encoding="utf-8")):
        path, tag = image.split(":")
        found = digests.get(f"{name}_DIGEST", "")
        purl = f"pkg:docker/{path}@{found or tag}"
        yield {"type": "container", "bom-ref": purl, "name": path, "version": found or tag, "purl": purl}


def pinned(lock: str) -> Iterator[tuple[str, str, list[str], str]]:
    """Yield each package of a lock with its version, the hashes of its files, and its platforms."""
    for block in re.split(r"\n(?=\S)", lock):
        if found := PINNED.match(block):
            yield found[1], found[2], HASH.findall(block), (found[3] or "").strip()


def component(name: str, version: str, hashes: Sequence[str], marker: str = "") -> dict[str, Any]:
    """Return a package for the bill. Each of its files has a hash: they are listed as distributions."""
    purl = f"pkg:pypi/{name}@{version}"
    made: dict[str, Any] = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    if said := licence(name):
        made["licenses"] = [{"license": {"name": said}}]
    if marker:
        made["properties"] = [{"name": "python:marker", "value": marker}]
    made["externalReferences"] = [
        {"type": "distribution", "url": purl, "hashes": [{"alg": "SHA-256", "content": content}]} for content in hashes
    ]
    return made


def licence(name: str) -> str | None:
    """Return the licence that an installed package declares, in one line; without one, the beginning of its licence
    file."""
    try:
        package = distribution(name)
    except PackageNotFoundError:
        return None
    found = package.metadata
    classified = [line.removeprefix(CLASSIFIER) for line in found.get_all("Classifier", []) if CLASSIFIER in line]
    named = [found[field] for field in ("License-Expression", "License") if field in found]
    said = named[0] if "License-Expression" in found else ", ".join(classified) or "".join(named[:1])
    files = found.get_all("License-File", [])
    said = said or (package.read_text(f"licenses/{files[0]}") if files else None) or ""
    return said.strip().split("\n")[0][:100] or None


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else LOCK
    print(json.dumps(bill(given.read_text(encoding="utf-8")), indent=2, ensure_ascii=False))


SUMS: Final = "SHA256SUMS"
FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""Earliest time that a zip file can store."""
BUILD: Final = "import setuptools.build_meta, sys; setuptools.build_meta.build_wheel(sys.argv[1])"


def source(root: Path, out: Path, name: str) -> None:
    """Write an archive of the commit."""
    place = str(out / f"{name}.tar.gz")
    subprocess.run(["git", "archive", f"--prefix={name}/", "-o", place, "HEAD"], cwd=root, check=True)


def sdl(root: Path, out: Path, name: str) -> None:
    """Write both schemas."""
    for schema in ("schema", "public"):
        shutil.copyfile(root / f"schema/{schema}.graphql", out / f"{name}-{schema}.graphql")


def python_client(root: Path, out: Path, name: str) -> None:
    """Build the package for Python, as a wheel; its source is in the archive."""
    with tempfile.TemporaryDirectory() as folder:
        copy = _package(root, "clients/python", Path(folder) / "client")
        env = {**os.environ, "SOURCE_DATE_EPOCH": _committed_at(root)}
        command = [sys.executable, "-c", BUILD, str(out.absolute())]
        subprocess.run(command, cwd=copy, env=env, check=True, stdout=subprocess.DEVNULL)


def typescript_client(root: Path, out: Path, name: str) -> None:
    """Build the package for TypeScript if npm is installed. Without npm the release lacks it, and its notes say so."""
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
    """Write the bill of materials of the image."""
    made = bill(LOCK.read_text(encoding="utf-8"))
    made["metadata"]["component"]["version"] = version(root)
    text = json.dumps(made, indent=2, ensure_ascii=False)
    (out / f"{name}-sbom.cdx.json").write_text(text + "\n", encoding="utf-8")


def verifiers(root: Path, out: Path, name: str) -> None:
    """Write the verifier of record packs: people who check a register should get it from another source."""
    (out / NAME).write_bytes(verifier(root / "clients/verify"))


def site(root: Path, out: Path, name: str) -> None:
    """Build the documentation as a site, and pack it."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "scripts.workbench.site", folder], cwd=root, check=True)
        with zipfile.ZipFile(out / f"{name}-docs.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            for page in sorted(Path(folder).rglob("*")):
                if page.is_file():
                    entry = zipfile.ZipInfo(f"{name}-docs/{page.relative_to(folder)}", FIRST_DAY)
                    packed.writestr(entry, page.read_bytes(), zipfile.ZIP_DEFLATED)


def told(root: Path, out: Path, name: str) -> None:
    """Write the notes: the newest section of the changelog, and descriptions of the files made before."""
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
    """Return the checksums, in the format of `sha256sum --check`."""
    files = sorted(path for path in out.iterdir() if path.is_file() and path.name != SUMS)
    return "".join(f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)


def _package(root: Path, source: str, copy: Path) -> Path:
    """Copy a package for building, with the licence, and with a README whose links work outside the repository."""
    shutil.copytree(root / source, copy, ignore=shutil.ignore_patterns("node_modules", "built"))
    shutil.copyfile(root / "LICENSE", copy / "LICENSE")
    page = copy / "README.md"
    page.write_text(freed(page.read_text(encoding="utf-8"), source), encoding="utf-8")
    return copy


def _committed_at(root: Path) -> str:
    command = ["git", "log", "-1", "--format=%ct"]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout.strip()
