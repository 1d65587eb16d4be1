"""Asked to be protected, tested, found and decided over HTTP; and three attempts to use that against criticism."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.roles import Post
from tests.support.in_process import InProcess
from tests.support.play import LONG, Play, a_ground
from tests.support.public import forgive
from tests.support.tokens import Issuer
from tests.support.world import officer

CLAIM = "Bài đăng để lộ ảnh thẻ học sinh của con tôi, có tên trường."
CLEAR = {"criticism": False, "publicInterest": False, "office": False, "reasons": LONG}
FOUND = {"standing": LONG, "reasons": LONG}
REMOVAL = {"measure": "TAKEDOWN_PROPOSAL", "alternatives": ["WARNING_LETTER"], "weighing": LONG, "necessity": LONG}
MATTER = "query($code: String!) { matter(code: $code) { report { number protection { harm canWithdraw } } } }"
DECISION = "query($url: String!) { decisionFor(url: $url) { finding measure falseFact reasons } }"


@pytest.fixture(autouse=True)
def forgiven(installation: dict[str, str]) -> Iterator[None]:
    forgive(installation)
    yield
    forgive(installation)


def ask(api: InProcess, query: str, **variables: Any) -> Any:
    answer = api.send("POST", "/report/graphql", json={"query": query, "variables": variables}).json()
    assert "errors" not in answer, answer
    return answer["data"]


def page(api: InProcess, name: str, **typed: str) -> Any:
    return api.send("POST", f"/report/{name}", data={"lang": "vi", **typed})


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
        self.act("health", "reviewHarm", provision=self.ground, **CLEAR)


def test_from_the_form_to_the_decision(api: InProcess, issuer: Issuer) -> None:
    play = Asked(api, issuer)
    mine = ask(api, MATTER, code=play.code)["matter"]["report"]["protection"]
    assert mine == {"harm": "CHILD_DATA", "canWithdraw": True}
    play.tested()
    assert play.act("lead", "findHarm", **FOUND) == "APPRAISED"
    assert play.act("lead", "proposeHandling", provisions=[play.ground], **REMOVAL) == "PROPOSED"
    play.decided("TAKEDOWN_PROPOSAL")
    play.served("agency-health")
    told = ask(api, DECISION, url=play.url)["decisionFor"]
    assert told == {
        "finding": "HARMS_PERSON",
        "measure": "TAKEDOWN_PROPOSAL",
        "falseFact": None,
        "reasons": LONG,
    }
    assert "Xâm hại một người" in page(api, "decision", url=play.url).text
    seen = play.shown(
        "protections { asker words } appraisal { finding standing } expressionReviews { harm { office } }"
    )
    assert seen["protections"] == [{"asker": "GUARDIAN", "words": None}]
    assert seen["appraisal"] == {"finding": "HARMS_PERSON", "standing": LONG}
    assert seen["expressionReviews"][-1]["harm"] == {"office": False}


def test_taken_back_by_its_code(api: InProcess, issuer: Issuer) -> None:
    play = Asked(api, issuer)
    play.tested()
    answer = page(api, "unprotect", code=play.code, command_id=str(uuid4()))
    assert "Đã rút yêu cầu bảo vệ." in answer.text
    assert play.refused("lead", "findHarm", **FOUND) == "request-of-person-needed"
    assert ask(api, MATTER, code=play.code)["matter"]["report"]["protection"]["canWithdraw"] is False


def test_the_form_keeps_what_was_typed(api: InProcess) -> None:
    shown = page(api, "protection", harm="CHILD_DATA", asker="GUARDIAN", claim=CLAIM, free_of_secrets="yes")
    assert shown.status_code == 422
    assert CLAIM in shown.text
    assert "CHILD_PROTECTION" not in shown.text


class TestAgainstCriticism:
    """Three ways in which somebody tries to have criticism taken down as if it were harm."""

    def test_a_post_about_how_an_agency_works(self, api: InProcess, issuer: Issuer) -> None:
        play = Asked(api, issuer)
        play.act("lead", "screenCase", category="HEALTH", assigned="agency-health", concerns=["agency-land"])
        play.act("health", "startChecking", focal=officer("agency-health", Post.HANDLER))
        assert play.refused("health", "reviewHarm", provision=play.ground, **CLEAR) == "about-office"

    def test_a_report_of_the_press(self, api: InProcess, issuer: Issuer) -> None:
        play = Asked(api, issuer, medium="PRESS")
        play.taken_up()
        assert play.refused("health", "reviewHarm", provision=play.ground, **CLEAR) == "press-by-its-own-law"

    def test_a_picture_of_an_official_at_work(self, api: InProcess, issuer: Issuer) -> None:
        """The test says that it is about an office: nothing follows, and a second opinion changes nothing."""
        play = Asked(api, issuer)
        play.taken_up()
        play.act("health", "reviewHarm", **(CLEAR | {"office": True}))
        assert play.refused("lead", "findHarm", **FOUND) == "found-protected"
        assert play.refused("health", "reviewHarm", provision=play.ground, **CLEAR) == "protected-stands"
        harm = {"finding": "HARMS_PERSON", "reasons": LONG}
        assert play.refused("lead", "appraiseCase", **harm) == "independent-source-needed"
