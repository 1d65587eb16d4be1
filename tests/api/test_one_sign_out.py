"""Every page that is shown to who is signed in has the one button that signs out; the routes are the list of pages."""

import re
from collections.abc import Iterable

import pytest
from starlette.routing import Route

from api.pages.administer.routes import ADMINISTER_ROUTES
from api.pages.administer.sections import ADMINISTER, SECTIONS
from api.pages.desk.pages import DESK
from api.pages.desk.routes import DESK_ROUTES
from api.pages.inspect.pages import INSPECT
from api.pages.inspect.routes import INSPECT_ROUTES
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
    """The addresses that a browser opens."""
    return [route.path for route in routes if "GET" in (route.methods or ()) and route.path not in ELSEWHERE | FILES]


def opened(reader: Reader, path: str, id: str) -> list[str]:
    """Where the sign-out buttons of a page lead."""
    wanted = path.replace("{id}", id).replace("{action}", "x").replace("{name}", "x").replace("{document}", "x")
    answer = reader.open(wanted)
    assert "html" in answer.headers["content-type"], (path, answer.headers)
    assert answer.status_code < 500, (path, answer.status_code)
    return SIGN_OUT.findall(answer.text)


@pytest.mark.parametrize("path", asked(INSPECT_ROUTES))
@pytest.mark.parametrize("id", ["case", "nothing"])
def test_pages_of_inspectors(inspectors: Reader, a_case: str, path: str, id: str) -> None:
    assert opened(inspectors, path, a_case if id == "case" else id) == [f"{INSPECT.home}sign-out"]


@pytest.mark.parametrize("path", asked(DESK_ROUTES))
@pytest.mark.parametrize("id", ["case", "nothing"])
def test_pages_of_officers(officers: Reader, a_case: str, path: str, id: str) -> None:
    assert opened(officers, path, a_case if id == "case" else id) == [f"{DESK.home}sign-out"]


@pytest.mark.parametrize("path", asked(ADMINISTER_ROUTES))
def test_pages_of_administrators(administrators: Reader, path: str) -> None:
    assert opened(administrators, path, "agency-lead") == [f"{ADMINISTER.home}sign-out"]


def test_acts_of_administrators_have_it_too(administrators: Reader) -> None:
    """The forms that the lists lead to: addresses with an action that there is."""
    found = {
        link
        for section in SECTIONS.values()
        for link in re.findall(r'href="(/administer/[^"#?]+)"', administrators.open(section.path).text)
    }
    assert len(found) > len(SECTIONS)
    for link in sorted(found)[:60]:
        assert opened(administrators, link, "") == [f"{ADMINISTER.home}sign-out"], link


@pytest.fixture(scope="module")
def desks(installation: dict[str, str]) -> Iterable[InProcess]:
    """The API with both desks."""
    with in_process({**installation, **SETTINGS}, BASE) as running:
        yield running


@pytest.fixture(scope="module")
def a_case(desks: InProcess, issuer: Issuer) -> str:
    """A case that was reported."""
    play = Play(desks, issuer)
    play.report()
    return play.case


@pytest.fixture
def inspectors(desks: InProcess) -> Reader:
    """An inspector at the desk."""
    return Reader.seated(desks, "agency-inspection", Post.INSPECTOR)


@pytest.fixture
def officers(desks: InProcess) -> Reader:
    """An officer of the lead agency at the desk."""
    return Reader.seated(desks, "agency-lead", Post.HANDLER, pages=DESK)


@pytest.fixture
def administrators(desks: InProcess) -> Reader:
    """An administrator of the lead agency at the desk."""
    return Reader.seated(desks, "agency-lead", Post.ADMIN, pages=ADMINISTER)
