"""Eight journeys at the desk and the public door, beside a worker: by forms over HTTP, and by clicks in Chromium.

Each act of each person is clicked once on each screen, with each set of fields; later journeys send its form.

Each is counted; `docs/measurements.md` has the counts, and these tests hold it to them.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.kernel.calendar import iso_millis
from domain.kernel.vocabulary import Kind, Post
from tests.journeys.at_the_desk import AtTheDesk
from tests.journeys.by_clicks import SCREENS, Act, ByClicks, ByKeyboard, screen
from tests.support.acts import A_REPORT
from tests.support.installation import Api, Process, running_api
from tests.support.newsroom import speaking
from tests.support.patience import until
from tests.support.play import LONG, a_ground
from tests.support.public import Person, forgive, with_others
from tests.support.reader import SETTINGS
from tests.support.tokens import Issuer
from tests.support.world import officer

PAGE = Path(__file__).parents[2] / "docs/measurements.md"
MATTER = """query($code: String!) { matter(code: $code) { report {
  state closure finding decision { measure falseFact standing } remedied: remediedBy } } }"""
NEWSROOMS = {"forms": "health", "phone": "land", "desktop": "district"}
"""Agencies without a spokesperson: each screen has one of its own to name somebody in."""
PAGE_MOST = 50_000
"""Bytes of a page."""
CLOSE = {"reasons": LONG, "informed": "BY_PHONE"}


@pytest.fixture(scope="module")
def api(installation: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running_api({**installation, **SETTINGS}, tmp_path_factory.mktemp("desk") / "api.log") as running:
        yield running


@pytest.fixture(scope="module")
def ground(api: Api, issuer: Issuer, installation: dict[str, str]) -> str:
    with_others(installation)
    return a_ground(api, issuer)


Seat = Callable[[Api, str], AtTheDesk]
"""Gives the people of a life, by its name."""


@pytest.fixture(scope="module", params=["forms", *(pytest.param(one, marks=pytest.mark.slow) for one in SCREENS)])
def seat(request: pytest.FixtureRequest, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """Sends forms; or clicks each act once in a browser with a screen of that size, the small one without scripts."""
    if request.param == "forms":
        yield lambda api, life: AtTheDesk(api, issuer)
        return
    clicked = set[Act]()
    with screen(request.param, tmp_path_factory.mktemp(request.param)) as browser:
        yield lambda api, life: ByClicks(api, issuer, browser, request.param, life, clicked)


@pytest.fixture
def people(
    seat: Seat, api: Api, worker: Process, installation: dict[str, str], request: pytest.FixtureRequest
) -> Iterator[AtTheDesk]:
    forgive(installation)
    yield seat(api, request.node.originalname[5:])
    forgive(installation)


def counted(people: AtTheDesk, journey: str) -> None:
    """What the page says of a journey is what it took; nobody was refused, and nobody was too late."""
    people.ends()
    assert people.heaviest < PAGE_MOST
    rows = re.findall(r"^\|([^|]+)\|[^|]+\|(\d+)\|(\d+)\|(\d+)\|(\d+)\|", PAGE.read_text(), re.MULTILINE)
    written = {name: tuple(map(int, numbers)) for name, *numbers in rows}
    assert written[journey] == (len(people.people), people.mutations, 0, 0)


# Stretches of the way that several journeys share.


def address(people: AtTheDesk, number: int) -> str:
    return f"https://tin.example/{people.screen}/{number}"


def by_telephone(people: AtTheDesk, number: int) -> str:
    """A call at the lead agency about an address of its own; the code with which the caller follows the matter."""
    by = {"channel": "PHONE", "channelNote": "Người dân gọi điện, đề nghị được báo kết quả.", "contact": "0912 000 000"}
    called = {**A_REPORT, **by, "url": address(people, number)}
    return str(people.begins("lead", "reportCase", Kind.CASE, **called))


def checked(people: AtTheDesk, result: str) -> None:
    """Screened, taken up and verified by the health department."""
    people.acts("lead", "screenCase", category="HEALTH", assigned="agency-health")
    people.acts("health", "startChecking", focal=officer("agency-health", Post.HANDLER))
    said = {"independent": True, "sources": "Sổ khám bệnh của trạm y tế.", "contrary": "Không có."}
    people.acts("health", "recordVerification", result=result, **said)


def unprotected(people: AtTheDesk, ground: str) -> None:
    """One statement of fact is false, and no freedom covers it."""
    false = {"falseFact": "Trạm y tế đóng cửa là sai.", "provision": ground}
    people.acts("health", "reviewExpression", conclusion="NOT_PROTECTED", expression="FACT", reasons=LONG, **false)


def protected(people: AtTheDesk) -> None:
    people.acts("health", "reviewExpression", conclusion="PROTECTED", expression="COMPLAINT", reasons=LONG)


def asked(people: AtTheDesk) -> None:
    """The lead asks two agencies in writing."""
    said = {"methodReason": "Việc đơn giản, không cần họp.", "question": "Đề nghị cho ý kiến.", "dueDays": 2}
    invited = ["agency-health", "agency-land"]
    people.acts("lead", "openRound", method="WRITTEN_OPINION", invited=invited, **said)


def agreed(people: AtTheDesk, *answering: str) -> None:
    """Who is asked answers, and the round ends."""
    for who in answering:
        people.acts(who, "giveOpinion", position="AGREE", text="Đồng ý với phương án.")
    people.acts("lead", "concludeRound", outcome="AGREED", agreedOption="Đề nghị đính chính.")


def appraised(people: AtTheDesk, finding: str) -> None:
    people.acts("lead", "appraiseCase", finding=finding, reasons=LONG)


def proposed(people: AtTheDesk, ground: str) -> None:
    said = {"provisions": [ground], "alternatives": [], "weighing": LONG, "necessity": LONG}
    people.acts("lead", "proposeHandling", measure="CORRECTION_REQUEST", **said)


def signed(people: AtTheDesk, who: str = "lead.signatory") -> None:
    said = {"number": "12/QĐ", "decidedOn": people.today, "reasons": LONG, "redressNotice": LONG}
    assert people.acts(who, "decideCase", measure="CORRECTION_REQUEST", **said) == "DECIDED"


def found_false(people: AtTheDesk, ground: str, number: int) -> str:
    """Reported by telephone, checked, false and unprotected; the caller's code."""
    code = by_telephone(people, number)
    checked(people, "FALSE")
    unprotected(people, ground)
    return code


