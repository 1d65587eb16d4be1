"""Notices as pure rules: who may take which step in which state, and that each guard is needed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.book import BY_COMMAND
from domain.case.closing import CaseReopened, CloseCase
from domain.case.state.case import Case, CaseState, ClosureReason, Informed, PublicationChoice
from domain.case.state.pathways import IN_HAND, STANDING, PublicationLink, PublicationState, Reopening, ReopeningGround
from domain.kernel.refusals import Refused
from domain.kernel.span import Span
from domain.kernel.wording import Harmless
from domain.publication.corrections import ConfirmPublication, DraftCorrection, IssueCorrection, RetractPublication
from domain.publication.drafting import (
    CheckPublication,
    ConfirmFinding,
    DraftPublication,
    RewordPublication,
    WithdrawPublication,
)
from domain.publication.ground import on_official_page, page_of
from domain.publication.publishable import publishable, publishing_agencies, result_of
from domain.publication.publishing import (
    ApprovePublication,
    ChangeRelease,
    ConfirmRelease,
    IssuePublication,
    KeepRelease,
)
from domain.publication.state import NoticeForm, Publication, RetractionGround
from domain.registry.agency import Succession
from domain.rules.command import Action
from domain.rules.facts import Facts
from domain.rules.linking import linked_events
from tests.domain.notices import ALL, DESK, LONG, SPEAKER, TEXTS, S, a_notice, decided, known
from tests.support.each import each
from tests.support.facts import ALWAYS, HEALTH, LAND, NOW, PROVINCE, attempt, codes, facts, outcome, sealed, verdict
from tests.support.handling_past import Cast, case_at
from tests.support.world import LEAD

ORDERLY: Mapping[type, Any] = {
    RewordPublication: RewordPublication(**TEXTS, redress_notice=LONG),
    ConfirmFinding: ConfirmFinding(finding="key-1", harmless=Harmless.CONSENT),
    CheckPublication: CheckPublication(),
    WithdrawPublication: WithdrawPublication(reasons=LONG),
    DraftCorrection: DraftCorrection(**TEXTS, reasons=LONG),
    ApprovePublication: ApprovePublication(),
    IssuePublication: IssuePublication(),
    ChangeRelease: ChangeRelease(reasons=LONG),
    ConfirmRelease: ConfirmRelease(),
    KeepRelease: KeepRelease(reasons=LONG),
    IssueCorrection: IssueCorrection(),
    ConfirmPublication: ConfirmPublication(reasons=LONG),
    RetractPublication: RetractPublication(ground=RetractionGround.WRONG, reasons=LONG),
}


def said(
    notice: Publication, command: Any, actor: Any = ALL, case: Case | None = None, row: Action | None = None
) -> str:
    return verdict(notice, command, known(actor, command, case), row)


class TestEmbargo:
    """A moment that one spokesperson approved is changed by two persons, with a reason."""

    LATER, AHEAD = NOW + timedelta(days=9), NOW + timedelta(days=3)
    NOTICE = a_notice(S.EMBARGOED, release_at=LATER)

    def asked(self, by: Any, **changes: Any) -> Publication:
        command = ChangeRelease(reasons=LONG, **changes)
        made: Publication = attempt(self.NOTICE, command, known(by, command, None))
        return made

    def test_is_lifted_by_who_did_not_ask_for_it(self) -> None:
        asked = self.asked(DESK)
        assert said(asked, IssuePublication(), SPEAKER) == "embargo-runs", "nothing changed yet"
        assert said(self.asked(ALL), ConfirmRelease(), ALL) == "second-person-needed"
        lifted = attempt(asked, ConfirmRelease(), known(SPEAKER, ConfirmRelease(), None))
        assert (lifted.state, lifted.release_at, lifted.release_change) == (S.APPROVED, None, None)
        assert said(lifted, IssuePublication(), SPEAKER) == "ok"

    def test_is_moved_and_the_register_issues_then(self) -> None:
        command = ConfirmRelease()
        given = known(SPEAKER, command, None)
        (event,) = BY_COMMAND[ConfirmRelease].decide(self.asked(DESK, release_at=self.AHEAD), command, given)
        moved = event.fold(self.NOTICE)
        assert (moved.state, moved.release_at) == (S.EMBARGOED, self.AHEAD)
        assert [job.due for job in event.jobs(moved)] == [self.AHEAD]
        assert said(moved, IssuePublication(), SPEAKER) == "embargo-runs"

    def test_is_not_moved_out_of_range_or_into_the_past(self) -> None:
        for wrong in (NOW, NOW + timedelta(days=91)):
            assert said(self.NOTICE, ChangeRelease(reasons=LONG, release_at=wrong), DESK) == "release-out-of-range"
        command = ConfirmRelease()
        late = replace(known(SPEAKER, command, None), now=self.AHEAD)
        assert codes(self.asked(DESK, release_at=self.AHEAD), command, late) == ["release-change-late"]

    def test_has_one_change_at_a_time_that_anybody_of_the_office_refuses(self) -> None:
        asked = self.asked(DESK)
        assert said(asked, ChangeRelease(reasons=LONG), SPEAKER) == "release-change-waits"
        command = KeepRelease(reasons=LONG)
        kept = attempt(asked, command, known(DESK, command, None))
        assert kept == self.NOTICE

    def test_falls_with_the_notice(self) -> None:
        command = WithdrawPublication(reasons=LONG)
        gone = attempt(self.asked(DESK), command, known(DESK, command, None))
        assert (gone.state, gone.release_at, gone.release_change) == (S.WITHDRAWN, None, None)


class TestGuards:
    @pytest.mark.parametrize("command", [ConfirmPublication, RetractPublication])
    def test_a_public_reason_points_at_nobody(self, command: type) -> None:
        named = replace(ORDERLY[command], reasons="Bà Trần Thị Thử đã hiểu nhầm thông báo này.")
        assert said(a_notice(S.ISSUED), named, SPEAKER) == "reason-points-at-somebody"

    @pytest.mark.parametrize(
        ("ahead", "code"), [(0, "release-out-of-range"), (1, "ok"), (90, "ok"), (91, "release-out-of-range")]
    )
    def test_an_embargo_has_bounds(self, ahead: int, code: str) -> None:
        command = ApprovePublication(release_at=NOW + timedelta(days=ahead))
        assert said(a_notice(S.CHECKED), command, SPEAKER) == code


OFFICIAL, SECOND, ENDED, FOREIGN = (f"https://{name}.example" for name in ("trang", "trang-hai", "trang-cu", "so-khac"))


def with_pages(*addresses: str) -> Facts:
    """The facts of a writer of the lead agency with these pages, one of before, and one of another agency."""
    row = PROVINCE.agencies[LEAD]
    page = replace(row.pages[0], span=Span(since=ALWAYS.since))
    over = replace(page, address=ENDED, span=Span(since=ALWAYS.since, until=NOW.date()))
    own = replace(row, pages=(*(replace(page, address=address) for address in addresses), over))
    other = replace(PROVINCE.agencies[HEALTH], pages=(replace(page, address=FOREIGN),))
    agencies = {**PROVINCE.agencies, LEAD: own, HEALTH: other}
    return facts(DESK, registry=replace(PROVINCE, agencies=agencies))


class TestWhere:
    """A notice appears on an official page of its agency, and nowhere else."""

    @pytest.mark.parametrize(
        ("pages", "asked", "before", "form", "expected"),
        [
            ((OFFICIAL,), None, None, NoticeForm.PORTAL, OFFICIAL),
            ((OFFICIAL,), f"{OFFICIAL}/tin/1", None, NoticeForm.PORTAL, f"{OFFICIAL}/tin/1"),
            ((OFFICIAL, SECOND), None, None, NoticeForm.PORTAL, "page-needed"),
            ((OFFICIAL, SECOND), SECOND, None, NoticeForm.PORTAL, SECOND),
            ((OFFICIAL, SECOND), None, SECOND, NoticeForm.PORTAL, SECOND),
            ((OFFICIAL,), None, ENDED, NoticeForm.PORTAL, OFFICIAL),
            ((), None, None, NoticeForm.PORTAL, "no-official-page"),
            ((), None, None, NoticeForm.WRITTEN_RELEASE, None),
            ((OFFICIAL,), ENDED, None, NoticeForm.PORTAL, "page-not-official"),
            ((OFFICIAL,), FOREIGN, None, NoticeForm.WRITTEN_RELEASE, "page-not-official"),
            ((OFFICIAL,), f"{OFFICIAL}.khac.example", None, NoticeForm.STATEMENT, "page-not-official"),
            ((OFFICIAL,), "https://www.facebook.com/groups/1", None, NoticeForm.PORTAL, "page-not-official"),
        ],
    )
    def test_is_it_official(
        self, pages: tuple[str, ...], asked: str | None, before: str | None, form: NoticeForm, expected: str | None
    ) -> None:
        try:
            found = page_of(asked, before, form, LEAD, with_pages(*pages))
        except Refused as refused:
            found = refused.problems[0].code
        assert found == expected

    def test_of_an_agency_that_was_taken_over_counts_for_its_heir(self) -> None:
        known = with_pages(OFFICIAL)
        over = Succession(successor=LAND, on=ALWAYS.since, whole=True, source="QĐ 3")
        agencies = {**known.registry.agencies, LEAD: replace(known.registry.agencies[LEAD], successions=(over,))}
        heir = replace(known, registry=replace(known.registry, agencies=agencies))
        assert page_of(OFFICIAL, None, NoticeForm.PORTAL, LAND, heir) == OFFICIAL
        notice = a_notice(S.CHECKED, page=OFFICIAL)
        assert on_official_page(notice, heir) is None
        assert on_official_page(replace(notice, page=FOREIGN), heir) is not None


class TestResults:
    @each("state", CaseState)
    def test_of_a_decision_are_told_from_its_day_on(self, state: CaseState) -> None:
        told = {CaseState.DECIDED, CaseState.EXECUTING, CaseState.RESULT_REPORTED, CaseState.CLOSED}
        assert (result_of(decided(state=state), PROVINCE) is not None) is (state in told)

    def test_of_an_earlier_cycle_count_no_more(self) -> None:
        assert result_of(decided(cycle=2), PROVINCE) is None

    def test_about_the_own_agency_are_told_by_another(self) -> None:
        command = DraftPublication(case="case-1", form=NoticeForm.PORTAL, redress_notice=LONG, **TEXTS)
        problem = publishable(decided(concerns=(LEAD,)), LEAD, known(DESK, command))
        assert problem is not None
        assert problem.code == "agency-concerned"


class TestTheCaseBeside:
    @pytest.mark.parametrize("state", sorted(IN_HAND | STANDING))
    def test_opened_again_is_felt_by_every_live_notice(self, state: PublicationState) -> None:
        made = Reopening(
            ground=ReopeningGround.NEW_EVIDENCE,
            officer="o",
            at=NOW,
            from_state="DECIDED",
            document_number=sealed("d"),
            reasons=sealed("r"),
        )
        known_of = replace(facts(DESK), linked={"publication-1": a_notice(state)})
        [following] = linked_events(decided(), CaseReopened(reopening=made), known_of)
        assert (following.stream, following.event.TYPE) == (
            "publication-1",
            "publication.under-review" if state in STANDING else "publication.halted",
        )

    @each("state", S)
    @each("choice", PublicationChoice)
    def test_is_closed_in_line_with_it(self, state: PublicationState, choice: PublicationChoice) -> None:
        link = PublicationLink(publication="publication-1", state=state)
        case = decided(state=CaseState.RESULT_REPORTED, publications=(link,))
        command = CloseCase(
            ground=ClosureReason.COMPLETED, reasons=LONG, informed=Informed.BY_DOCUMENT, publication=choice
        )
        found = outcome(case, command, DESK)
        live = state in IN_HAND | STANDING
        assert found == ("notice-stands" if live and choice is PublicationChoice.NOT_PUBLISH else "ok")


def test_every_agency_that_carried_a_decision_out_may_tell_of_it() -> None:
    case = case_at(CaseState.RESULT_REPORTED, Cast())
    by_another = replace(case.results[-1], agency="agency-another")
    told = publishing_agencies(replace(case, results=(*case.results, by_another)))
    assert told == sorted({*publishing_agencies(case), "agency-another"})
