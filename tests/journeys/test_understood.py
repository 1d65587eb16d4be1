"""What people of the agencies read before they act, in Chromium on a telephone and on a desk: what they are asked, what
came before, and by when."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from api.pages.administer.sections import ADMINISTER
from api.pages.base.pages import DeskPages
from api.pages.desk.pages import DESK
from domain.administration.officers import AppointOfficer
from domain.kernel.actor import OPERATOR
from domain.kernel.vocabulary import Post
from store.process.settings import Settings
from store.store import opened_store
from tests.support.browser import Looker, looking
from tests.support.installation import Api, free_port, running_api
from tests.support.patience import until
from tests.support.play import LONG, Play
from tests.support.reader import CLIENT, cookie_of, session
from tests.support.tokens import Issuer
from tests.support.world import officer

pytestmark = pytest.mark.slow
TELEPHONE, SCREEN = 360, 1280


@pytest.fixture(scope="module")
def api(installation: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The API with its desks, as a process."""
    port = free_port()
    clients = {f"CASEBOOK_{name}_CLIENT": CLIENT for name in ("DESK", "ADMINISTER")}
    env = {**installation, **clients, "CASEBOOK_SIGN_IN_URL": f"http://127.0.0.1:{port}/oauth"}
    with running_api(env, tmp_path_factory.mktemp("desk") / "api.log", port) as running:
        yield running


@pytest.fixture(scope="module")
def looker() -> Iterator[Looker]:
    with looking() as running:
        yield running


class Office:
    def __init__(self, looker: Looker, api: Api, who: str, pages: DeskPages = DESK) -> None:
        agency, _, post = who.partition(".")
        self._look, self._url = looker.flawless, api.url
        self._cookies = cookie_of(pages, session(f"agency-{agency}", Post((post or "handler").upper()), pages=pages))

    def reads(self, path: str, *wanted: str) -> None:
        """The page says all this at both widths, and nothing of it is wider than the screen."""
        for width in (TELEPHONE, SCREEN):
            [seen] = self._look([self._page(path, width)])
            assert [words for words in wanted if words not in seen["words"]] == [], seen["words"]

    def types(self, path: str, *keys: str) -> None:
        """Fill in a form by keyboard, on a telephone."""
        self._look([self._page(path, TELEPHONE) | {"keys": [*keys, "Tab:#send", "Enter:Đã ghi"]}])

    def _page(self, path: str, width: int) -> dict[str, Any]:
        return {"url": f"{self._url}{path}?lang=vi", "width": width, "cookies": self._cookies}


def test_the_police_read_what_they_were_handed_and_what_they_owe(
    looker: Looker, api: Api, play: Play, ground: str
) -> None:
    play.report()
    play.check()
    play.verify("FALSE")
    play.review("NOT_PROTECTED", ground=ground)
    play.handed_over(ground)
    police, case = Office(looker, api, "police"), f"/desk/matters/{play.case}"
    police.reads("/desk/", f"Tiếp nhận hồ sơ chuyển đến {play.shown('code')}, hạn: hết ngày")
    owed = "Tiếp nhận hồ sơ chuyển đến: Cơ quan agency-police, hạn: hết ngày"
    police.reads(case, owed, "Bạn được làm gì Xác nhận đã nhận hồ sơ Trả lại hồ sơ", "Bàn giao 12 trang tại trụ sở.")
    police.types(f"{case}/receiveTransfer")
    file = ("Danh mục hồ sơ 1. Bản chụp bài viết", f"Lý do {LONG}", "Ký Cơ quan agency-lead")
    police.reads(f"{case}/answerTransfer", "Cho biết kết quả bằng số văn bản của cơ quan Công an.", *file)
    police.types(f"{case}/answerTransfer", "Tab:[name=documentNumber]", "=4/CAT")
    assert play.shown("transfers { state }")["transfers"] == [{"state": "OUTCOME_NOTED"}]


