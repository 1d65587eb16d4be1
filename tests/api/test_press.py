"""What readers get under `/press/`: pages, feeds, review data; what they need not fetch again, and what is gone."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, cast

import feedparser
import pytest
from pyld import jsonld

from domain.case.state.measures import Finding, Measure
from domain.kernel.calendar import VIETNAM
from domain.messages import label
from tests.conftest import api as api
from tests.support.installation import Api
from tests.support.newsroom import WORDS, Newsroom
from tests.support.tokens import Issuer

pytestmark = pytest.mark.slow

SCHEMA_ORG = "http://schema.org/"


@pytest.fixture(scope="module")
def decided(api: Api, issuer: Issuer) -> str:
    return Newsroom.decided(api, issuer).case


@pytest.fixture
def newsroom(api: Api, issuer: Issuer, decided: str) -> Iterator[Newsroom]:
    """An office with a notice before the public; taken back at the end, for a case holds ten live ones."""
    made = Newsroom(api, issuer, decided)
    made.issued()
    yield made
    if made.shown("state")["state"] != "RETRACTED":
        made.retracted("Chỉ dùng để thử nghiệm.")


def reviews(page: str) -> list[dict[str, Any]]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return [json.loads(item) for item in found]


def triples(review: Mapping[str, Any]) -> list[Any]:
    """What the review says, by a JSON-LD processor; the context is schema.org's vocabulary, without fetching it."""

    def loader(url: str, options: Any) -> dict[str, Any]:
        assert url.rstrip("/") in ("https://schema.org", "http://schema.org")
        context = {"@context": {"@vocab": SCHEMA_ORG, "url": {"@type": "@id"}}}
        return {"document": context, "documentUrl": url, "contextUrl": None, "contentType": "application/ld+json"}

    return cast(list[Any], jsonld.expand(dict(review), {"documentLoader": loader}))


class TestThePageOfANotice:
    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_says_what_was_claimed_found_and_done(self, newsroom: Newsroom, language: str) -> None:
        page = newsroom.read(newsroom.notice, **{"Accept-Language": language})
        assert (page.status_code, page.headers["content-language"]) == (200, language)
        assert f'<html lang="{language}">' in page.text
        for words in (WORDS["title"], WORDS["claim"], "Giờ làm việc không thay đổi.", "90 ngày"):
            assert words in page.text
        assert label(Finding.FALSE, "en" if language == "en" else "vi") in page.text
        assert f"<dd>{label(Measure.CORRECTION_REQUEST, 'en' if language == 'en' else 'vi')}</dd>" in page.text
        assert f"<dd>{newsroom.shown('page')['page']}</dd>" in page.text

    def test_holds_no_case_no_officer_and_no_script_that_runs(self, newsroom: Newsroom) -> None:
        text = newsroom.read(newsroom.notice).text
        assert not re.search(r"case-[0-9a-f]|CB-\d{4}-|officer-|tin\.example", text)
        assert re.findall(r"<script[^>]*>", text) == ['<script type="application/ld+json">']
        assert not re.search(r"\son\w+=|javascript:|src=\"http|<img|<iframe", text)

    def test_escapes_what_was_written(self, api: Api, issuer: Issuer, decided: str) -> None:
        office = Newsroom(api, issuer, decided)
        claim = 'Tin <b>đóng cửa</b> & "phá" dỡ.'
        office.issued(title="Không </script><script>alert(1)</script> đóng cửa", claim=claim)
        text = office.read(office.notice).text
        assert "<script>alert" not in text
        assert "</script><script>" not in text
        assert reviews(text)[0]["claimReviewed"] == claim
        office.retracted("Chỉ dùng để thử nghiệm.")

    def test_lets_nothing_in_from_elsewhere(self, newsroom: Newsroom) -> None:
        headers = newsroom.read(newsroom.notice).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert ("unsafe" in headers["content-security-policy"], headers["referrer-policy"]) == (False, "no-referrer")
        assert "set-cookie" not in headers

    def test_names_one_address_for_ever(self, newsroom: Newsroom) -> None:
        text = newsroom.read(newsroom.notice + "?lang=en").text
        [canonical] = re.findall(r'<link rel="canonical" href="([^"]+)">', text)
        assert canonical.endswith(f"/press/{newsroom.notice}")

    def test_corrected_shows_why_and_what_stood_before(self, newsroom: Newsroom) -> None:
        newsroom.corrected("Đính chính: trạm mở cửa cả thứ bảy.", "Bản trước thiếu một ngày.")
        text = newsroom.read(newsroom.notice).text
        assert "Đính chính: trạm mở cửa cả thứ bảy." in text
        assert "Bản trước thiếu một ngày." in text
        assert "Giờ làm việc không thay đổi." in text.partition('id="history"')[2]

    def test_retracted_is_gone_and_says_why(self, newsroom: Newsroom) -> None:
        newsroom.retracted("Số liệu gốc bị nhầm lẫn.")
        page = newsroom.read(newsroom.notice)
        assert (page.status_code, "Số liệu gốc bị nhầm lẫn." in page.text) == (410, True)
        assert reviews(page.text) == []
        assert "Giờ làm việc không thay đổi." in page.text.partition('id="history"')[2]

    def test_retracted_for_personal_data_shows_no_word_of_it(self, newsroom: Newsroom) -> None:
        newsroom.retracted("Văn bản có dữ liệu cá nhân.", "PERSONAL_DATA")
        text = newsroom.read(newsroom.notice).text
        assert not any(words in text for words in (WORDS["title"], WORDS["claim"], "Giờ làm việc"))
        assert "Văn bản có dữ liệu cá nhân." in text

    @pytest.mark.parametrize("path", ["publication-" + "0" * 32, "publication-x'", "case-1", "%00", "a.html"])
    def test_of_nothing_is_missing(self, newsroom: Newsroom, path: str) -> None:
        assert newsroom.read(path).status_code == 404

    def test_of_a_draft_is_missing(self, api: Api, issuer: Issuer, decided: str) -> None:
        office = Newsroom(api, issuer, decided)
        office.drafted()
        assert office.read(office.notice).status_code == 404
        assert office.act("lead", "withdrawPublication", reasons="Chỉ dùng để thử nghiệm.") == "WITHDRAWN"


