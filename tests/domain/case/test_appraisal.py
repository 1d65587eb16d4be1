"""Checking, verifying, the expression check and the appraisal: who may, on what, and what each leaves (Đ4.3, Đ2.2)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.case.appraisal import AppraiseCase, RecordVerification
from domain.case.checks import StartChecking
from domain.case.evidence import AddEvidence
from domain.case.expression import ReviewExpression
from domain.case.state.case import CaseState, ExpressionConclusion, ExpressionKind
from domain.case.state.measures import MEASURABLE, Finding, VerificationResult
from domain.case.state.related import CaseAddresses, NamedSource
from domain.kernel.span import Span
from domain.kernel.vocabulary import Post
from domain.registry.agency import Name
from domain.registry.provision import Provision
from domain.registry.registry import Registry
from tests.support.each import each
from tests.support.facts import HEALTH, LAND, NOW, PROVINCE, a_case, attempt, faults, person, registry
from tests.support.handling_commands import an_upload, good
from tests.support.handling_facts import DISTRICT, LONG, PARTY, a_registry, hear, knowing, left, provision, said
from tests.support.handling_past import OF_CLAIMS, Cast, Past, a_review, a_verification, case_at, case_of, until
from tests.support.world import LEAD, officer


class TestVerification:
    @each(
        ("changes", "expected"),
        [
            ({}, "ok"),
            ({"source_document": None, "source_url": "https://vien.example/bai/1"}, "ok"),
            ({"source_kind": "AGENCY", "source_agency": DISTRICT, "source_name": None}, "ok"),
            ({"source_on": None}, "input.sourceOn source-day-needed"),
            ({"source_document": None}, "input.sourceDocument source-document-needed"),
            ({"source_name": None}, "input.sourceName source-name-needed"),
            ({"source_agency": DISTRICT}, "input.sourceAgency source-agency-needed"),
            ({"source_kind": "AGENCY"}, "input.sourceAgency source-agency-needed; input.sourceName source-name-needed"),
            *(
                (
                    {"source_kind": "AGENCY", "source_agency": agency, "source_name": None},
                    "input.sourceAgency source-takes-part",
                )
                for agency in (LEAD, LAND, HEALTH, PARTY)
            ),
            ({"source_url": "https://m.tin.example/bai-1?utm_source=a"}, "input.sourceUrl source-is-the-content"),
            ({"source_url": "https://facebook.com/mot/posts/1"}, "input.sourceUrl source-on-a-network"),
        ],
    )
    def test_an_outside_source_is_one_that_others_can_look_up(self, changes: dict[str, Any], expected: str) -> None:
        command = good(RecordVerification, **changes)
        known = knowing(person(HEALTH), command)
        here = CaseAddresses(normal=frozenset({"https://tin.example/bai-1"}))
        known = replace(known, needs={**known.needs, CaseAddresses: here})
        assert said(case_at(CaseState.CHECKING), command, known) == expected

    @each(
        ("named", "expected"),
        [
            ("Cơ quan chủ trì", "input.sourceName source-takes-part"),
            ("Phòng y, CO QUAN chủ-trì tỉnh", "input.sourceName source-takes-part"),
        ],
    )
    def test_an_agency_that_takes_part_is_none_by_another_name(self, named: str, expected: str) -> None:
        rows, since = a_registry().agencies, date(2020, 1, 1)
        name = Name(name="Cơ quan chủ trì", short="CQCT", span=Span(since=since), source="t")
        known = a_registry(agencies={**rows, LEAD: replace(rows[LEAD], names=(name,))})
        command = good(RecordVerification, source_name=named)
        assert hear(case_at(CaseState.CHECKING), command, person(HEALTH), registry=known) == expected

    @each(
        ("before", "new"),
        [
            ((), True),
            ((NamedSource(name="VIỆN Vệ sinh dịch-tễ TW"),), False),
            ((NamedSource(url="http://vien.example/bai/1/?fbclid=1"),), False),
            ((NamedSource(agency=LAND),), True),
            ((NamedSource(name="Báo cáo của trường đại học"),), True),
        ],
    )
    def test_a_source_is_new_once(self, before: tuple[NamedSource, ...], new: bool) -> None:
        command = good(RecordVerification, source_url="https://vien.example/bai/1")
        made = left(case_at(CaseState.CHECKING), command, person(HEALTH), sources=before)
        assert made.verifications[-1].new_source is new


class TestProtection:
    """What was found protected falls to a new source, another agency and an answer; to nothing less."""

    @each(
        ("then", "agency", "changes", "expected"),
        [
            ((True, 1), LEAD, {}, "ok"),
            ((True, 1), HEALTH, {}, "G3 protected-by-own-agency"),
            ((True, 1), LEAD, {"answer": None}, "input.answer answer-to-review-needed"),
            ((False, 1), LEAD, {}, "G3 protected-stands"),
            ((True, -1), LEAD, {}, "G3 protected-stands"),
            (None, LEAD, {}, "G3 protected-stands"),
        ],
    )
    @pytest.mark.parametrize("reopened", [False, True])
    def test_falls_to(
        self, then: tuple[bool, int] | None, agency: str, changes: dict[str, Any], expected: str, reopened: bool
    ) -> None:
        cycle, protected = 2 if reopened else 1, Past(expression=ExpressionConclusion.PROTECTED)
        case = case_at(CaseState.CHECKING, Cast(), protected)
        case = replace(case, cycle=cycle)
        if then:
            new, days = then
            at: dict[str, Any] = {"at": NOW + timedelta(days=days), "new_source": new, "cycle": cycle}
            case = case_of(*until(CaseState.CHECKING, Cast(), protected), a_verification(Cast(), **at))
            case = replace(case, cycle=cycle)
        assert hear(case, good(ReviewExpression, **({"answer": LONG} | changes)), person(agency)) == expected


BEHIND = dict.fromkeys(Finding, VerificationResult.FALSE) | {Finding.TRUE_ISSUE: VerificationResult.TRUE}
"""A verification that does not contradict the finding."""


class TestAppraisal:
    def appraising(self, finding: Finding = Finding.FALSE, *then: Any, **cast: Any) -> str:
        case = case_of(*until(CaseState.CHECKING, Cast(**cast))[:3], *then)
        return hear(case, good(AppraiseCase, finding=finding, deviation=LONG), person(LEAD))

    @each("finding", OF_CLAIMS)
    @each("conclusion", ExpressionConclusion)
    def test_protected_speech_is_never_found_false(self, finding: Finding, conclusion: ExpressionConclusion) -> None:
        cast = Cast()
        refused = {
            ExpressionConclusion.PROTECTED: "G3 found-protected",
            ExpressionConclusion.HARMS_PERSON: "G3 harm-has-its-own-way",
        }
        review = a_review(cast, conclusion=conclusion)
        verified = a_verification(cast, result=BEHIND[finding])
        expected = refused.get(conclusion, "ok") if finding in MEASURABLE else "ok"
        assert self.appraising(finding, verified, review) == expected


PUBLISHED = datetime(2026, 6, 28, 16, 59, tzinfo=UTC)
ACT = date(2026, 6, 28)
"""The day of publication here; in UTC one minute before the next day begins here."""
ONE_DAY = timedelta(days=1)


def a_reviewing(**changes: Any) -> ReviewExpression:
    fields: dict[str, Any] = {
        "expression": ExpressionKind.CRITICISM,
        "conclusion": ExpressionConclusion.PROTECTED,
        "reasons": "Người viết phê bình cách làm, không nêu sự việc sai.",
    }
    return ReviewExpression(**(fields | changes))


def ground(**changes: Any) -> Provision:
    """A ground in force since the day before the act, and until the day after it."""
    return provision("provision-1", **({"span": Span(since=ACT - ONE_DAY, until=ACT + ONE_DAY)} | changes))


def with_law(*rows: Provision) -> Registry:
    return registry(provisions={row.id: row for row in rows})


def reviewing(agency: str = HEALTH, law: Registry = PROVINCE, **changes: Any) -> list[str]:
    return faults(a_case(published_at=PUBLISHED), a_reviewing(**changes), person(agency), registry=law)


def condemning(law: Registry = PROVINCE, **changes: Any) -> list[str]:
    fields: dict[str, Any] = {
        "conclusion": ExpressionConclusion.NOT_PROTECTED,
        "false_fact": "Trạm y tế đã đóng cửa từ tuần trước.",
        "provision": "provision-1",
    }
    return reviewing(law=law, **(fields | changes))


class TestUnprotected:
    """G3: nothing is unprotected without one false fact and a provision in force that forbids saying it."""

    @pytest.mark.parametrize("kind", ExpressionKind)
    def test_a_ground_alone_shows_nothing(self, kind: ExpressionKind) -> None:
        found = condemning(with_law(ground()), expression=kind, false_fact=None)
        assert found == ["input.falseFact false-fact-needed"]

    @each("kind", ExpressionKind)
    @each("law", [PROVINCE, with_law(ground())])
    def test_needs_a_provision(self, kind: ExpressionKind, law: Registry) -> None:
        assert condemning(law, expression=kind, provision=None) == ["provision-needed"]

    @each("kind", ExpressionKind)
    @each("provision", ["provision-2", "14/2021/QĐ-UBND"])
    def test_needs_a_provision_that_the_catalogue_holds(self, kind: ExpressionKind, provision: str) -> None:
        found = condemning(with_law(ground()), expression=kind, provision=provision)
        assert found == ["input.provision provision-unknown"]

    @each("kind", ExpressionKind)
    @each(
        ("span", "found"),
        [
            (Span(since=ACT), []),
            (Span(since=ACT + ONE_DAY), ["provision-not-in-force"]),
            (Span(since=ACT - ONE_DAY, until=ACT + ONE_DAY), []),
            (Span(since=ACT - ONE_DAY, until=ACT), ["provision-not-in-force"]),
        ],
    )
    def test_needs_a_ground_in_force_on_the_day_of_the_act(
        self, kind: ExpressionKind, span: Span, found: list[str]
    ) -> None:
        assert condemning(with_law(ground(span=span)), expression=kind) == found

    @pytest.mark.parametrize("kind", ExpressionKind)
    def test_protected_needs_neither(self, kind: ExpressionKind) -> None:
        assert reviewing(expression=kind) == []


ENDED = Span(since=date(2021, 7, 4), until=date(2026, 7, 1))
LATER = Span(since=date(2026, 7, 2))


class TestStart:
    """S4: the assigned agency's own appointed officer answers for the check."""

    CASE = a_case(CaseState.SCREENED, focal=None)

    def starting(self, focal: str, span: Span | None = None) -> list[str]:
        rows = PROVINCE.officers
        if span is not None:
            rows = {**rows, focal: replace(rows[focal], span=span)}
        return faults(self.CASE, StartChecking(focal=focal), person(LEAD), registry=replace(PROVINCE, officers=rows))

    @pytest.mark.parametrize(
        ("focal", "span"),
        [
            ("officer-nobody", None),
            (officer(LAND, Post.HANDLER), None),
            (officer(LEAD, Post.HANDLER), None),
            (officer(HEALTH, Post.HANDLER), ENDED),
            (officer(HEALTH, Post.HANDLER), LATER),
        ],
    )
    def test_nobody_else_answers_for_it(self, focal: str, span: Span | None) -> None:
        assert self.starting(focal, span) == ["input.focal officer-not-appointed"]


CASE = case_at(CaseState.CHECKING)


@pytest.mark.parametrize(
    ("upload", "expected"),
    [
        (an_upload(HEALTH), "ok"),
        (None, "input.upload upload-unknown"),
        (an_upload(LAND), "input.upload upload-unknown"),
        (an_upload(HEALTH, case="case-2"), "input.upload upload-unknown"),
    ],
)
def test_the_file_was_uploaded_by_the_same_agency_for_this_case(upload: Any, expected: str) -> None:
    assert hear(CASE, good(AddEvidence), person(HEALTH), upload=upload) == expected


def test_a_file_is_in_the_case_once() -> None:
    command = good(AddEvidence)
    known = knowing(person(HEALTH), command, upload=an_upload(HEALTH))
    made = attempt(CASE, command, known)
    assert said(made, command, known) == "RuleNotMet evidence-there-already"
