"""Every page that is shown to who is signed in has the one button that signs out; the routes are the list of pages."""

import re
from collections.abc import Iterable, Mapping

import pytest
from starlette.routing import Route

from api.pages.administer.routes import ADMINISTER_ROUTES
from api.pages.administer.sections import ADMINISTER, SECTIONS
from api.pages.base.pages import DeskPages
from api.pages.desk.pages import DESK, DESK_ROUTES
from api.pages.inspect.pages import INSPECT, INSPECT_ROUTES
from domain.kernel.vocabulary import Post
from tests.support.in_process import InProcess, in_process
from tests.support.play import Play
from tests.support.reader import BASE, SETTINGS, Reader
from tests.support.tokens import Issuer

SIGN_OUT = re.compile(r'<form method="post" action="(/[a-z]+/sign-out[^"]*)">')
ELSEWHERE = {f"/{desk}/{name}" for desk in ("inspect", "administer", "desk") for name in ("sign-in", "back")}
"""What leads to the sign-in pages, or comes from there: nobody is signed in here yet."""
FILES = {"/desk/narrow.js", "/inspect/cases/{id}/record", "/inspect/cases/{id}/take/{document}"}
"""What gives a file, or a refusal for programs."""


def asked(routes: Iterable[Route]) -> list[str]:
    return [route.path for route in routes if "GET" in (route.methods or ()) and route.path not in ELSEWHERE | FILES]


def opened(reader: Reader, path: str, id: str) -> list[str]:
    wanted = path.replace("{id}", id).replace("{action}", "x").replace("{name}", "x").replace("{document}", "x")
    answer = reader.open(wanted)
    assert "html" in answer.headers["content-type"], (path, answer.headers)
    assert answer.status_code < 500, (path, answer.status_code)
    return SIGN_OUT.findall(answer.text)


DESKS: Mapping[str, tuple[DeskPages, Iterable[Route], str, Post]] = {
    "inspect": (INSPECT, INSPECT_ROUTES, "agency-inspection", Post.INSPECTOR),
    "desk": (DESK, DESK_ROUTES, "agency-lead", Post.HANDLER),
    "administer": (ADMINISTER, ADMINISTER_ROUTES, "agency-lead", Post.ADMIN),
}
PATHS = [(desk, path) for desk, (_, routes, *_) in DESKS.items() for path in asked(routes)]


@pytest.fixture(scope="module")
def desks(installation: dict[str, str]) -> Iterable[InProcess]:
    with in_process({**installation, **SETTINGS}, BASE) as running:
        yield running


@pytest.fixture(scope="module")
def a_case(desks: InProcess, issuer: Issuer) -> str:
    play = Play(desks, issuer)
    play.report()
    return play.case


def seated(desks: InProcess, desk: str) -> Reader:
    pages, _, agency, post = DESKS[desk]
    return Reader.seated(desks, agency, post, pages=pages)


@pytest.mark.parametrize(("desk", "path"), PATHS)
@pytest.mark.parametrize("id", ["there", "nothing"])
def test_every_page_has_it(desks: InProcess, a_case: str, desk: str, path: str, id: str) -> None:
    there = "agency-lead" if desk == "administer" else a_case
    assert opened(seated(desks, desk), path, there if id == "there" else id) == [f"{DESKS[desk][0].home}sign-out"]


def test_acts_of_administrators_have_it_too(desks: InProcess) -> None:
    """The forms that the lists lead to: addresses with an action that there is."""
    administrators = seated(desks, "administer")
    found = {
        link
        for section in SECTIONS.values()
        for link in re.findall(r'href="(/administer/[^"#?]+)"', administrators.open(section.path).text)
    }
    assert len(found) > len(SECTIONS)
    for link in sorted(found)[:60]:
        assert opened(administrators, link, "") == [f"{ADMINISTER.home}sign-out"], link