def test_who_loses_the_matter_reads_from_what_to_what(looker: Looker, api: Api, play: Play) -> None:
    play.report()
    play.check()
    play.act("lead", "rescreenCase", category="LAND", assigned="agency-land", reasons=LONG)
    health, case = Office(looker, api, "health.signatory"), f"/desk/matters/{play.case}"
    asked = "Đề nghị sàng lọc lại: đất đai; cơ quan agency-land."
    health.reads(case, "Bạn được làm gì Xác nhận sàng lọc lại Không đồng ý sàng lọc lại", asked)
    after = "Sàng lọc được đề nghị Cơ quan kiểm tra Cơ quan agency-land Lĩnh vực Đất đai"
    before = "Sàng lọc trước đó Cơ quan kiểm tra Cơ quan agency-health Lĩnh vực Y tế"
    health.reads(f"{case}/confirmRescreening", after, before, LONG)
    health.types(f"{case}/confirmRescreening", "Tab:[name=reasons]", f"={LONG}")
    Office(looker, api, "land").reads(case, "Kiểm tra, xác minh: Cơ quan agency-land, hạn:", "Bắt đầu kiểm tra")


def test_each_address_of_a_rumour_says_how_far_the_others_are(
    looker: Looker, api: Api, issuer: Issuer, play: Play, ground: str
) -> None:
    play.report()
    play.check()
    play.proposed(ground)
    play.decided()
    other = Play(api, issuer)
    other.report()
    other.check()
    other.act("lead", "linkDuplicate", of=play.case, reasons=LONG)
    seen = {"method": "VIEWED_CONTENT", "outcome": "AS_REPORTED", "summary": "Đã xem, đúng như phản ánh."}
    other.act("health", "recordCheck", **seen)
    health, story = Office(looker, api, "health"), "Vụ việc khác về cùng nội dung {} · {}"
    first = story.format(play.shown("code"), "Đã quyết định · Sai sự thật: Tin đồn rằng")
    health.reads(f"/desk/matters/{other.case}", first, "Dùng kết quả xác minh của vụ việc đã liên kết")
    separate = "Dùng kết quả xác minh của vụ việc đã liên kết cho địa chỉ này; kết luận và quyết định vẫn riêng."
    health.reads(f"/desk/matters/{other.case}/carryVerification", separate, first)
    said = (
        "Tab:[name=sources]",
        "=Bài ở đây chép nguyên văn nội dung đã xác minh.",
        "Tab:[name=contrary]",
        "=Không có.",
    )
    health.types(f"/desk/matters/{other.case}/carryVerification", *said)
    second = story.format(other.shown("code"), "Đang kiểm tra, xác minh: Tin đồn rằng")
    Office(looker, api, "lead").reads(f"/desk/matters/{play.case}", second)


async def a_colleague(env: dict[str, str]) -> None:
    appointed = AppointOfficer(
        subject="agency-health.moi@example.invalid",
        agency="agency-health",
        posts=(Post.HANDLER,),
        since=date(2026, 6, 1),
        appointment="QĐ 9",
    )
    async with opened_store(Settings.from_env(env)) as store:
        await store.execute(OPERATOR, appointed, command_id=uuid4(), target=f"officer-{uuid4().hex[:8]}")


async def test_an_administrator_reads_what_a_leaving_officer_leaves_and_names_a_colleague(
    looker: Looker, api: Api, play: Play
) -> None:
    await a_colleague(api.env)
    play.report()
    play.check()
    admin, row = Office(looker, api, "health.admin", ADMINISTER), officer("agency-health", Post.HANDLER)
    before = play.shown("focalOfficer { officerId }")
    asked = "Cán bộ này đang kiểm tra"
    admin.reads(f"/administer/officers/{row}", asked, "hãy bàn giao cho một cán bộ khác")
    admin.reads(f"/administer/officers/{row}/handOverWork", asked, "– Chọn – agency-health.moi@example.invalid")
    keys = ("Tab:[name=colleague]", "ArrowDown", "Tab:[name=reasons]", f"={LONG}")
    admin.types(f"/administer/officers/{row}/handOverWork", *keys)
    until(lambda: play.shown("focalOfficer { officerId }"), wanted=lambda now: now != before)
    Office(looker, api, "health").reads(f"/desk/matters/{play.case}", "hệ thống: Chuyển việc kiểm tra do bàn giao.")
