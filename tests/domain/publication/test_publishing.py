"""Notices as pure rules: who may take which step in which state, and that each guard is needed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.book import BY_COMMAND, public_actions
from domain.case.closing import CloseCase
from domain.case.reopening import CaseReopened
from domain.case.state.case import Case, CaseState, ClosureReason, Informed, PublicationChoice
from domain.case.state.measures import Measure
from domain.case.state.publication_link import IN_HAND, STANDING, PublicationLink, PublicationState
from domain.case.state.reopening import Reopening, ReopeningGround
from domain.kernel.impersonal import Harmless
from domain.kernel.kind import Kind
from domain.kernel.roles import Post
from domain.publication.corrections import ConfirmPublication, DraftCorrection, IssueCorrection, RetractPublication
from domain.publication.drafting import (
    CheckPublication,
    ConfirmFinding,
    DraftPublication,
    RewordPublication,
    WithdrawPublication,
)
from domain.publication.publishable import publishable, publishing_agencies, result_of
from domain.publication.publishing import ApprovePublication, IssuePublication
from domain.publication.state import CorrectionDraft, NoticeForm, Publication, RetractionGround
from domain.rules.action import Action, standing
from domain.rules.linking import linked_events
from tests.domain.notices import (
    ALL,
    DESK,
    FINDING,
    LONG,
    SPEAKER,
    TEXTS,
    S,
    a_decision,
    a_notice,
    decided,
    known,
    words,
)
from tests.support.each import each
from tests.support.facts import HEALTH, NOW, PROVINCE, a_case, facts, person, sealed, verdict
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
    IssueCorrection: IssueCorrection(),
    ConfirmPublication: ConfirmPublication(reasons=LONG),
    RetractPublication: RetractPublication(ground=RetractionGround.WRONG, reasons=LONG),
}
ADMITTED: Mapping[type, frozenset[PublicationState]] = {
    RewordPublication: IN_HAND,
    ConfirmFinding: frozenset({S.DRAFT}) | STANDING,
    CheckPublication: frozenset({S.DRAFT}),
    WithdrawPublication: IN_HAND,
    DraftCorrection: STANDING,
    ApprovePublication: frozenset({S.CHECKED}),
    IssuePublication: frozenset({S.APPROVED, S.EMBARGOED}),
    IssueCorrection: STANDING,
    ConfirmPublication: STANDING,
    RetractPublication: STANDING,
}
SPEAKERS = {ApprovePublication, IssuePublication, IssueCorrection, ConfirmPublication, RetractPublication}


def said(
    notice: Publication, command: Any, actor: Any = ALL, case: Case | None = None, row: Action | None = None
) -> str:
    return verdict(notice, command, known(actor, command, case), row)


def noticed(state: PublicationState, command: type) -> Publication:
    """A notice in the state, with an open finding where one is to be answered for."""
    if command is not ConfirmFinding:
        return a_notice(state)
    correction = CorrectionDraft(wording=words(findings=(FINDING,)), reason=sealed("why"))
    changes = {"correction": correction} if state in STANDING else {"wording": words(findings=(FINDING,))}
    return a_notice(state, **changes)


class TestSteps:
    def test_all_are_in_the_table(self) -> None:
        assert set(ORDERLY) == {row.command for row in public_actions(Kind.PUBLICATION)} - {DraftPublication}

    @each("command", ORDERLY)
    def test_are_taken_in_their_states_only(self, command: type) -> None:
        found = {state for state in S if said(noticed(state, command), ORDERLY[command]) == "ok"}
        assert found == ADMITTED[command]

    @each("command", ORDERLY)
    def test_are_taken_by_their_posts_only(self, command: type) -> None:
        state = min(ADMITTED[command])
        posts = {post for post in Post if said(noticed(state, command), ORDERLY[command], person(LEAD, post)) == "ok"}
        # Nobody but the named spokesperson speaks; the desk of the table wrote the words.
        assert posts == ({Post.SPOKESPERSON} if command in SPEAKERS else {Post.HANDLER, Post.SPOKESPERSON})

    @each("command", ORDERLY)
    def test_are_the_own_agencys(self, command: type) -> None:
        stranger = replace(person(HEALTH, Post.SPOKESPERSON), posts=frozenset(Post))
        state = min(ADMITTED[command])
        assert said(noticed(state, command), ORDERLY[command], stranger) == "own-agency-only"


class TestGuards:
    @pytest.mark.parametrize("command", [ApprovePublication, IssueCorrection])
    def test_the_writer_is_no_second_person(self, command: type) -> None:
        mine = words(officer=SPEAKER.subject)
        state = min(ADMITTED[command])
        notice = a_notice(state, wording=mine, correction=CorrectionDraft(wording=mine, reason=sealed("why")))
        assert said(notice, ORDERLY[command], SPEAKER) == "second-person-needed"

    def test_who_answered_for_a_finding_is_none_either(self) -> None:
        answered = replace(FINDING, harmless=Harmless.CONSENT, officer=SPEAKER.subject)
        notice = a_notice(S.CHECKED, wording=words(findings=(answered,)))
        assert said(notice, ApprovePublication(), SPEAKER) == "second-person-needed"

    @pytest.mark.parametrize("command", [CheckPublication, ApprovePublication, IssuePublication])
    def test_nothing_goes_on_with_an_open_finding_or_about_another_result(self, command: type) -> None:
        state = min(ADMITTED[command])
        assert said(a_notice(state, wording=words(findings=(FINDING,))), ORDERLY[command], ALL) == "masking-open"
        other = decided(decisions=(a_decision(measure=Measure.WARNING_LETTER),))
        assert said(a_notice(state), ORDERLY[command], ALL, other) == "result-changed"
        assert said(a_notice(state), ORDERLY[command], ALL, a_case()) == "no-result-to-publish"

    @pytest.mark.parametrize("command", [ConfirmPublication, RetractPublication])
    def test_a_public_reason_points_at_nobody(self, command: type) -> None:
        named = replace(ORDERLY[command], reasons="Bà Trần Thị Thử đã hiểu nhầm thông báo này.")
        assert said(a_notice(S.ISSUED), named, SPEAKER) == "reason-points-at-somebody"

    def test_a_notice_is_confirmed_for_the_same_result_only(self) -> None:
        other = decided(decisions=(a_decision(measure=Measure.WARNING_LETTER),))
        assert said(a_notice(S.ISSUED), ORDERLY[ConfirmPublication], SPEAKER, other) == "result-changed"
        assert said(a_notice(S.ISSUED, review_since=None), ORDERLY[ConfirmPublication], SPEAKER) == "not-under-review"

    @pytest.mark.parametrize(
        ("command", "without", "code"),
        [
            (IssueCorrection, {"correction": None}, "no-correction"),
            (ConfirmPublication, {"review_since": None}, "not-under-review"),
        ],
    )
    def test_neither_is_offered_before_it_can_be_done(self, command: type, without: dict[str, None], code: str) -> None:
        row, asked = BY_COMMAND[command], known(SPEAKER, ORDERLY[command], None)
        refused = standing(row, a_notice(S.ISSUED, **without), asked)
        assert refused is not None
        assert refused.code == code
        assert standing(row, a_notice(S.ISSUED), asked) is None

    @pytest.mark.parametrize(
        ("ahead", "code"), [(0, "release-out-of-range"), (1, "ok"), (90, "ok"), (91, "release-out-of-range")]
    )
    def test_an_embargo_has_bounds(self, ahead: int, code: str) -> None:
        command = ApprovePublication(release_at=NOW + timedelta(days=ahead))
        assert said(a_notice(S.CHECKED), command, SPEAKER) == code


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
        found = verdict(case, command, facts(DESK, command))
        live = state in IN_HAND | STANDING
        assert found == ("notice-stands" if live and choice is PublicationChoice.NOT_PUBLISH else "ok")


def test_every_agency_that_carried_a_decision_out_may_tell_of_it() -> None:
    case = case_at(CaseState.RESULT_REPORTED, Cast())
    by_another = replace(case.results[-1], agency="agency-another")
    told = publishing_agencies(replace(case, results=(*case.results, by_another)))
    assert told == sorted({*publishing_agencies(case), "agency-another"})
