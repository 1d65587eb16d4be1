"""A result, told: embargoed, issued on time by the worker, corrected, taken back; nobody who follows misses any."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from domain.kernel.calendar import iso_millis
from tests.journeys.follower import Follower
from tests.support.browser import CHROMIUM, dumped
from tests.support.newsroom import WORDS, Newsroom
from tests.support.site import Site, sealed_site
from tests.support.template import Template

pytestmark = pytest.mark.slow
EMBARGO = timedelta(seconds=4)


@pytest.fixture(scope="module")
def site(provisioned: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """API, worker and sealer as processes."""
    with sealed_site(tmp_path_factory.mktemp("newsroom"), provisioned) as made:
        yield made


@pytest.fixture(scope="module")
def office(site: Site) -> Newsroom:
    return Newsroom.decided(site.api, site.issuer)


def test_told_on_time_corrected_and_taken_back(office: Newsroom) -> None:
    office.drafted()
    release = datetime.now(UTC) + EMBARGO
    assert office.act("lead.spokesperson", "approvePublication", releaseAt=iso_millis(release)) == "EMBARGOED"
    assert office.read(office.notice).status_code == 404
    follower, latecomer = Follower(office), Follower(office)
    assert follower.next() == []

    office.until("ISSUED")
    shown = office.ask("paper", "query($id: ID!) { publication(id: $id) { issuedAt state } }", id=office.notice)
    issued = datetime.fromisoformat(shown["publication"]["issuedAt"])
    assert release - timedelta(milliseconds=1) <= issued < release + timedelta(seconds=15)
    follower.meets(("ISSUED", None))

    entry = feedparser.parse(office.newest("feed.atom").content).entries[0]
    assert (entry.title, entry.id.rpartition("/")[2]) == (WORDS["title"], office.notice)
    if CHROMIUM:
        assert WORDS["claim"] in dumped(f"{office.api.url}/press/{office.notice}")

    office.corrected("Đính chính: trạm mở cửa cả thứ bảy.", "Bản trước thiếu một ngày.")
    follower.meets(("CORRECTED", "Bản trước thiếu một ngày."))
    office.retracted("Số liệu gốc bị nhầm lẫn.")
    follower.meets(("RETRACTED", "Số liệu gốc bị nhầm lẫn."))
    assert office.newest(office.notice).status_code == 410
    latecomer.meets(
        ("ISSUED", None),
        ("CORRECTED", "Bản trước thiếu một ngày."),
        ("RETRACTED", "Số liệu gốc bị nhầm lẫn."),
    )


class TestATokenOfThePress:
    def test_two_objects_never_share_an_id(self, office: Newsroom) -> None:
        office.issued()
        query = "query($id: ID!) { pressNotice(id: $id) { id publication { id noticeId } } }"
        notice = office.ask("lead", query, id=office.notice)["pressNotice"]
        assert notice["id"] == notice["publication"]["noticeId"] != notice["publication"]["id"]
        kinds = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
        both = [notice["id"], notice["publication"]["id"]]
        found = office.ask("lead", kinds, ids=both)["nodes"]
        assert [(node["__typename"], node["id"]) for node in found] == list(
            zip(("PressNotice", "Publication"), both, strict=True)
        )
