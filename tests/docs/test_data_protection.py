"""The page about personal data says how long things are kept as the program has it."""

import re

from domain.erasure.retention import retentions
from domain.registry.registry import NO_REGISTRY
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "operate" / "data-protection.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(?P<kept>[A-Z_]+)` \| (?P<days>\d+) \|", re.MULTILINE)


def test_every_term_of_the_program_is_on_the_page() -> None:
    written = {row["kept"]: int(row["days"]) for row in ROW.finditer(PAGE)}
    assert written == {row.kept.value: row.days for row in retentions(NO_REGISTRY)}
