"""Across cases, the overview, and the proof of one: each number leads to the list that it counts."""

import re
from typing import Any

import pytest
from pymongo import MongoClient

from api.pages.inspect import across, find
from domain.case.patterns import silent_agencies
from domain.kernel.vocabulary import Kind, Post
from store.driver.connection import Names
from store.kinds.entries import KINDS
from tests.support.in_process import InProcess
from tests.support.newsroom import Newsroom
from tests.support.play import Play
from tests.support.reader import Reader
from tests.support.tokens import Issuer
from tests.support.world import officer

WRONG = ("since=x&until=y", "since=9999-12-31", "until=0001-01-01", "officer=x&type=y&agency=z")


@pytest.fixture(scope="module")
def decided(api: InProcess, issuer: Issuer) -> Play:
    return Play.with_decision(api, issuer)


def test_acts_of_an_agency_of_an_officer_and_of_a_type(decided: Play, inspector: Reader) -> None:
    code = decided.shown("code")
    signatory = officer("agency-lead", Post.SIGNATORY)
    assert code in inspector.words(f"/inspect/acts?officer={signatory}")
    assert code in inspector.words("/inspect/acts?agency=agency-lead&type=case.decided")
    assert code not in inspector.words("/inspect/acts?agency=agency-police")
    assert code not in inspector.words("/inspect/acts?type=case.decided&since=2020-01-01&until=2020-12-31")
    handler = officer("agency-health", Post.HANDLER)
    assert "Ra quyết định ·" not in inspector.words(f"/inspect/acts?officer={handler}")


def test_acts_in_the_registry_are_for_inspectors(decided: Play, api: InProcess, inspector: Reader) -> None:
    for about in ("registry", "operator"):
        words = inspector.words(f"/inspect/acts?lang=en&about={about}&type=agency.registered&since=2020-01-01")
        assert "Agency: " in words
        assert "Operator of the register" in words
    row = re.search(r'href="(/inspect/rows/agency-[^"#]+)#v', inspector.shown.text)
    assert row
    assert "The agency was registered" in inspector.words(f"{row[1]}?lang=en")
    inspector.open("/inspect/acts?about=registry&type=provision.drafted&since=2020-01-01")
    assert "/inspect/rows/provision-" in inspector.shown.text, "what administrators did is there too"
    inspector.open("/inspect/acts?about=operator&type=provision.drafted&since=2020-01-01")
    assert "/inspect/rows/" not in inspector.shown.text, "and is not the operator's"
    assert inspector.open("/inspect/rows/agency-none").status_code == 404
    assert inspector.open(f"/inspect/rows/{decided.case}").status_code == 404
    auditor = Reader.seated(api, "agency-lead", Post.AUDITOR)
    assert "agency.registered" not in auditor.open("/inspect/acts?about=registry").text
    assert auditor.open(row[1]).status_code == 403


def test_rows_of_the_registry_are_told_by_name(decided: Play, inspector: Reader) -> None:
    Newsroom(decided.api, decided.issuer, decided.case).name_spokesperson()
    named = "/inspect/acts?lang=en&about=registry&type=spokesperson.named&since=2020-01-01"
    assert "Nguyễn Văn Mẫu, Phó Giám đốc" in inspector.words(named)
    row = re.search(r'href="(/inspect/rows/spokesperson-[^"#]+)#v', inspector.shown.text)
    assert row
    assert "Nguyễn Văn Mẫu, Phó Giám đốc" in inspector.words(f"{row[1]}?lang=en")
    inspector.open("/inspect/acts?about=registry&since=2020-01-01")
    titles = re.findall(r'href="/inspect/rows/[^"]+">([^<]+)</a>', inspector.shown.text)
    assert titles
    assert [title for title in titles if re.search(r": [a-z]+-[0-9a-f]{8}-", title)] == [], "nothing by its id"


