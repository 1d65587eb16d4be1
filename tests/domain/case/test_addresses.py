"""Only single items can be proposed for removal: accounts, groups and sites are told by their addresses (X6)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.book import ACTIONS
from domain.case.appraisal import RecordVerification
from domain.case.decisions import DecideCase, ProposeHandling
from domain.case.guards import foreign_address
from domain.case.hearing import OpenHearing
from domain.case.messages import AskReporter
from domain.case.ministry import ReviewTakedown
from domain.case.requests import ReferCase, RequestCoordination
from domain.case.rounds import ConcludeRound, OpenRound
from domain.case.state.case import CaseState
from domain.case.state.related import CaseAddresses
from domain.case.takedowns import AddTakedownItem, ApproveTakedown, DraftTakedown
from domain.case.transfers import ProposeTransfer
from domain.kernel.sites import Named, named_by
from domain.kernel.text import normal_url
from domain.kernel.vocabulary import Post
from tests.domain.handling import a_decision, a_takedown, said
from tests.support import handling_facts
from tests.support.each import each
from tests.support.facts import HEALTH, NOW, a_case, answers, person
from tests.support.handling_past import case_at
from tests.support.world import LEAD

NAMED = {
    Named.ITEM: """
        https://www.facebook.com/groups/123/posts/456
        https://facebook.com/someone/posts/456
        https://m.facebook.com/story.php?story_fbid=1&id=2
        https://facebook.com/share/p/abc
        https://vi-vn.facebook.com/ai.do/posts/456
        https://youtube.com/watch?v=abc
        https://youtu.be/abc
        https://www.tiktok.com/@ai-do/video/7
        https://x.com/ai-do/status/7
        https://t.me/kenh/12
        https://t.me/s/kenh/12
        https://vk.com/wall-1_2
        https://ai-do.blogspot.com/2026/01/bai.html
        """,
    Named.UNKNOWN: """
        https://tin.example/bai-1
        https://tin.example/?p=12
        https://tin.example/#bai-1
        https://tin.example/#!/bai/1
        https://video.example/@ai-do/video/7x
        https://facebook.com/ai.do/moi/456
        https://medium.com/@ai-do/mot-bai
        https://203.0.113.7/bai
        """,
    Named.WIDER: """
        https://tin.example/
        https://tin.example
        http://www.tin.example//
        https://tin.example:8443
        https://tin.example/?utm_source=a
        https://tin.example/#dau-trang
        https://tin.example/tac-gia/ai-do
        https://tin.example/tac-gia/ai-do/trang-2
        https://tin.example/page/2
        https://tin.example/?author=3
        https://tin.example/?tag=an&paged=2
        https://www.instagram.com/reels/audio/123
        https://www.instagram.com/stories/ai-do
        https://www.youtube.com/embed/videoseries?list=PL1
        https://www.youtube.com/embed/live_stream?channel=UC1
        https://www.youtube.com/feeds/videos.xml?channel_id=UC1
        https://youtube.com/watch?v=abc&v=def
        https://www.facebook.com/media/set?set=a.1
        https://www.facebook.com/groups/123/media/albums
        https://www.facebook.com/watch/ai-do
        https://www.facebook.com/ai.do/live_videos
        https://www.tiktok.com/@ai-do/collection/vui-7123
        https://soundcloud.com/ai-do/sets/vui-1
        https://ai-do.blogspot.com/search/label/vui
        https://ai-do.blogspot.com/feeds/posts/default
        https://video.example/@ai-do/
        https://video.example/@ai-do/videos
        https://facebook.com/ai.do
        https://facebook.com./ai.do
        https://vi-vn.facebook.com/ai.do
        https://facebook.com/%61i.do/about
        https://www.facebook.com/ai.do/?ref=x
        https://www.facebook.com/ai.do/?v=timeline
        https://facebook.com/ai.do/about
        https://facebook.com/groups/123
        https://facebook.com/groups/123/about
        https://facebook.com/groups/123/user/456
        https://facebook.com/share/g/abc
        https://facebook.com/share/abc
        https://facebook.com/profile.php?id=100
        https://facebook.com/people/ai-do/100
        https://youtube.com/@kenh
        https://youtube.com/@kenh/videos
        https://youtube.com/channel/UCabc
        https://youtube.com/channel/UCabc/videos
        https://youtube.com/c/kenh
        https://youtube.com/playlist?list=abc
        https://www.tiktok.com/@ai-do
        https://zalo.me/0912345678
        https://zalo.me/g/abcdef
        https://t.me/kenh
        https://t.me/s/kenh
        https://t.me/s/kenh?before=12
        https://t.me/+abcdef
        https://wa.me/84912345678
        https://linkedin.com/in/ai-do
        https://x.com/ai-do
        https://x.com/ai-do/with_replies
        https://vk.com/id100
        https://ai-do.blogspot.com
        https://ai-do.blogspot.com/2026/01
        """,
}
ITEM = AddTakedownItem(
    takedown="takedown-1", url="https://tin.example/bai-1", captured_text="Trạm y tế đóng cửa.", captured_at=NOW
)
DRAFTED = a_case(CaseState.EXECUTING, decisions=(a_decision(),), takedowns=(a_takedown(),))
HERE = CaseAddresses(normal=frozenset({"https://tin.example/bai-1", "https://tin.example/bai-2"}))


def test_what_an_address_names_is_told_from_its_form() -> None:
    told = {url: named for named, urls in NAMED.items() for url in urls.split()}
    assert {url: named_by(url) for url in told} == told


APPROVE = ApproveTakedown(takedown="takedown-1")
WHY = "Địa chỉ này chỉ có một bài, không có bài nào khác."


@each(
    ("unlisted", "why", "expected"),
    [
        (False, None, "ok"),
        (True, None, "one-item-unsaid"),
        (True, WHY, "ok"),
        (True, f"{WHY} Gỡ cả https://tin.example/tac-gia/ai-do.", "text-of-another-place"),
    ],
)
def test_an_address_of_no_known_form_needs_the_word_of_the_second_person(
    unlisted: bool, why: str | None, expected: str
) -> None:
    draft = a_takedown()
    drafted = replace(DRAFTED, takedowns=(replace(draft, items=(replace(draft.items[0], unlisted=unlisted),)),))
    approve = replace(APPROVE, one_item=why)
    assert said(drafted, approve, person(LEAD, Post.SIGNATORY), needs=answers(HERE)) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://tin.example/bai-1", "ok"),
        ("http://www.tin.example/bai-2/?utm_source=a#x", "ok"),
        ("https://tin.example/bai-3", "address-of-another-place"),
        ("https://khac.example/bai-1", "address-of-another-place"),
        ("https://zalo.me/0912345678", "account-or-site"),
    ],
)
def test_an_item_is_what_the_case_is_about(url: str, expected: str) -> None:
    assert said(DRAFTED, replace(ITEM, url=url), person(LEAD), needs=answers(HERE)) == expected


def test_where_the_case_has_no_address_nothing_can_be_removed() -> None:
    assert said(DRAFTED, ITEM, person(LEAD), needs={}) == "address-of-another-place"
    nowhere = CaseAddresses(normal=frozenset())
    assert said(DRAFTED, ITEM, person(LEAD), needs=answers(nowhere)) == "address-of-another-place"


@pytest.mark.parametrize(("late", "expected"), [(False, "ok"), (True, "linked-after-decision")])
def test_an_address_that_a_link_brought_in_after_the_decision_is_no_item(late: bool, expected: str) -> None:
    """Else a case that one officer reports and links adds to what others decided about."""
    url, decided = "https://tin.example/bai-2", DRAFTED.decisions[-1].at
    since = decided + timedelta(seconds=1) if late else decided
    about = answers(replace(HERE, linked_at={url: since}))
    assert said(DRAFTED, replace(ITEM, url=url), person(LEAD), needs=about) == expected
    assert said(DRAFTED, ITEM, person(LEAD), needs=about) == "ok"


def test_an_account_is_refused_even_where_the_case_is_about_it() -> None:
    url = "https://facebook.com/ai.do"
    about = answers(CaseAddresses(normal=frozenset({url})))
    assert said(DRAFTED, replace(ITEM, url=url), person(LEAD), needs=about) == "account-or-site"


class TestTextsThatBind:
    """A request, a proposal and a decision speak of no place but the case's."""

    OWN = frozenset({normal_url("https://tin.example/bai-1")})

    @each(
        ("text", "at"),
        [
            ("Đề nghị gỡ bài.", None),
            ("Đề nghị gỡ bài tại https://tin.example/bai-1.", None),
            ("Đề nghị gỡ bài (https://tin.example/bai-1), trước ngày mai.", None),
            ("Gỡ https://tin.example/bai-1 và https://tin.example/bai-2", 33),
            ("Khóa facebook.com/groups/mau ngay", 6),
            ("Chặn kênh www.mau.example", 11),
            ("Chặn HTTPS://MAU.example/nhom", 6),
            ("Xem thư so@facebook.com/mau", None),
            ("Đề nghị tin.example và bao-moi.vn đính chính", 24),
            ("Chặn baomoi.com.vn/kenh-1 ngay", 6),
            ("Theo điểm a.b khoản 2 và TP.HCM, v.v.", None),
            ("Gửi thư so@tin.vn trước 5.000 đồng", None),
            ("Khóa face\u200bbook.com/groups/mau ngay", 6),
            ("Chặn hxxps://mau[.]example/nhom", 6),
            ("Chặn mau[.]lạ-kia.zzz/nhom", 6),
            ("Chặn báo-mẫu.vn và 203.0.113.7/a", 6),
            ("Chặn 203.0.113.7 ngay", 6),
            ("Chặn tg://resolve?domain=mau", 6),
            ("Chặn mau。zzz／nhom", 6),
            ("Chặn mаu.zzz/nhom bằng chữ lạ", 6),
            ("Gỡ https://tin.example/bai-1#comment-5", 4),
            ("Gỡ https://tin.example/bai-1#dau-trang", None),
            ("Báo cáo TP.HCM/Hà Nội, mục 1.2.3.4 và 15.2/NĐ-CP", None),
        ],
    )
    def test_of_another_place_is_found_with_its_place(self, text: str, at: int | None) -> None:
        assert foreign_address(text, self.OWN) == at

    def test_who_published_it_may_be_named_by_the_host(self) -> None:
        own = frozenset({normal_url("https://bao.vn/bai-1")})
        assert foreign_address("Đề nghị bao.vn đính chính.", own) is None
        assert foreign_address("Đề nghị chặn bao.vn/kenh.", own) == 14

    def test_the_commands_that_bind_are_looked_at(self) -> None:
        """Each needs to know the case's addresses; the list is by hand."""
        asking = {row.command for row in ACTIONS if CaseAddresses in row.needs}
        assert asking == {
            *(
                AddTakedownItem,
                ApproveTakedown,
                ConcludeRound,
                DecideCase,
                DraftTakedown,
                OpenRound,
                ProposeHandling,
                ProposeTransfer,
            ),
            *(AskReporter, OpenHearing, RecordVerification, ReferCase, RequestCoordination, ReviewTakedown),
        }

    def test_a_request_about_another_place_is_refused(self) -> None:
        asked = RequestCoordination(agency=HEALTH, content="Đề nghị khóa nhóm facebook.com/groups/mau.", due_days=5)
        line = handling_facts.said(case_at(CaseState.CHECKING), asked, handling_facts.knowing(person(LEAD), asked))
        assert line == "input.content text-of-another-place"
