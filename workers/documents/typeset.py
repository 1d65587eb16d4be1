"""A document as PDF, by Typst. The same data gives the same bytes: pinned fonts, the time from the data, no network.

The data goes in as JSON through `sys.inputs` and comes out as strings; a text can never become Typst code.
"""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from workers.documents.fonts import checked
from workers.documents.format import as_data
from workers.documents.layout import laid
from workers.documents.model import Document

TEMPLATES: Final = Path(__file__).parent / "templates"
NO_PACKAGES: Final = TEMPLATES / "none"
"""A folder that does not exist: no template imports a package, and none could be fetched into it."""
CHART_PPI: Final = 200
STANDARDS: Final = ["a-2a", "ua-1"]
"""Standards of every PDF: to be kept (PDF/A-2a, ISO 19005-2) and to be read aloud (PDF/UA-1, ISO 14289-1)."""


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[checked()])


def pdf(document: Document) -> bytes:
    made = laid(document)
    return _archived("document.typ", made, document.made_at)


def archived(data: dict[str, Any], at: datetime) -> bytes:
    """The file of a case, laid out, as PDF/A. Raises TypstError for a template that is wrong."""
    return _archived("case_file.typ", data, at)


def _archived(template: str, data: dict[str, Any], at: datetime) -> bytes:
    return _compiled(template, data, format="pdf", timestamp=int(at.timestamp()), pdf_standards=STANDARDS)


def chart_picture(chart: dict[str, Any]) -> bytes:
    return _compiled("chart.typ", chart, format="png", ppi=CHART_PPI)


def _compiled(template: str, data: dict[str, Any], **how: Any) -> bytes:
    given = json.dumps({"format": as_data(), "data": data}, ensure_ascii=False)
    made: bytes = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        package_path=NO_PACKAGES,
        package_cache_path=NO_PACKAGES,
        sys_inputs={"given": given},
        **how,
    )
    return made
