"""The person concerned, over HTTP and on a telephone: heard, told, restored; found late; protected.

Officers act with tokens of their own. The person has an address or a code, and nothing else.
"""

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.administration.agencies import GrantCompetence
from domain.kernel.actor import OPERATOR
from domain.kernel.calendar import WorkingCalendar
from domain.kernel.vocabulary import Post
from domain.registry.agency import Task
from store.process.settings import Settings
from store.provisioning.provision import lay_out
from store.store import opened_store
from tests.journeys.phone import Phone, a_browser, words_of
from tests.support.complaints import appoint_others
from tests.support.examiner import Examiner, complaint_of, today
from tests.support.installation import Api, environment, running_api
from tests.support.newsroom import Newsroom
from tests.support.play import LONG, NO_OFFICE, Play, a_ground
from tests.support.public import code_in, forgive
from tests.support.server import own_prefix
from tests.support.template import running_queue
from tests.support.tokens import Issuer
from tests.support.world import SINCE, build, officer

pytestmark = pytest.mark.slow

LATER = 100
"""Days after which somebody finds a decision that nobody could tell them of."""
ANSWER = "Hôm đó trạm đóng cửa thật, tôi có ảnh chụp lúc chín giờ sáng."
WRONG = "Trạm y tế có đóng cửa thật, tôi đã đến nơi."
CARD = "Bài đăng để lộ ảnh thẻ học sinh của con tôi, có tên trường."
MATTER = "query($code: String!) { matter(code: $code) { report { number } } }"


@dataclass(frozen=True)
class Town:
    """One installation at two times, and whoever has a telephone in each."""

    now: Api
    later: Api
    issuer: Issuer
    phone: Phone
    later_phone: Phone

    def play(self, api: Api | None = None) -> Play:
        return Play(api or self.now, self.issuer)


async def entered(env: dict[str, str]) -> None:
    """The province, second signatories, and police that may order a removal by a law of their own."""
    async with opened_store(Settings.from_env(env)) as store:
        await lay_out(store.connection.client, store.connection.names)
        await build(store)
        await appoint_others(store)
        competent = GrantCompetence(task=Task.ORDER_REMOVAL, since=SINCE, source="Luật mẫu, Điều 1")
        await store.execute(OPERATOR, competent, command_id=uuid4(), target="agency-police", expected=3)


