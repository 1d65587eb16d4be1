"""The same data gives the same bytes, whenever and wherever; another font stops the work."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import pytest

from tests.support.house import ROOT
from tests.workers.documents.papers import every_kind
from tests.workers.documents.sample_case_file import case_file
from tests.workers.sample_documents import report
from workers.compile import archive
from workers.documents.editable import docx
from workers.documents.fonts import FOLDER, FontChanged, checked
from workers.documents.layout import TEMPLATES, pdf

PROGRAM = """
import sys
from hashlib import sha256
from tests.workers.sample_documents import report
from workers.documents.editable import docx
from workers.documents.layout import pdf
from tests.workers.documents.papers import every_kind
from tests.workers.documents.sample_case_file import case_file
from workers.compile import archive
print(*(sha256(made).hexdigest() for made in (pdf(report()), docx(report()), archive(case_file()), *every_kind())))
"""


def digest(made: bytes) -> str:
    return sha256(made).hexdigest()


def elsewhere(zone: str) -> list[str]:
    """The digests that another process computes, in another time zone and place."""
    environment = {"PYTHONPATH": str(ROOT), "TZ": zone, "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", PROGRAM]
    return subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=True).stdout.split()


def test_the_same_data_gives_the_same_bytes_in_two_processes() -> None:
    made = (pdf(report()), docx(report()), archive(case_file()), *every_kind())
    assert elsewhere("Asia/Tokyo") == [digest(file) for file in made]


def test_other_data_gives_other_bytes() -> None:
    made = report()
    later = replace(made, made_at=made.made_at + timedelta(seconds=1))
    for render in (pdf, docx):
        assert len({digest(render(item)) for item in (made, later, replace(made, abstract="Khác"))}) == 3
    assert digest(archive(case_file())) != digest(archive(case_file(text="Khác")))


def test_a_font_that_is_not_the_pinned_one_stops_the_work(tmp_path: Path) -> None:
    copytree(FOLDER, tmp_path / "fonts")
    assert checked(tmp_path / "fonts")
    changed = tmp_path / "changed"
    copytree(FOLDER, changed)
    with (changed / "LiberationSerif-Bold.ttf").open("ab") as font:
        font.write(b"x")
    with pytest.raises(FontChanged, match="Bold"):
        checked(changed)
    with pytest.raises(FontChanged):
        checked(tmp_path)


def test_the_fonts_come_with_their_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "OFL.txt").read_text(encoding="utf-8")


def test_templates_import_no_package_and_read_no_file() -> None:
    for template in TEMPLATES.glob("*.typ"):
        code = template.read_text(encoding="utf-8")
        assert "@preview" not in code
        assert "read(" not in code
        assert "eval(" not in code
