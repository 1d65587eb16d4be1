"""What all pages share: languages, texts, templates, header policies."""

import re
from typing import Any

import pytest
from jinja2 import UndefinedError
from starlette.requests import Request

from api.web.headers import SELF, cached, download_headers, page_headers
from api.web.languages import HEADER_MOST, language_of, texts_of
from api.web.templates import Templates
from tests.support.house import ROOT


def request(query: str = "", accepted: str | None = None) -> Request:
    headers = [(b"accept-language", accepted.encode())] if accepted is not None else []
    return Request({"type": "http", "method": "GET", "query_string": query.encode(), "headers": headers})


@pytest.mark.parametrize(
    ("typed", "query", "accepted", "language"),
    [
        (None, "", None, "vi"),
        (None, "", "en", "en"),
        (None, "", "en-GB,vi;q=0.9", "en"),
        (None, "", "vi,en", "vi"),
        (None, "", "fr", "vi"),
        (None, "", "en;q=0.5, vi;q=0.8", "vi"),
        (None, "", "en;q=nonsense", "vi"),
        (None, "", "," * HEADER_MOST + "en", "vi"),
        (None, "lang=en", "vi", "en"),
        (None, "lang=fr", "en", "en"),
        ("vi", "lang=en", "en", "vi"),
        ("fr", "lang=en", "vi", "en"),
    ],
)
def test_the_form_then_the_address_then_the_browser_choose(
    typed: str | None, query: str, accepted: str | None, language: str
) -> None:
    assert language_of(request(query, accepted), typed) == language


def keys(texts: Any, path: str = "") -> set[str]:
    if not isinstance(texts, dict):
        return {path}
    return {key for name, value in texts.items() for key in keys(value, f"{path}.{name}")}


@pytest.mark.parametrize(
    "package", [f"api.pages.{room}" for room in ("press", "report", "base", "inspect", "administer", "desk")]
)
def test_both_languages_say_the_same_things(package: str) -> None:
    texts = texts_of(package)
    assert keys(texts["vi"]) == keys(texts["en"]) != set()


def test_a_template_escapes_and_refuses_a_missing_value() -> None:
    templates = Templates("api.web")
    known = {"lang": "en", "other": "vi", "in_other": "", "home": "/"}
    assert "<title>&lt;b&gt;</title>" in templates.render(
        "frame.html", t={"site": "<b>", "skip": "", "other": ""}, **known
    )
    with pytest.raises(UndefinedError):
        templates.render("frame.html", t={"site": "<b>", "skip": ""}, **known)


def test_a_page_may_do_nothing_that_is_not_named() -> None:
    policy = page_headers()["Content-Security-Policy"]
    assert policy == "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    more = page_headers(form_action=SELF, style_src=SELF)
    assert more["Content-Security-Policy"] == (
        "default-src 'none'; form-action 'self'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert (more["X-Content-Type-Options"], more["Referrer-Policy"]) == ("nosniff", "no-referrer")


def test_a_file_is_saved_and_runs_nothing() -> None:
    headers = download_headers("a.pdf")
    assert headers["Content-Disposition"] == 'attachment; filename="a.pdf"'
    assert headers["Content-Security-Policy"].startswith("sandbox")
    assert (headers["Cache-Control"], headers["X-Content-Type-Options"]) == ("no-store", "nosniff")


def test_a_cache_is_told_how_long() -> None:
    assert cached(60) == {"Cache-Control": "public, max-age=60"}
    assert cached(60, immutable=True) == {"Cache-Control": "public, max-age=60, immutable"}


def test_no_script_of_ours_writes_markup_or_runs_text() -> None:
    scripts = [path for path in (ROOT / "api").rglob("*.js") if not path.name.endswith(".min.js")]
    assert len(scripts) >= 4
    ways = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|\beval\(|new Function|localStorage"
    )
    found = {path.name: set(ways.findall(path.read_text(encoding="utf-8"))) for path in scripts}
    assert {name: used for name, used in found.items() if used} == {"enter.js": {"localStorage"}}, "a public key waits"
