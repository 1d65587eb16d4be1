"""Who comes to which page of the administrators' desk, and what a browser may do with it."""

import pytest

from api.pages.administer.acting import LEFT_OUT
from api.pages.administer.sections import ACTIONS, ADMINISTER, SECTIONS
from api.pages.forms.form import Form
from api.pages.inspect.pages import INSPECT
from domain.kernel.policy import KEEPING, READING
from domain.kernel.vocabulary import Post
from domain.messages import action_label
from domain.messages.history import field_name
from domain.narrative.words import shape_of
from tests.api.administer.conftest import Seated
from tests.support.in_process import InProcess
from tests.support.reader import Reader

PROVINCE = ("agencies", "areas", "leads", "holidays", "regulations", "schedules")
LAW = ("provisions", "terms", "levels")
UNSHOWN = ("proposed", "correction", "partsEntered", "recovery.first", "recovery.second", "secrets")
"""Fields of rows that no page tells by their names."""
OWN = ("officers", "users", "clients")
NOWHERE = (
    *(("lead", Post.SPOKESPERSON), ("lead", Post.AUDITOR), ("inspection", Post.INSPECTOR), ("inspection", Post.ADMIN)),
    *((agency, Post.HANDLER) for agency in ("ppc", "police", "journalists", "commune")),
)
KEEPERS = ("land", "party", "internal", "police", "journalists", "paper", "district", "commune")
EVERYBODY = (
    ("lead", Post.ADMIN, (*PROVINCE, *OWN, "grants")),
    ("lead", Post.SIGNATORY, (*LAW, *OWN, "grants")),
    ("lead", Post.HANDLER, LAW),
    ("ppc", Post.ADMIN, (*PROVINCE, *OWN, "grants")),
    ("land", Post.SIGNATORY, (*LAW, *OWN)),
    *((agency, Post.ADMIN, OWN) for agency in KEEPERS),
    *((*who, ()) for who in NOWHERE),
)
"""Officers of every role, and the sections in which they may do anything."""


@pytest.mark.parametrize(("agency", "post", "open"), EVERYBODY, ids=str)
def test_a_page_is_for_who_may_act_there(seated: Seated, agency: str, post: Post, open: tuple[str, ...]) -> None:
    reader = seated(agency, post)
    first = reader.open("/administer/")
    assert first.status_code == (200 if open else 403)
    for name, section in SECTIONS.items():
        begun = next(action.name for action in ACTIONS.values() if action.stream is section.kind and action.creates)
        for path in (section.path, f"{section.path}/{section.kind}-none", f"{section.path}/new/{begun}"):
            answer = reader.open(path)
            if name not in open:
                assert answer.status_code == 403, path
                assert "Trang này không dành cho bạn" in answer.text
            assert answer.status_code < 500, path
        assert (f'href="{section.path}"' in first.text) is (name in open)


def test_nobody_comes_in_without_a_session_or_with_that_of_the_other_desk(api: InProcess) -> None:
    stranger = Reader(api)
    for path in ADMINISTER.navigation.values():
        assert stranger.open(path).status_code == 401
    assert "Đăng nhập để quản trị" in stranger.shown.text
    reading = Reader.seated(api, "agency-lead", Post.ADMIN).cookies[INSPECT.cookie]
    assert Reader(api, {ADMINISTER.cookie: reading}).open("/administer/").status_code == 401
    keeping = Reader.seated(api, "agency-lead", Post.ADMIN, pages=ADMINISTER).cookies[ADMINISTER.cookie]
    assert Reader(api, {INSPECT.cookie: keeping}).open("/inspect/").status_code == 401


def test_each_desk_asks_for_its_own_rights_and_no_other(api: InProcess) -> None:
    for pages, scopes in ((ADMINISTER, KEEPING), (INSPECT, READING)):
        place = api.send("GET", f"{pages.home}sign-in").headers["location"]
        asked = place.partition("scope=")[2].partition("&")[0].replace("%3A", ":").split("+")
        assert set(asked) == {scope.value for scope in scopes}
    assert {scope for scope in KEEPING if scope.value.startswith("case:")} == set()


def test_a_page_runs_nothing_in_no_frame_and_is_kept_nowhere(seated: Seated) -> None:
    for path in ("/administer/", "/administer/areas", "/administer/areas/new/defineArea"):
        sent = seated("lead").open(path).headers
        assert sent["cache-control"] == "no-store"
        assert sent["content-security-policy"] == (
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        )
        assert "HttpOnly" in sent["set-cookie"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_field_and_action_has_a_name(language: str) -> None:
    texts = ADMINISTER.texts[language]  # type: ignore[index]  # one of the two languages
    for name, action in ACTIONS.items():
        form = Form(command=action.command, left_out=LEFT_OUT)
        fields, general = form.shown({}, [], language)  # type: ignore[arg-type]  # as above
        assert all(field.label and field.kind for field in fields), name
        assert general == []
        assert action_label(name, language)  # type: ignore[arg-type]  # as above
    paths = {path for section in SECTIONS.values() for path in shape_of(section.kind).paths}
    shown = {path.rpartition(".")[2] for path in paths if not path.startswith(UNSHOWN)}
    unnamed = {name for name in shown - set(texts["words"]) if field_name(name, language) == name}  # type: ignore[arg-type]
    assert unnamed == {"span"}
    assert set(texts["sections"]) == set(SECTIONS)