@pytest.fixture(scope="module")
def town(root_uri: str, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """For all four: nothing of one journey stands in the way of another."""
    folder = tmp_path_factory.mktemp("person")
    with ExitStack() as running:
        queue = running.enter_context(running_queue(folder / "queue"))
        env = environment(folder, root_uri, queue.url, issuer, own_prefix())
        asyncio.run(entered(env))
        now = running.enter_context(running_api(env, folder / "now.log"))
        ahead = env | {"CASEBOOK_CLOCK_OFFSET": str(LATER * 86_400)}
        later = running.enter_context(running_api(ahead, folder / "later.log"))
        looker = running.enter_context(a_browser())
        yield Town(now, later, issuer, Phone(now.url, looker), Phone(later.url, looker))


@pytest.fixture(autouse=True)
def forgiven(town: Town) -> None:
    forgive(town.now.env)


def told(words: str, *wanted: str) -> None:
    assert [item for item in wanted if item not in words] == [], words


def shown(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def last_day(known: date) -> date:
    """The last day to complain for whoever came to know of a decision on a day."""
    return WorkingCalendar().add_working_days(known + timedelta(90), 0)


def proposed(play: Play, ground: str, measure: str, *weighed: str, **said: str) -> None:
    """Proposed after a hearing."""
    fields = {"weighing": LONG, "necessity": LONG, **said}
    play.act("lead", "proposeHandling", measure=measure, provisions=[ground], alternatives=list(weighed), **fields)


def removed(play: Play, ground: str) -> None:
    """The ministry knows who asks and on what; nobody has replied before it does."""
    one = play.asked_to_remove(ground)
    play.sent_to_the_ministry(one)
    [sent] = play.shown("takedowns { committee { id } answered { documentNumber } replyDueAt replied { at } }")[
        "takedowns"
    ]
    assert (sent.pop("replyDueAt") is None, sent) == (
        False,
        {"committee": {"id": "agency-ppc"}, "answered": {"documentNumber": "2/UBND"}, "replied": None},
    )
    play.removed(one)


class TestToldAndRestored:
    """Decided and told; a complaint, a question, an answer; upheld, restored, corrected before everybody."""

    def test_from_the_decision_to_its_correction(self, town: Town) -> None:
        play, phone, url = town.play(), town.phone, f"https://tin.example/{uuid4().hex}"
        ground = a_ground(town.now, town.issuer)
        play.report(url=url)
        play.check()
        play.proposed(ground, "TAKEDOWN_PROPOSAL", "CORRECTION_REQUEST", "LABEL_PROPOSAL")
        play.decided("TAKEDOWN_PROPOSAL")
        told(phone.finds(url), "Còn hiệu lực", "Được công bố sau khi người liên quan đã được thông báo.")
        paper = {"service": "DOCUMENT_DELIVERED", "serviceNote": "Đã giao tận tay người liên quan."}
        play.act("lead", "startExecution", agency="agency-health", servedOn=play.today, **paper)
        removed(play, ground)
        office = Newsroom(town.now, town.issuer, play.case)
        office.name_spokesperson()
        play.act("health", "reportResult", documentNumber="5/BC", doneOn=play.today, summary=LONG)
        office.issued()

        found = phone.finds(f"{url}?utm_source=x")
        told(
            found,
            *("Kết luận", "Sai sự thật", "Điều được xác định là sai", "Trạm y tế đóng cửa là sai."),
            *("Điều 1 khoản 1 điểm a", "Lý do", LONG, "Biện pháp nhẹ hơn đã cân nhắc", "Vì sao không hỏi trước"),
            *(shown(last_day(today())), "Cách khiếu nại", "Việc tiếp theo", "Khiếu nại quyết định này"),
        )
        number = play.shown("decisions { publicCode }")["decisions"][-1]["publicCode"]
        assert number in found
        own = code_in(phone.send("complaint", decision=number, text=WRONG, contact="0912 345 678"))
        examiner = Examiner(play, "agency-lead")
        redress = complaint_of(play, examiner)
        assert examiner.sent(redress, "acceptRedress") == []
        assert examiner.sent(redress, "askComplainant", text="Ông bà thấy trạm đóng cửa vào giờ nào?") == []
        told(phone.follows(own), "Người giải quyết hỏi", "phải được giải quyết chậm nhất ngày")
        told(words_of(phone.post("write", code=own, command_id=str(uuid4()), text=ANSWER)), "Đã nhận tin nhắn của bạn")
        assert examiner.shown(redress, "messages { text }")["messages"][-1] == {"text": ANSWER}
        assert examiner.sent(redress, "beginExamination", plan=LONG) == []
        said = {"number": "1/QĐ-KN", "decidedOn": play.today, "reasons": LONG, "wayOn": LONG}
        assert examiner.sent(redress, "decideRedress", outcome="UPHELD", **said) == []

        told(phone.follows(own), "Khiếu nại đúng", "Quyết định không còn hiệu lực")
        told(phone.finds(url), "Đã bị hủy bỏ", "Khôi phục nội dung đã gỡ", "Chờ đề nghị khôi phục")
        play.restored()
        told(phone.finds(url), "Đã khôi phục")
        reason = "Khiếu nại được giải quyết là đúng, quyết định đã bị hủy bỏ."
        office.corrected("Kết luận trước đây không đúng và đã bị hủy bỏ.", reason, redress=redress)
        told(words_of(office.newest(office.notice)), reason, "Khiếu nại đúng", "Biện pháp không còn hiệu lực")


class TestFoundLate:
    """Nobody could be told; whoever finds the decision by its address a hundred days later is in time."""

    def test_a_hundred_days_later(self, town: Town) -> None:
        play, url = town.play(), f"https://tin.example/{uuid4().hex}"
        play.report(url=url)
        play.check()
        play.proposed(a_ground(town.now, town.issuer))
        play.decided()
        nobody = {"service": "NOT_POSSIBLE", "serviceNote": "Không biết người đăng là ai, trang không có cách nhắn."}
        play.act("lead", "startExecution", agency="agency-health", servedOn=play.today, **nobody)

        phone, day = town.later_phone, today() + timedelta(LATER)
        words = phone.finds(url)
        told(words, "Còn hiệu lực", "Nếu hôm nay bạn mới biết", shown(last_day(day)), "Lý do", LONG)
        code = re.search(r"\b[0-9A-F]{12}\b", words)
        assert code
        late = town.play(town.later)
        late.case = play.case
        own = code_in(phone.send("complaint", decision=code[0], text=WRONG))
        told(phone.follows(own), "Đã gửi", "Cơ quan phải thụ lý")
        examiner = Examiner(late, "agency-lead")
        redress = complaint_of(late, examiner)
        filed = examiner.shown(redress, "filedLate fileBy { dueAt }")
        assert filed["filedLate"] is False
        assert filed["fileBy"]["dueAt"][:10] == last_day(day).isoformat(), "the end of the day in Việt Nam, by UTC"
        [refused] = examiner.sent(redress, "rejectRedress", ground="OUT_OF_TIME", reasons=LONG)
        assert refused["code"] == "FILED_IN_TIME"
        examiner.rules(redress, "UPHELD")
        ended = phone.finds(url)
        told(ended, "Đã bị hủy bỏ", "không còn hiệu lực từ ngày", "đang được xem xét lại", "1/QĐ-KN")
        assert "Thời hạn khiếu nại" not in ended


class TestProtected:
    """A child's card goes at a guardian's request; the same way stays closed to whoever is criticised."""

    def test_a_childs_card_is_taken_down(self, town: Town) -> None:
        case = Asked(town)
        play, phone = case.play, town.phone
        told(phone.follows(case.code), "Bạn yêu cầu bảo vệ khỏi", "Việc tiếp theo")
        case.taken_up()
        play.act("lead", "askReporter", text="Đề nghị cho biết nên xem giấy tờ ở đâu.")  # no contact is known
        told(phone.follows(case.code), "Đề nghị cho biết nên xem giấy tờ ở đâu.")
        play.found_harmful(case.ground)
        letter = {"agency": "agency-police", "documentNumber": "9/CV", "unheard": LONG}
        play.act("lead", "passOnProtection", **letter)
        told(phone.follows(case.code), "Yêu cầu gỡ bỏ đã được chuyển đến 1 cơ quan có thẩm quyền")
        asked = {row["agency"]["id"]: row["key"] for row in play.shown("requests { key agency { id } }")["requests"]}
        play.act("police", "answerRequest", request=asked["agency-police"], text=LONG, documentNumber="10/CV")
        proposed(play, case.ground, "TAKEDOWN_PROPOSAL", "WARNING_LETTER")
        assert play.refused("lead.signatory", "decideCase", **decision(play)) == "TOOK_PART_ALREADY"
        play.decided("TAKEDOWN_PROPOSAL", "lead.other")
        play.served("agency-health")
        removed(play, case.ground)
        told(phone.finds(play.url), "Xâm hại một người", "Đề nghị gỡ bỏ", "Cách khiếu nại")
        play.act("health", "reportResult", documentNumber="5/BC", doneOn=play.today, summary=LONG)
        closing = {"ground": "COMPLETED", "publication": "NOT_PUBLISH", "reasons": LONG, "informed": "BY_MESSAGE"}
        assert play.act("lead", "closeCase", **closing) == "CLOSED"
        told(phone.follows(case.code), "Vụ việc đã kết thúc")
        seen = play.shown("protections { asker words confirmed { shown } } appraisal { finding standing }")
        kept = {"asker": "GUARDIAN", "words": None, "confirmed": {"shown": "GUARDIAN_PAPER"}}
        assert seen["protections"] == [kept], "who it was is not kept"
        assert seen["appraisal"] == {"finding": "HARMS_PERSON", "standing": None}


def decision(play: Play) -> dict[str, str]:
    said = {"measure": "TAKEDOWN_PROPOSAL", "number": "12/QĐ", "decidedOn": play.today, "unheard": LONG}
    return said | {"reasons": LONG, "redressNotice": LONG}


class Asked:
    """A case that a guardian began on a telephone, about content at an address of its own."""

    def __init__(self, town: Town) -> None:
        self.play = town.play()
        self.play.url = f"https://tin.example/{uuid4().hex}"
        self.ground = a_ground(town.now, town.issuer, "PERSON_GROUND")
        form = {"harm": "CHILD_DATA", "asker": "GUARDIAN", "claim": CARD, "free_of_secrets": "yes"}
        form |= {"medium": "SOCIAL_NETWORK", "url": self.play.url}
        self.code = code_in(town.phone.send("protection", **form))
        number = town.phone.data(MATTER, code=self.code)["matter"]["report"]["number"]
        rows = self._lead("{ cases(first: 5) { edges { node { id code } } } }")["cases"]["edges"]
        self.play.case = next(row["node"]["id"] for row in rows if row["node"]["code"] == number)

    def _lead(self, query: str) -> Any:
        return self.play.api.ask(self.play.token("lead"), query)

    def taken_up(self) -> None:
        """Screened, and checked by the health department."""
        self.play.act("lead", "screenCase", category="HEALTH", assigned="agency-health")
        self.play.act("health", "startChecking", focal=officer("agency-health", Post.HANDLER))


def test_what_was_hidden_at_once_and_nobody_confirmed(two_times: tuple[Api, Callable[[], Api]], issuer: Issuer) -> None:
    """Two agencies act for a child; nobody confirms it in a working day: the worker ends it, the lead puts it back."""
    now, later = two_times
    play, ground = Play(now, issuer), a_ground(now, issuer, "PERSON_GROUND")
    play.report()
    play.check()
    play.act("lead", "recordProtectionRequest", harm="CHILD_DATA", asker="GUARDIAN", words=LONG)
    play.act("health", "reviewHarm", provision=ground, **NO_OFFICE)
    play.act("lead.signatory", "reviewHarm", provision=ground, atOnce="agency-ministry", unheard=LONG, **NO_OFFICE)
    fields = "protections { atOnce { dueAt endedAt upheldAt released { note } } }"
    begun = play.shown(fields)
    assert begun["protections"][0]["atOnce"]["endedAt"] is None
    after = Play(later(), issuer)
    after.case = play.case
    ended = after.until(fields, lambda case: case["protections"][0]["atOnce"]["endedAt"])["protections"][0]["atOnce"]
    assert (ended["endedAt"] >= ended["dueAt"], ended["upheldAt"]) == (True, None)
    assert after.refused("lead", "findHarm", reasons=LONG) == "ASKER_NOT_CONFIRMED", "a late finding holds nothing"
    due = after.api.ask(after.token("lead"), "{ inbox { due { kind case { id } } } }")["inbox"]["due"]
    assert {"kind": "RELEASE_CONTENT", "case": {"id": after.case}} in due
    after.act("lead", "recordRelease", documentNumber="9/CV", reasons=LONG)
    assert after.shown(fields)["protections"][0]["atOnce"]["released"]["note"] == LONG