def agreed_on(people: AtTheDesk, ground: str, number: int) -> str:
    """False, discussed and proposed; the caller's code."""
    code = found_false(people, ground, number)
    asked(people)
    agreed(people, "health", "land")
    appraised(people, "FALSE")
    proposed(people, ground)
    return code


def carried_out(people: AtTheDesk) -> None:
    """The publisher is told, and the case ends with its result."""
    served(people)
    people.acts("health", "reportResult", documentNumber="5/BC", doneOn=people.today, summary=LONG)
    ended = people.acts("lead", "closeCase", ground="COMPLETED", publication="PUBLISH", **CLOSE)
    assert ended == "CLOSED"


def served(people: AtTheDesk) -> None:
    told = {"service": "PUBLISHER_NOTIFIED", "serviceNote": "Đã gửi văn bản.", "servedOn": people.today}
    people.acts("lead", "startExecution", agency="agency-health", **told)


def read_by_the_caller(people: AtTheDesk, code: str) -> tuple[str, ...]:
    """State, reason, finding and decision, as far as the caller is shown them."""
    seen = Person(people.api.url).data(MATTER, code=code)["matter"]["report"]
    made = seen.pop("decision") or {}
    return tuple(word for word in (*seen.values(), *made.values()) if word)


def remedied(people: AtTheDesk) -> None:
    """The whole life of a claim that is true."""
    code = by_telephone(people, 2)
    checked(people, "TRUE")
    protected(people)
    appraised(people, "TRUE_ISSUE")
    people.acts("lead", "openRemedy", agency="agency-land", problem="Trạm y tế thiếu thuốc.", dueDays=10)
    people.acts("land", "reportResult", documentNumber="5/BC", doneOn=people.today, summary=LONG)
    assert people.acts("lead", "closeCase", ground="REMEDIED", publication="PUBLISH", **CLOSE) == "CLOSED"
    assert read_by_the_caller(people, code) == ("CLOSED", "REMEDIED", "TRUE_ISSUE", "Cơ quan agency-land")
    counted(people, "A claim that is true")


