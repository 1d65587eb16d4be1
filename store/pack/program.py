"""The verifier of record packs, as one file that Python runs and `unzip` opens. The same sources always give the same
bytes."""

from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

NAME: Final = "casebook_verify.pyz"
FOLDER: Final = Path(__file__).resolve().parents[2] / "clients" / "verify"
UNIX: Final = 3
"""Operating system in the archive's entries, whatever system makes the archive."""


def verifier(folder: Path = FOLDER) -> bytes:
    """Return the program as an uncompressed archive, because libraries compress differently."""
    parts = [folder / "casebook_verify.py", folder / "casebook_tables.js", *sorted(folder.glob("casebook_pack/*.py"))]
    made = BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as packed:
        for number, part in enumerate(parts):
            entry = ZipInfo(str(part.relative_to(folder)) if number else "__main__.py")
            entry.create_system, entry.external_attr = UNIX, 0o644 << 16
            packed.writestr(entry, part.read_bytes())
    return made.getvalue()
