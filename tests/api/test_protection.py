"""Asked to be protected at the public door: taken back by its code, and the form."""

import re
from uuid import uuid4

import pytest

from domain.kernel.vocabulary import Post
from tests.api.at_the_door import ask, page
from tests.support.in_process import InProcess
from tests.support.play import LONG, NO_OFFICE, Play, a_ground
from tests.support.tokens import Issuer
from tests.support.world import officer

pytestmark = pytest.mark.usefixtures("forgiven")

CLAIM = "Bài đăng để lộ ảnh thẻ học sinh của con tôi, có tên trường."
MATTER = "query($code: String!) { matter(code: $code) { report { number protection { harm canWithdraw } } } }"


class Asked(Play):
    """A case that a guardian began at the public door, about content at an address of its own."""

    def __init__(self, api: InProcess, issuer: Issuer, **typed: str) -> None:
        super().__init__(api, issuer)
        self.url, self.ground = f"https://tin.example/{uuid4().hex}", a_ground(api, issuer, "PERSON_GROUND")
        form = {"harm": "CHILD_DATA", "asker": "GUARDIAN", "claim": CLAIM, "free_of_secrets": "yes", "url": self.url}
        shown = page(api, "protection", **(form | {"medium": "SOCIAL_NETWORK"} | typed))
        assert shown.status_code == 200, shown.text
        found = re.search(r'class="code">([^<]+)<', shown.text)
        assert found
        self.code = found.group(1)
        number = ask(api, MATTER, code=self.code)["matter"]["report"]["number"]
        rows = api.ask(self.token("lead"), "{ cases(first: 5) { edges { node { id code } } } }")["cases"]["edges"]
        self.case = next(row["node"]["id"] for row in rows if row["node"]["code"] == number)

    def taken_up(self) -> None:
        self.act("lead", "screenCase", category="HEALTH", assigned="agency-health")
        self.act("health", "startChecking", focal=officer("agency-health", Post.HANDLER))

    def tested(self) -> None:
        self.taken_up()
        self.act("health", "reviewHarm", provision=self.ground, **NO_OFFICE)


def test_taken_back_by_its_code(api: InProcess, issuer: Issuer) -> None:
    play = Asked(api, issuer)
    play.tested()
    answer = page(api, "unprotect", code=play.code, command_id=str(uuid4()))
    assert "Đã rút yêu cầu bảo vệ." in answer.text
    assert play.refused("lead", "findHarm", reasons=LONG) == "REQUEST_OF_PERSON_NEEDED"
    assert ask(api, MATTER, code=play.code)["matter"]["report"]["protection"]["canWithdraw"] is False


def test_the_form_keeps_what_was_typed(api: InProcess) -> None:
    shown = page(api, "protection", harm="CHILD_DATA", asker="GUARDIAN", claim=CLAIM, free_of_secrets="yes")
    assert shown.status_code == 422
    assert CLAIM in shown.text
    assert "CHILD_PROTECTION" not in shown.text
