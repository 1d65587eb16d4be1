"""Reporting: with and without an account, its corrections, and classified matter that stays on paper (Đ3.1, Đ2.2)."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from domain.book import BY_COMMAND
from domain.case.command import told
from domain.case.duties import duties
from domain.case.evidence import NamePaperFile
from domain.case.intake import ImportCase, ReportCase
from domain.case.reports import ADDRESSES_MOST, CORRECTIONS_MOST, CorrectReport, ReportContent
from domain.case.state.case import Case, CaseState, Channel, PaperFile
from domain.kernel.actor import OPERATOR, PUBLIC
from domain.kernel.event import Job
from domain.kernel.fields import check
from domain.kernel.span import Span
from domain.registry.agency import Competence, Task
from domain.registry.entry import Certainty
from domain.report.counted import of_case
from domain.report.tables import Table
from tests.support.each import each
from tests.support.facts import (
    HEALTH,
    LAND,
    NOW,
    PROVINCE,
    a_case,
    attempt,
    codes,
    done,
    facts,
    person,
    registry,
    sealed,
    with_agency,
)
from tests.support.handling_commands import good
from tests.support.handling_facts import LONG, hear, left
from tests.support.handling_past import case_at
from tests.support.world import LEAD, a_report, a_screening

TOMORROW = NOW + timedelta(days=1)
ENDED = Span(since=date(2021, 7, 4), until=date(2026, 7, 1))
LATER = Span(since=date(2026, 7, 2))


def reporting(**changes: Any) -> list[str]:
    command = a_report(**changes)
    return codes(None, command, facts(person(LAND), command))


def screening(case: Case | None = None, province: Any = PROVINCE, **changes: Any) -> list[str]:
    command = a_screening(**changes)
    case = case or a_case(CaseState.RECEIVED)
    return codes(case, command, facts(person(LEAD), command, registry=province))


class TestReport:
    @pytest.mark.parametrize("channel", [Channel.PHONE, Channel.SMS, Channel.OTHER_ELECTRONIC])
    def test_channels_that_leave_none_need_a_note(self, channel: Channel) -> None:
        assert reporting(channel=channel) == ["input.channelNote channel-note-needed"]
        assert reporting(channel=channel, channel_note="Người dân gọi điện báo tin.") == []

    @each("given", list(product([None, "12/BC"], [None, date(2026, 6, 1)], [None, date(2026, 6, 2)])))
    def test_post_needs_number_postmark_and_delivery(self, given: tuple[Any, Any, Any]) -> None:
        number, postmark, delivered = given
        names = ("documentNumber", "postmarkOn", "deliveredOn")
        lacking = [f"input.{name} post-detail-needed" for name, value in zip(names, given, strict=True) if not value]
        found = reporting(channel=Channel.POST, document_number=number, postmark_on=postmark, delivered_on=delivered)
        assert found == lacking

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"free_of_secrets": False}, "input.freeOfSecrets secrets-not-admitted"),
            ({"url": None}, "input.url where-needed"),
            ({"areas": ("area-south",)}, "input.areas[0] area-unknown"),
            ({"concerns": ("agency-nobody",)}, "input.concerns[0] agency-unknown"),
        ],
    )
    def test_what_is_wrong_is_named(self, changes: dict[str, Any], code: str) -> None:
        assert reporting(**changes) == [code]

    def test_all_faults_at_once(self) -> None:
        found = reporting(channel=Channel.PHONE, free_of_secrets=False, url=None, detected_at=TOMORROW)
        assert len(found) == 4

    def test_without_an_assignment_there_is_no_lead(self) -> None:
        command = a_report()
        assert codes(None, command, facts(person(LAND), command, registry=registry(leads={}))) == ["no-lead-agency"]


class TestImport:
    COMMAND = ImportCase(
        claim="Tin cũ lấy từ tệp.", url="https://tin.example/1", source="so-2019.xlsx", row=7, reporter=LAND
    )

    def test_keeps_the_date_of_the_file(self) -> None:
        command = replace(self.COMMAND, published_at=NOW - timedelta(900))
        case = done(None, command, OPERATOR)
        assert (case.published_at, case.imported.undated) == (command.published_at, False)
        assert not list(duties(case)), "nobody owes what lies in an older file"
        assert not {count.table for count in of_case(case)} & {Table.RECEIVED, Table.RECEIVED_AREA, Table.MONTHS}

    @pytest.mark.parametrize(("changes", "code"), [({"reporter": "agency-nobody"}, "input.reporter agency-unknown")])
    def test_refuses(self, changes: dict[str, Any], code: str) -> None:
        command = replace(self.COMMAND, **changes)
        assert codes(None, command, facts(OPERATOR, command)) == [code]


class TestScreen:
    @pytest.mark.parametrize(
        ("changes", "faults"),
        [
            ({}, []),
            ({"certainty": Certainty.UNCONFIRMED}, ["input.areas[0] area-unknown"]),
            ({"span": ENDED}, ["input.areas[0] area-unknown"]),
            ({"span": LATER}, ["input.areas[0] area-unknown"]),
        ],
    )
    def test_names_areas_of_today(self, changes: dict[str, Any], faults: list[str]) -> None:
        area = replace(PROVINCE.areas["area-north"], **changes)
        province = replace(PROVINCE, areas={**PROVINCE.areas, area.id: area})
        assert screening(province=province, areas=("area-north",)) == faults

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"assigned": "agency-nobody"}, "input.assigned agency-unknown"),
            ({"areas": ("area-south",)}, "input.areas[0] area-unknown"),
            ({"concerns": ("agency-nobody",)}, "input.concerns[0] agency-unknown"),
        ],
    )
    def test_what_is_wrong_is_named(self, changes: dict[str, Any], code: str) -> None:
        assert screening(**changes) == [code]

    @pytest.mark.parametrize("changes", [{"span": ENDED}, {"span": LATER}, {"certainty": Certainty.UNCONFIRMED}])
    def test_an_agency_out_of_force_cannot_check(self, changes: dict[str, Any]) -> None:
        assert screening(province=with_agency(HEALTH, **changes)) == ["input.assigned agency-unknown"]


class TestCompetence:
    """G1: whoever is to check is competent today in the field and in all areas."""

    VIOLATIONS = (
        (),
        (Competence(task=Task.DECIDE, span=Span(since=ENDED.since), source="s"),),
        (Competence(task=Task.VERIFY, span=ENDED, source="s"),),
        (Competence(task=Task.VERIFY, span=LATER, source="s"),),
        (Competence(task=Task.VERIFY, span=Span(since=ENDED.since), source="s", categories=("LAND",)),),
        (Competence(task=Task.VERIFY, span=Span(since=ENDED.since), source="s", areas=("area-south",)),),
    )

    @pytest.mark.parametrize("rows", VIOLATIONS)
    def test_an_agency_that_is_not_competent_is_refused(self, rows: tuple[Competence, ...]) -> None:
        province = with_agency(HEALTH, competences=rows)
        assert screening(province=province, areas=("area-north",)) == ["agency-not-competent"]

    def test_one_row_has_to_cover_it_all(self) -> None:
        field = Competence(task=Task.VERIFY, span=Span(since=ENDED.since), source="s", categories=("HEALTH",))
        both = (replace(field, areas=("area-south",)), replace(field, categories=("LAND",)))
        assert screening(province=with_agency(HEALTH, competences=both), areas=("area-north",)) == [
            "agency-not-competent"
        ]
        good = (*both, replace(field, areas=("area-north", "area-south")))
        assert screening(province=with_agency(HEALTH, competences=good), areas=("area-north",)) == []


class TestWhoCalls:
    """A person who reports by telephone gets what a public reporter gets: a code, and a contact kept apart."""

    @pytest.mark.parametrize(
        ("changes", "ticket"),
        [
            ({"channel": Channel.PHONE, "channel_note": "Người dân gọi điện báo tin."}, "ticket"),
            ({"channel": Channel.SMS, "channel_note": "Người dân nhắn tin báo."}, "ticket"),
            ({"channel": Channel.EMAIL}, None),
            ({"channel": Channel.EMAIL, "contact": "0912 000 000"}, "ticket"),
        ],
    )
    def test_may_follow_the_case(self, changes: dict[str, Any], ticket: str | None) -> None:
        command = a_report(**changes)
        details = {"contact": "contact-1"} if command.contact else {}
        known = replace(facts(person(LAND), command), ticket="ticket", contact_details=details)
        case = attempt(None, command, known)
        assert (case.ticket, case.contact) == (ticket, details.get("contact"))

    def test_and_the_lead_agency_is_not_told_of_what_it_wrote_down_itself(self) -> None:
        command = a_report(channel=Channel.PHONE, channel_note="Người dân gọi điện báo tin.")
        known = replace(facts(person(LEAD), command), ticket="ticket")
        [event] = BY_COMMAND[ReportCase].decide(None, command, known)
        assert list(event.jobs(event.begin("case-1"))) == []


GOOD = ReportContent(claim="Trạm y tế đóng cửa.", free_of_secrets=True, url="https://tin.example/1")
SECRETS = "input.freeOfSecrets secrets-not-admitted"


def reporting_publicly(**changes: Any) -> list[str]:
    command = replace(GOOD, **changes)
    return codes(None, command, facts(PUBLIC, command))


def test_is_received_by_the_lead_agency() -> None:
    known = replace(facts(PUBLIC, GOOD), ticket="ticket", contact_details={"contact": "contact-1"})
    case = attempt(None, GOOD, known)
    assert (case.state, case.lead, case.reporter, case.members) == (CaseState.RECEIVED, LEAD, LEAD, (LEAD,))
    assert (case.receipt.channel, case.receipt.received_at) == (Channel.PUBLIC, NOW)
    assert (case.claim, case.url, case.place) == (sealed(GOOD.claim), sealed(GOOD.url or ""), None)
    assert (case.ticket, case.contact) == ("ticket", "contact-1")


def test_the_lead_agency_is_told_although_it_counts_as_the_reporter() -> None:
    known = replace(facts(PUBLIC, GOOD), ticket="ticket")
    [event] = BY_COMMAND[ReportContent].decide(None, GOOD, known)
    ordered: list[Job] = list(event.jobs(event.begin("case-1")))
    assert ordered == [told(LEAD, event)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"url": None, "place": "Trang 3 báo giấy"}, []),
        ({"url": None}, ["input.url where-needed"]),
        ({"free_of_secrets": False}, [SECRETS]),
        ({"free_of_secrets": False, "url": None}, [SECRETS, "input.url where-needed"]),
    ],
)
def test_what_it_must_say(changes: dict[str, Any], expected: list[str]) -> None:
    assert reporting_publicly(**changes) == expected


def test_without_an_assignment_nobody_receives_it() -> None:
    assert codes(None, GOOD, facts(PUBLIC, GOOD, registry=registry(leads={}))) == ["no-lead-agency"]


HANDLER = person(LEAD)
CHECKED = case_at(CaseState.CHECKING)
SOON = NOW + timedelta(hours=1)
WORDS, PLACE = "Trạm y tế xã đã đóng cửa từ hôm qua.", "Bảng tin ở chợ."
ADDRESS = "https://tin.example/bai/2"


def heard(case: Case, **fields: Any) -> str:
    return hear(case, CorrectReport(reasons=LONG, **fields), HANDLER, now=SOON)


def corrected(case: Case, **fields: Any) -> Case:
    made: Case = left(case, CorrectReport(reasons=LONG, **fields), HANDLER, now=SOON)
    return made


class TestWhatIsCorrected:
    def test_is_something(self) -> None:
        assert heard(CHECKED) == "input.claim report-unchanged"

    def test_has_its_limits(self) -> None:
        full = replace(CHECKED, addresses=(sealed("a"),) * ADDRESSES_MOST)
        assert heard(full, other_url=ADDRESS) == f"LimitReached too-many-case-addresses {ADDRESSES_MOST}"
        often = corrected(CHECKED, place=PLACE)
        often = replace(often, report_corrections=often.report_corrections * CORRECTIONS_MOST)
        assert heard(often, place=PLACE) == f"LimitReached too-many-corrections {CORRECTIONS_MOST}"


def test_what_it_leaves() -> None:
    command = good(NamePaperFile)
    made = left(case_at(CaseState.CHECKING), command, person(HEALTH))
    assert made.paper_files == (PaperFile(agency=HEALTH, at=NOW, pointer=sealed(command.pointer)),)


@pytest.mark.parametrize(("length", "codes"), [(2, ["text-too-short"]), (3, []), (200, []), (201, ["text-too-long"])])
def test_a_pointer_has_no_room_for_what_the_paper_says(length: int, codes: list[str]) -> None:
    assert [item.code for item in check(good(NamePaperFile, pointer="x" * length))] == codes