class TestReviewData:
    def test_is_a_claim_review_in_words_without_an_author_of_the_claim(self, newsroom: Newsroom) -> None:
        [review] = reviews(newsroom.read(newsroom.notice).text)
        [said] = triples(review)
        assert said["@type"] == [f"{SCHEMA_ORG}ClaimReview"]
        [rating] = said[f"{SCHEMA_ORG}reviewRating"]
        assert rating[f"{SCHEMA_ORG}alternateName"] == [{"@value": label(Finding.FALSE, "vi")}]
        worst, value, best = (
            rating[f"{SCHEMA_ORG}{key}"][0]["@value"] for key in ("worstRating", "ratingValue", "bestRating")
        )
        assert worst <= value <= best
        [claim] = said[f"{SCHEMA_ORG}itemReviewed"]
        assert set(claim) == {"@type", f"{SCHEMA_ORG}text"}


class TestFeeds:
    def test_atom_is_read_without_a_complaint(self, newsroom: Newsroom) -> None:
        answer = newsroom.newest("feed.atom")
        assert answer.headers["content-type"].startswith("application/atom+xml")
        found = feedparser.parse(answer.content)
        assert (found.bozo, found.version) == (False, "atom10")
        entry = next(item for item in found.entries if item.id.endswith(newsroom.notice))
        assert (entry.title, entry.published_parsed is not None) == (WORDS["title"], True)
        assert WORDS["claim"] in entry.content[0].value
        assert entry.authors[0].name == "Cơ quan agency-lead"

    def test_json_feed_has_what_version_1_1_asks(self, newsroom: Newsroom) -> None:
        answer = newsroom.newest("feed.json")
        assert answer.headers["content-type"].startswith("application/feed+json")
        feed = answer.json()
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert (type(feed["title"]), type(feed["items"])) == (str, list)
        for item in feed["items"]:
            assert isinstance(item["id"], str)
            assert isinstance(item["content_text"], str)
            assert datetime.fromisoformat(item["date_published"]) <= datetime.fromisoformat(item["date_modified"])
            assert all(isinstance(author["name"], str) for author in item["authors"])
        assert any(item["url"].endswith(newsroom.notice) for item in feed["items"])

    def test_a_correction_comes_again_and_a_retraction_says_so(self, newsroom: Newsroom) -> None:
        newsroom.corrected("Đính chính: trạm mở cửa cả thứ bảy.", "Bản trước thiếu một ngày.")
        first = newsroom.newest("feed.json").json()["items"][0]
        assert (first["id"].endswith(newsroom.notice), first["tags"]) == (True, ["CORRECTED"])
        assert "Bản trước thiếu một ngày." in first["content_text"]
        newsroom.retracted("Số liệu gốc bị nhầm lẫn.")
        first = newsroom.newest("feed.json").json()["items"][0]
        assert (first["tags"], "trạm mở cửa" in first["content_text"]) == (["RETRACTED"], False)