class TestEightJourneys:
    def test_a_false_claim_by_telephone_is_decided_and_the_caller_told(self, people: AtTheDesk, ground: str) -> None:
        code = agreed_on(people, ground, 1)
        signed(people)
        assert read_by_the_caller(people, code) == ("DECIDED",), "not before the person concerned"
        carried_out(people)
        told = ("FALSE", "CORRECTION_REQUEST", "Trạm y tế đóng cửa là sai.", "IN_FORCE")
        assert read_by_the_caller(people, code) == ("CLOSED", "COMPLETED", *told)
        assert "Trạm y tế đóng cửa là sai." in people.follows(code)
        assert people.mutations <= 15
        counted(people, "A false claim by telephone")

    def test_a_claim_that_is_true_is_remedied(self, people: AtTheDesk) -> None:
        remedied(people)

    @pytest.mark.slow
    def test_a_true_claim_is_remedied_by_keyboard_alone(self, api: Api, issuer: Issuer, tmp_path: Path) -> None:
        with screen("desktop", tmp_path) as browser:
            remedied(ByKeyboard(api, issuer, browser, "keyboard", "a_claim_that_is_true_is_remedied"))

    def test_a_claim_appraised_before_a_round_is_decided(self, people: AtTheDesk, ground: str) -> None:
        found_false(people, ground, 3)
        appraised(people, "FALSE")
        assert people.offer("lead", "proposeHandling")["why"] == "ROUND_NEEDED"
        asked(people)
        agreed(people, "health", "land")
        proposed(people, ground)
        signed(people)
        carried_out(people)
        counted(people, "Appraised before a round")

    def test_an_agency_that_is_silent_holds_nobody_up(
        self, two_times: tuple[Api, Callable[[], Api]], issuer: Issuer, seat: Seat
    ) -> None:
        now, later = two_times
        people, ground = seat(now, "silent"), a_ground(now, issuer)
        found_false(people, ground, 4)
        asked(people)
        people.acts("health", "giveOpinion", position="AGREE", text="Đồng ý với phương án.")
        after = seat(later(), "silent")
        after.takes_over(people)
        until_lapsed(after)
        agreed(after)
        appraised(after, "FALSE")
        proposed(after, ground)
        signed(after)
        carried_out(after)
        counted(after, "An agency that is silent")

    def test_another_signs_for_who_is_recused(self, people: AtTheDesk, ground: str) -> None:
        agreed_on(people, ground, 5)
        mine = officer("agency-lead", Post.SIGNATORY)
        people.acts("lead.signatory", "recuseOfficer", officer=mine, reasons="Là người nhà của người đăng.")
        assert people.offer("lead.signatory", "decideCase")["why"] == "RECUSED"
        signed(people, "lead.other")
        carried_out(people)
        counted(people, "A signatory who is recused")

    def test_a_file_goes_to_the_police_and_ends_there(self, people: AtTheDesk, ground: str) -> None:
        code = found_false(people, ground, 6)
        draft = {"police": "agency-police", "provisions": [ground], "reasons": LONG, "fileIndex": "1. Bản chụp bài"}
        people.acts("lead", "proposeTransfer", **draft)
        people.acts("lead.signatory", "signTransfer", documentNumber="1/CV")
        people.acts("lead", "handOverTransfer", record="Bàn giao 12 trang tại trụ sở.", documentNumber="2/BB")
        people.acts("police", "receiveTransfer")
        people.acts("lead", "recordPoliceOutcome", documentNumber="3/CAT")
        assert people.acts("lead", "closeCase", ground="POLICE_OUTCOME", **CLOSE) == "CLOSED"
        assert read_by_the_caller(people, code) == ("CLOSED", "POLICE_OUTCOME")
        counted(people, "Handed to the police")

    def test_a_complaint_is_upheld(self, people: AtTheDesk, ground: str) -> None:
        agreed_on(people, ground, 7)
        signed(people)
        served(people)
        people.meets(Kind.REDRESS, complained(people))
        people.acts("lead.other", "acceptRedress", Kind.REDRESS)
        people.acts("lead.other", "beginExamination", Kind.REDRESS, plan=LONG)
        ruling = {"number": "1/QĐ-KN", "decidedOn": people.today, "reasons": LONG, "wayOn": LONG}
        people.acts("lead.other", "decideRedress", Kind.REDRESS, outcome="UPHELD", **ruling)
        assert people.offer("health", "recordVerification")["allowed"], "the case is checked again"
        counted(people, "A complaint that is upheld")

    def test_a_question_of_the_press_is_answered(self, people: AtTheDesk) -> None:
        who = NEWSROOMS[people.screen]
        asks = {"kind": "QUESTION", "askedAt": iso_millis(datetime.now(UTC)), "outlet": "Báo Mẫu"}
        people.begins(who, "receiveQuestion", Kind.EXCHANGE, question="Trạm y tế xã có đóng cửa không?", **asks)
        assert people.offer(f"{who}.spokesperson", "answerQuestion", Kind.EXCHANGE)["why"] == "SPOKESPERSON_ONLY"
        people.begins(f"{who}.signatory", "nameSpokesperson", Kind.SPOKESPERSON, **speaking(f"agency-{who}"))
        assert people.acts(f"{who}.spokesperson", "answerQuestion", Kind.EXCHANGE, text=LONG) == "ANSWERED"
        counted(people, "A question of the press")


def until_lapsed(people: AtTheDesk) -> None:
    """Wait for the worker, which notes that the time to answer is over: the lead agency finds it in the round."""
    query = "query($id: ID!) { case(id: $id) { rounds { lapsedAt } } }"

    def look() -> Any:
        [made] = people.api.ask(people.token("lead"), query, id=people.id(Kind.CASE))["case"]["rounds"]
        return made["lapsedAt"]

    until(look, "nobody noted it")


def complained(people: AtTheDesk) -> str:
    """The person concerned complains, without an account."""
    people.complains(address(people, 7), text="Trạm y tế có đóng cửa thật, tôi đã đến nơi.", contact="0912 345 678")
    people.people.add("the person concerned")
    people.mutations += 1
    found = people.api.ask(people.token("lead.other"), "{ redresses(first: 20) { edges { node { id caseId } } } }")
    rows = [edge["node"] for edge in found["redresses"]["edges"]]
    return next(str(row["id"]) for row in rows if row["caseId"] == people.id(Kind.CASE))
