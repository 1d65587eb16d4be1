"""From a decision to its undoing before everybody's eyes: told, complained against, overturned, corrected, erased."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from string import ascii_lowercase
from uuid import uuid4

import feedparser
import pytest

from domain.kernel.calendar import WorkingCalendar, iso_millis
from tests.journeys.follower import Follower
from tests.support.acts import given, mutation
from tests.support.examiner import Examiner, complaint_of, executed, today
from tests.support.handling_facts import LONG
from tests.support.newsroom import WORDS, Newsroom
from tests.support.play import Play, a_ground
from tests.support.public import Person, code_in, plain, with_others
from tests.support.site import Site, sealed_site
from tests.support.template import Template
from tests.support.verifiers import verify

pytestmark = pytest.mark.slow
ADDRESS = "https://tin.example/tram-y-te"
CANARY = "chimhoangyen" + "".join(random.choices(ascii_lowercase, k=8))
"""Letters alone: no index has a word with seven digits."""
REASON = "Khiếu nại được giải quyết là đúng, quyết định đã bị hủy bỏ."
NUMBERS = """query($since: DateTime!, $until: DateTime!) { numbers(since: $since, until: $until) {
  name columns { key } rows { heading { key } cells { current } } } }"""
OUTCOMES = """{ publishableOutcomes(first: 5) { edges { node {
  redressId ready case { id } readiness { obstacle stops } } } } }"""


@pytest.fixture(scope="module")
def site(provisioned: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with sealed_site(tmp_path_factory.mktemp("answerable"), provisioned) as made:
        with_others(made.env)
        yield made


@pytest.fixture(scope="module")
def play(site: Site) -> Play:
    """A case whose decision was carried out; the text of its result is one that can be looked for."""
    made = Play(site.api, site.issuer)
    somebody_is_told(made)
    executed(made, a_ground(site.api, site.issuer), ADDRESS)
    done = {"documentNumber": "5/BC", "doneOn": today().isoformat(), "summary": f"{CANARY} đã gửi đề nghị đính chính."}
    assert made.act("health", "reportResult", **done) == "RESULT_REPORTED"
    return made


def somebody_is_told(play: Play) -> None:
    """A webhook of the lead agency, so that rows of deliveries are written for every change of the case."""
    query = """mutation($input: RegisterWebhookInput!) { registerWebhook(input: $input) {
      webhook { id version } problems { code } } }"""
    asked = {"name": "Trang", "address": "https://nhan.example/", "topics": ["CASE_CHANGED", "PUBLICATION_ISSUED"]}
    row = play.api.ask(play.token("lead.admin"), query, input={"commandId": str(uuid4()), **asked})["registerWebhook"]
    enable = mutation("enableWebhook", "problems { code }")
    on = {"commandId": str(uuid4()), "webhookId": row["webhook"]["id"], "expectedVersion": row["webhook"]["version"]}
    told = play.api.ask(play.token("lead.signatory"), enable, input=given("enableWebhook", on))
    assert told["enableWebhook"]["problems"] == row["problems"] == []


def test_undone_and_corrected_in_the_open(site: Site, play: Play) -> None:
    office, person = Newsroom(site.api, site.issuer, play.case), Person(site.api.url)
    office.name_spokesperson()
    office.issued()
    follower = Follower(office)
    follower.meets(("ISSUED", None))
    last = WorkingCalendar().add_working_days(today() + timedelta(90), 0)
    page = office.newest(office.notice)
    assert f"{last:%d/%m/%Y}" in plain(page), "ninety days from the service"
    assert "ClaimReview" in page.text

    # The person finds the decision by the address and complains; the first level dismisses, the second upholds.
    found = person.post("decision", url=ADDRESS)
    assert f"{last:%d/%m/%Y}" in plain(found), "the same day as in the notice"
    code = re.search(r"decision=([0-9A-F]{12})", found.text)
    assert code
    own = code_in(person.send("complaint", decision=code[1], text="Trạm y tế có đóng cửa thật, tôi đã đến nơi."))
    first, second = Examiner(play, "agency-lead"), Examiner(play, "agency-ppc")
    redress = complaint_of(play, first)
    first.rules(redress, "DISMISSED")
    assert follower.next() == [], "a dismissed complaint changes nothing before the public"
    assert person.post("appeal", code=own, command_id=str(uuid4()), text=LONG).status_code == 200
    second.rules(redress, "UPHELD")

    # The measure is undone in the same moment, and the public is told so.
    assert play.shown("state cycle") == {"state": "CHECKING", "cycle": 2}
    assert "Đã bị hủy bỏ" in plain(person.post("decision", url=ADDRESS))
    follower.meets(("UNDER_REVIEW", None))
    (edge,) = office.ask("lead", OUTCOMES)["publishableOutcomes"]["edges"]
    assert edge["node"]["redressId"] == redress
    assert {item["obstacle"] for item in edge["node"]["readiness"]} == {"UNDER_REVIEW"}
    closing = {"ground": "NO_GROUNDS", "reasons": LONG, "informed": "BY_DOCUMENT"}
    assert play.refused("lead", "closeCase", **closing) == "NOTICE_STANDS"

    # The office corrects with the ruling as its ground: every version stays readable, with the reason.
    office.corrected("Kết luận trước đây không đúng và đã bị hủy bỏ.", REASON, redress=redress)
    follower.meets(("CORRECTED", REASON))
    page = office.newest(office.notice)
    words = plain(page)
    for told in (REASON, WORDS["text"].splitlines()[0], "Khiếu nại đúng (lần hai)", "Biện pháp không còn hiệu lực"):
        assert told in words, told
    assert "ClaimReview" not in page.text, "nobody holds that finding any more"
    entry = feedparser.parse(office.newest("feed.atom").content).entries[0]
    assert (entry.title, "Khiếu nại đúng" in entry.summary + entry.content[0].value) == (
        f"[Đã đính chính] {WORDS['title']}",
        True,
    )
    seen = office.ask(
        "paper", "query($id: ID!) { publication(id: $id) { versions { result { outcome level } } } }", id=office.notice
    )
    told_now = [version["result"] for version in seen["publication"]["versions"]]
    assert told_now == [{"outcome": None, "level": None}] * 2 + [{"outcome": "UPHELD", "level": 2}]

    # The counts are right, the history is whole.
    counted = office.ask("paper", "{ publicationStatistics { issued corrected underReview retracted } }")
    assert counted["publicationStatistics"] == {"issued": 1, "corrected": 1, "underReview": 0, "retracted": 0}
    table = person.data("query($y: Int!) { statistics(year: $y) { lines { name total } } }", y=today().year)
    assert {line["name"]: line["total"] for line in table["statistics"]["lines"]}["COMPLAINT_UPHELD"] is None
    assert counted_by(office, "COMPLAINT_UPHELD") == {"HEALTH": 1}
    assert counted_by(office, "COMPLAINT_DISMISSED") == counted_by(office, "CLOSED_NO_GROUNDS") == {}
    assert play.act("lead", "closeCase", **closing) == "CLOSED"
    assert counted_by(office, "CLOSED_NO_GROUNDS") == {"HEALTH": 1}
    assert verify(site) == (0, "0 findings\n")


def counted_by(office: Newsroom, row: str) -> dict[str, int]:
    """What agencies count of this month in a row of the overview, unmasked, by field of administration."""
    span = {"since": iso_millis(datetime.now(UTC) - timedelta(days=30)), "until": iso_millis(datetime.now(UTC))}
    tables = {number["name"]: number for number in office.ask("lead", NUMBERS, **span)["numbers"]}
    told = tables["OVERVIEW"]
    (line,) = (item["cells"] for item in told["rows"] if item["heading"]["key"] == row)
    counts = {column["key"]: cell["current"] for column, cell in zip(told["columns"], line, strict=True)}
    return {key: count for key, count in counts.items() if count}