class TestConditionalRequests:
    @pytest.mark.parametrize("path", ["", "feed.atom", "feed.json"])
    def test_the_same_bytes_are_not_sent_again(self, newsroom: Newsroom, path: str) -> None:
        first = newsroom.newest(path)
        tag = first.headers["etag"].removeprefix("W/")  # it is weak where the answer was compressed
        again = newsroom.read(path, **{"If-None-Match": f'"x", W/{tag}'})
        assert (again.status_code, again.content, again.headers["etag"].removeprefix("W/")) == (304, b"", tag)
        assert "max-age=60" in again.headers["cache-control"]

    def test_a_page_changes_its_tag_with_its_notice(self, newsroom: Newsroom) -> None:
        first = newsroom.read(newsroom.notice)
        held = {"If-None-Match": first.headers["etag"]}
        assert newsroom.read(newsroom.notice, **held).status_code == 304
        newsroom.corrected("Đính chính: trạm mở cửa cả thứ bảy.", "Bản trước thiếu một ngày.")
        assert newsroom.newest(newsroom.notice, **held).status_code == 200

    def test_languages_are_told_apart(self, newsroom: Newsroom) -> None:
        vi = newsroom.read(newsroom.notice, **{"Accept-Language": "vi"})
        en = newsroom.read(newsroom.notice, **{"Accept-Language": "en-GB, vi;q=0.3"})
        assert vi.headers["etag"] != en.headers["etag"]
        assert vi.headers["vary"] == "Accept-Language, Accept-Encoding"
        held = {"If-None-Match": vi.headers["etag"], "Accept-Language": "en"}
        assert newsroom.read(newsroom.notice, **held).is_success


class TestTheList:
    def test_leads_from_page_to_page_to_every_notice_once(self, api: Api, issuer: Issuer, decided: str) -> None:
        made = []
        for _ in range(23):
            office = Newsroom(api, issuer, decided)
            office.issued()
            office.retracted("Chỉ dùng để thử nghiệm.")
            made.append(office.notice)
        seen: list[str] = []
        path: str | None = ""
        while path is not None:
            text = office.newest(path).text
            seen += re.findall(r'href="/press/(publication-[0-9a-f]+)\?', text)
            following = re.search(r'rel="next" href="\?lang=vi&amp;after=([\w-]+)"', text)
            path = f"?after={following[1]}" if following else None
        assert set(made) <= set(seen)
        assert len(seen) == len(set(seen))
        feed = office.read("feed.json").json()
        assert len(feed["items"]) <= 50

    @pytest.mark.parametrize("after", ["x", "%00", "a" * 400])
    def test_a_cursor_of_elsewhere_leads_nowhere(self, newsroom: Newsroom, after: str) -> None:
        assert newsroom.read(f"?after={after}").status_code == 404
        assert newsroom.read(f"feed.atom?after={after}").status_code == 404

    def test_is_narrowed_by_conditions_and_by_words_that_are_still_said(self, newsroom: Newsroom) -> None:
        year = datetime.now(VIETNAM).year
        link = f'href="/press/{newsroom.notice}?'
        words = "?words=TRAM+y+te+mo+cua"
        held = {f"{words}&agency=agency-lead&finding=FALSE&year={year}": True, "?words=xyz": False}
        held |= {"?agency=agency-health": False, "?year=2021": False, "?finding=TRUE_ISSUE": False}
        for query, there in held.items():
            assert (link in newsroom.newest(query).text) is there, query
        for query in ("?year=26", "?finding=X"):
            assert newsroom.read(query).status_code == 404
        newsroom.retracted("Số liệu gốc bị nhầm lẫn.")
        assert link not in newsroom.newest(words).text