def test_a_long_page_leads_to_shorter_periods(
    decided: Play, inspector: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "/inspect/acts?lang=en&agency=agency-lead&since=2026-01-01"
    monkeypatch.setattr(across, "SHOWN_MOST", across.ACTS_MOST)
    assert "Shorter periods" not in inspector.words(asked)
    monkeypatch.setattr(across, "SHOWN_MOST", 1)
    assert "Shorter periods" in inspector.words(asked)
    links = re.findall(r'href="(\?[^"]*since=[^"]*until=[^"]*)"', inspector.shown.text)
    assert links
    assert all("agency=agency-lead" in link for link in links), "what else was chosen stays"
    assert inspector.open("/inspect/acts" + links[0].replace("&amp;", "&")).status_code == 200


def test_acts_go_on_from_page_to_page(decided: Play, inspector: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    path, act = "/inspect/acts?lang=en&about=registry&since=2020-01-01", re.compile(r'href="(/inspect/rows/[^"]+)"')
    whole = act.findall(inspector.open(f"{path}&type=agency.registered").text)
    assert len(whole) > 4
    monkeypatch.setattr(across, "SHOWN_MOST", 3)
    monkeypatch.setattr(across, "AT_ONCE", 2)
    monkeypatch.setattr(across, "ACTS_MOST", 4)
    found, following = list[str](), f"{path}&type=agency.registered"
    while following:
        shown = inspector.open(following).text
        found += act.findall(shown)
        link = re.search(r'rel="next" href="(\?[^"]+)"', shown)
        following = f"/inspect/acts{link[1]}".replace("&amp;", "&") if link else ""
    assert found == whole


def test_what_the_register_notes_by_itself_is_listed_when_it_is_asked_for(decided: Play, inspector: Reader) -> None:
    noted = "The register notified an agency"
    assert noted in inspector.words("/inspect/acts?lang=en&type=case.agency-notified")
    listed = inspector.open("/inspect/acts?lang=en").text
    assert noted not in listed[listed.index("<h2>") :]


def test_a_list_of_a_pattern_goes_on_from_page_to_page(decided: Play, inspector: Reader) -> None:
    assert decided.shown("code") in inspector.words("/inspect/patterns/quick?lang=en&after=0")
    assert "seconds after the appraisal" not in inspector.words("/inspect/patterns/quick?lang=en&after=100")


def test_a_page_of_several_lists_is_one_reading(decided: Play, inspector: Reader, installation: dict[str, str]) -> None:
    names = Names(installation["CASEBOOK_MONGO_PREFIX"])
    with MongoClient[dict[str, Any]](installation["CASEBOOK_MONGO_URI"]) as client:
        rows = client[names.main][KINDS[Kind.ACCESS].collection]
        before = rows.count_documents({"reads.reading": "EVENTS"})
        assert inspector.open("/inspect/patterns").status_code == 200
        assert rows.count_documents({"reads.reading": "EVENTS"}) == before + 1


def test_nobody_is_listed_for_being_an_officer(decided: Play, inspector: Reader) -> None:
    listed = inspector.open("/inspect/acts?agency=agency-health").text
    assert f'<option value="{officer("agency-health", Post.HANDLER)}"' in listed
    assert officer("agency-health", Post.ADMIN) not in listed, "did nothing in a case"


def test_a_quick_decision_is_a_list_to_open(decided: Play, inspector: Reader) -> None:
    words = inspector.words("/inspect/patterns/quick?lang=en")
    assert decided.shown("code") in words
    assert "seconds after the appraisal" in words
    inspector.open("/inspect/patterns")
    shown = re.search(r'href="/inspect/patterns/quick[^"]*"[^>]*>(\d+)', inspector.shown.text)
    assert shown
    assert int(shown[1]) == inspector.open("/inspect/patterns/quick").text.count("after the appraisal</strong>")


def test_the_overview_leads_to_lists(decided: Play, inspector: Reader) -> None:
    page = inspector.open("/inspect/board").text
    link = re.search(r'<a href="(/inspect/\?state=DECIDED)"><strong>(\d+)</strong>', page)
    assert link
    assert f": {link[2]}" in inspector.words(link[1])
    assert decided.shown("code") in inspector.words(link[1])
    assert len(re.findall(r'<a href="/inspect/\?since=', page)) == 12
    assert page.count("<svg") == 4
    assert re.search(r"<th scope=\"col\">\d\d/20\d\d</th>", page)
    assert re.search(r"<th scope=\"col\">[A-Z][a-z]+ 20\d\d</th>", inspector.open("/inspect/board?lang=en").text)
    for address in set(re.findall(r'href="(/inspect/[^"]+)"', page)):
        if not address.endswith(".css"):
            assert inspector.open(address.replace("&amp;", "&")).status_code == 200, address


@pytest.mark.parametrize(
    ("agency", "post", "said"),
    [
        ("agency-lead", Post.HANDLER, "of all agencies, by what the cases say"),
        ("agency-ppc", Post.AUDITOR, "of all agencies, by what the cases say"),
        ("agency-land", Post.AUDITOR, "in the cases in which your agency takes part"),
    ],
)
def test_who_sees_cases_counts_acts_by_month(decided: Play, api: InProcess, agency: str, post: Post, said: str) -> None:
    reader = Reader.seated(api, agency, post)
    assert said in reader.words("/inspect/board?lang=en")
    links = re.findall(r'href="(/inspect/done[^"]+)"[^>]*>(\d+)<', reader.shown.text)
    assert len(links) == 36, "three plots of twelve months"
    listed = [(link, count) for link, count in links if "case.decided" in link and count != "0"]
    assert listed
    for link, count in listed:
        words = reader.words(link.replace("&amp;", "&"))
        assert f"The case was decided: {count}" in words
        assert decided.shown("code") in words
    assert reader.open("/inspect/done?type=case.reported").status_code == 404


def test_silence_is_listed_by_agency_and_no_agency_comes_first_for_it() -> None:
    at = "2026-07-03T02:00:00.000Z"
    silent = {"agency": {"id": "agency-police"}, "position": "NO_REPLY", "at": at}
    case = {
        "id": "case-1",
        "code": "CB-2026-000001",
        "rounds": [{"opinions": [silent, {"agency": {"id": "agency-land"}, "position": "AGREE", "at": at}]}],
        "requests": [
            {"agency": {"id": "agency-health"}, "overdueAt": at},
            {"agency": {"id": "agency-land"}, "overdueAt": None},
            {"agency": {"id": "agency-police"}, "overdueAt": at},
        ],
        "takedowns": [{"noReplyAt": at}, {"noReplyAt": None}],
        "decisions": [{"agency": {"id": "agency-lead"}, "decidedOn": "2026-07-02"}],
        "closure": {"at": at},
        "reopenings": [{"at": at}],
    }
    found = list(find._of_case(case))
    rows = silent_agencies(found)
    assert [(row.agency, len(row.times)) for row in rows] == [(None, 1), ("agency-health", 1), ("agency-police", 2)]
    done = [one.type for one in found if one.type in find.DONE]
    assert done == ["case.decided", "case.closed", "case.reopened"]
    assert next(one.at for one in found if one.type == "case.decided").isoformat() == "2026-07-01T17:00:00+00:00"


@pytest.mark.parametrize("query", WRONG)
@pytest.mark.parametrize("path", ["acts", "patterns", "patterns/alone"])
def test_what_is_typed_wrongly_is_no_fault_of_ours(inspector: Reader, path: str, query: str) -> None:
    assert inspector.open(f"/inspect/{path}?{query}").status_code in (200, 404)


def test_no_pattern_of_another_name(inspector: Reader) -> None:
    assert inspector.open("/inspect/patterns/reporters").status_code == 404


def test_the_proof_says_what_waits(decided: Play, inspector: Reader) -> None:
    words = inspector.words(f"/inspect/cases/{decided.case}/proof?lang=en")
    assert "Nothing unusual in" in words
    assert "are not sealed yet" in words, "no sealer works here"
    assert inspector.open(f"/inspect/cases/{decided.case}/record").status_code == 409
    page = inspector.open(f"/inspect/cases/{decided.case}/verify")
    assert f'data-held="/inspect/cases/{decided.case}/record"' in page.text
    assert "connect-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("page", ["proof", "record", "verify", "file"])
def test_nobody_has_the_proof_of_a_case_that_they_do_not_see(decided: Play, api: InProcess, page: str) -> None:
    reader = Reader.seated(api, "agency-police", Post.AUDITOR)
    assert reader.open(f"/inspect/cases/{decided.case}/{page}").status_code == 404
