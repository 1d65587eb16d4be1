"""`scripts/release OUT`: write the files of a release, unless a fault prevents the release. The program publishes
nothing."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.workbench import ROOT
from scripts.workbench.releasing.faults import faults, undone
from scripts.workbench.releasing.parts import PARTS, SUMS, sums
from scripts.workbench.releasing.version import version


def main(words: Sequence[str]) -> int:
    """Write the files. Return 1 if a fault prevents the release, 2 if the folder is not empty."""
    parser = argparse.ArgumentParser(prog="scripts/release", description="Make the files of a release.")
    parser.add_argument("out", type=Path, help="an empty folder, or one to be made")
    parser.add_argument("--dry-run", action="store_true", help="before its schemas, changelog and tag are ready")
    given = parser.parse_args(words)
    out: Path = given.out
    found = [*faults(ROOT), *(() if given.dry_run else undone(ROOT))]
    for fault in found:
        print(fault, file=sys.stderr)
    if found:
        return 1
    if out.exists() and any(out.iterdir()):
        print(f"{out} is not empty", file=sys.stderr)
        return 2
    out.mkdir(parents=True, exist_ok=True)
    name = f"casebook-{version(ROOT)}"
    for part, make in PARTS.items():
        print(f"==> {part}")
        make(ROOT, out, name)
    (out / SUMS).write_text(sums(out), encoding="utf-8")
    if given.dry_run:
        print(*(f"Before the release: {fault}" for fault in undone(ROOT)), sep="\n")
        print(f"Nothing else stands against it. What it would publish is in {out}.")
    else:
        print(f"Now: git tag -s v{version(ROOT)}, and publish what is in {out}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
