"""Whom a claim is about, said over HTTP: by an agency that takes part, and by whoever has the report's code."""

from typing import Any

import pytest

from api.pages.report.page_request import TEXTS
from tests.api.at_the_door import filed, newest, page
from tests.support.in_process import InProcess
from tests.support.public import plain
from tests.support.tokens import Issuer
from tests.support.web import hidden_in
from tests.support.world import LEAD

pytestmark = pytest.mark.usefixtures("forgiven")

REASONS = "Nội dung nói về việc nhận tiền của cơ quan này."
NAMED = "Chủ tịch Nguyễn Văn Mẫu đã nhận tiền của doanh nghiệp."


@pytest.fixture
def code(api: InProcess) -> str:
    return filed(api)


def sent(api: InProcess, code: str, **typed: str) -> Any:
    hidden = hidden_in(page(api, "matter", code=code).text)
    return api.send("POST", "/report/concern", data={**hidden, **typed})


class TestPage:
    def test_the_form_is_on_the_page_of_the_code(self, api: InProcess, issuer: Issuer, code: str) -> None:
        answer = sent(api, code, about_lead="yes", corruption="yes", reasons=REASONS)
        assert answer.status_code == 200
        assert TEXTS["vi"]["matter"]["concern_done"] in plain(answer)
        assert newest(api, issuer).shown("concerns { id }")["concerns"] == [{"id": LEAD}]

    def test_what_was_typed_stays_when_it_is_refused(self, api: InProcess, code: str) -> None:
        answer = sent(api, code, about_lead="yes", reasons="ngắn")
        assert (answer.status_code, 'name="about_lead" value="yes" checked' in answer.text) == (422, True)
        assert ">\nngắn</textarea>" in answer.text

    def test_one_tick_answers_for_the_names_that_were_found(self, api: InProcess, code: str) -> None:
        first = sent(api, code, about_lead="yes", reasons=NAMED)
        assert (first.status_code, 'id="names"' in first.text) == (422, True)
        again = {**hidden_in(first.text), "about_lead": "yes", "reasons": NAMED, "names": "yes"}
        answer = api.send("POST", "/report/concern", data=again)
        assert (answer.status_code, 'id="names"' in answer.text) == (200, False)
