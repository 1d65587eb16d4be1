"""Whom a claim is about, said over HTTP: by an agency that takes part, and by whoever has the report's code."""

from typing import Any
from uuid import uuid4

import pytest

from api.pages.report.page_request import TEXTS
from tests.api.at_the_door import ask, page
from tests.support.in_process import InProcess
from tests.support.play import LONG, Play
from tests.support.public import HIDDEN, plain
from tests.support.tokens import Issuer
from tests.support.world import LEAD

pytestmark = pytest.mark.usefixtures("forgiven")

REASONS = "Nội dung nói về việc nhận tiền của cơ quan này."
NAMED = "Chủ tịch Nguyễn Văn Mẫu đã nhận tiền của doanh nghiệp."
FILE = """mutation($input: ReportContentInput!) { reportContent(input: $input) { number code problems { code } } }"""


@pytest.fixture
def code(api: InProcess) -> str:
    """The code of a report that somebody without an account filed."""
    given = {
        "commandId": str(uuid4()),
        "claim": LONG,
        "freeOfSecrets": True,
        "medium": "PRESS",
        "place": "Tờ rơi ở chợ",
    }
    made = ask(api, FILE, input=given)["reportContent"]
    assert made["problems"] == []
    return str(made["code"])


def reported(api: InProcess, issuer: Issuer) -> Play:
    """The newest case, as the lead agency finds it."""
    play = Play(api, issuer)
    (edge,) = api.ask(play.token("lead"), "{ cases(first: 1) { edges { node { id } } } }")["cases"]["edges"]
    play.case = edge["node"]["id"]
    return play


def shown(api: InProcess, code: str) -> Any:
    return page(api, "matter", code=code)


def sent(api: InProcess, code: str, **typed: str) -> Any:
    hidden = dict(HIDDEN.findall(shown(api, code).text))
    return api.send("POST", "/report/concern", data={**hidden, **typed})


class TestPage:
    def test_the_form_is_on_the_page_of_the_code(self, api: InProcess, issuer: Issuer, code: str) -> None:
        answer = sent(api, code, about_lead="yes", corruption="yes", reasons=REASONS)
        assert answer.status_code == 200
        assert TEXTS["vi"]["matter"]["concern_done"] in plain(answer)
        assert reported(api, issuer).shown("concerns { id }")["concerns"] == [{"id": LEAD}]

    def test_what_was_typed_stays_when_it_is_refused(self, api: InProcess, code: str) -> None:
        answer = sent(api, code, about_lead="yes", reasons="ngắn")
        assert answer.status_code == 422
        assert 'name="about_lead" value="yes" checked' in answer.text
        assert ">\nngắn</textarea>" in answer.text

    def test_one_tick_answers_for_the_names_that_were_found(self, api: InProcess, code: str) -> None:
        first = sent(api, code, about_lead="yes", reasons=NAMED)
        assert first.status_code == 422
        assert 'id="names"' in first.text
        again = dict(HIDDEN.findall(first.text))
        answer = api.send(
            "POST", "/report/concern", data={**again, "about_lead": "yes", "reasons": NAMED, "names": "yes"}
        )
        assert (answer.status_code, 'id="names"' in answer.text) == (200, False)
