"""The guides for everybody name the ways of the public pages in the words of these pages."""

import re
from pathlib import Path

import pytest

from api.pages.report.page_request import TEXTS
from domain.messages import Language

GUIDES = Path(__file__).parents[2] / "docs/guides"
ROW = re.compile(r"^\| [^|]+ \| \*([^*]+)\*", re.MULTILINE)


@pytest.mark.parametrize(("language", "page"), [("en", "public.md"), ("vi", "public.vi.md")])
def test_what_to_open_is_called_as_on_the_first_page(language: Language, page: str) -> None:
    named = ROW.findall((GUIDES / page).read_text(encoding="utf-8"))
    assert len(named) == 8
    assert set(named) <= set(TEXTS[language]["index"].values())
