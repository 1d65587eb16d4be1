"""Words that the page's script makes of values in a command: never other ones than were signed."""

import json
import subprocess
from importlib.resources import files

import pytest

from tests.support.verifiers import NODE

STAGE = """
const page = { dataset: { texts: "{}", names: '{"agency-x": "Sở א 12"}', now: new Date().toISOString() },
  elements: { command: { value: "" } } };
const document = { getElementById: () => page, querySelectorAll: () => [] };
const WORDS = { language: "vi", values: { Post: { ADMIN: "Quản trị" } }, actions: {} };
"""
SAY = (
    'console.log(JSON.stringify(JSON.parse(process.argv[1]).map((given) => String(value({ words: "Post" }, given)))));'
)


@pytest.mark.skipif(NODE is None, reason="no Node")
def test_a_value_is_shown_as_it_is_unless_the_register_has_words_for_it() -> None:
    shown = {
        "ADMIN": "Quản trị",
        "constructor": "constructor",
        "__proto__": "__proto__",
        "2026-12-01": "01/12/2026",
        "2026-13-40Tđóng cửa": "2026-13-40Tđóng cửa",
        "agency-x": "\u2068Sở א 12\u2069 (agency-x)",
    }
    sources = [files("api.pages.sign").joinpath(name).read_text(encoding="utf-8") for name in ("seen.js", "sign.js")]
    script = STAGE + "".join(sources).replace('"use strict";', "")
    done = subprocess.run(
        [str(NODE), "-e", script + SAY, json.dumps(list(shown))],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert json.loads(done.stdout) == list(shown.values()), done.stderr
