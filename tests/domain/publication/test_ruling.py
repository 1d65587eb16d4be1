"""What a ruling on a complaint lets the press be told, and until when one can complain, as pure rules."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.case.closing import CaseReopened, ReopenCase
from domain.case.state.case import Case, CaseState
from domain.case.state.measures import Finding
from domain.case.state.pathways import IN_HAND, PublicationLink, PublicationState, Reopening, ReopeningGround
from domain.complaint.examination import DecideRedress
from domain.complaint.state import Redress, RedressOutcome, RedressState, Ruling
from domain.publication.corrections import ConfirmPublication, DraftCorrection, IssueCorrection
from domain.publication.drafting import DraftPublication
from domain.publication.publishable import HOLDING, Obstacle, Standing, overturned_by, readiness, ruling_of
from domain.publication.publishing import IssuePublication
from domain.publication.state import NoticeForm
from tests.domain.notices import DESK, LONG, SPEAKER, TEXTS, a_notice, decided, known
from tests.domain.redress import CODE, PPC, about, examiner, filed, knowing
from tests.support.each import each
from tests.support.facts import HEALTH, NOW, facts, linked, person, stated, verdict
from tests.support.world import LEAD

S, R = PublicationState, RedressState


def a_ruling(outcome: RedressOutcome = RedressOutcome.UPHELD, level: int = 2) -> Ruling:
    return stated(
        Ruling, level=level, outcome=outcome, agency=PPC, officer="officer-ppc-other", decided_on=date(2026, 7, 20)
    )


def a_redress(state: RedressState = R.FINAL, **changes: Any) -> Redress:
    fields = {"id": "redress-1", "case": "case-1", "rulings": (a_ruling(),), **changes}
    return filed(state=state, **fields)


def undone(**changes: Any) -> Case:
    """The case once the complaint was upheld: in its next cycle, with nothing found."""
    made = Reopening(
        ground=ReopeningGround.REDRESS,
        officer="officer-ppc-other",
        at=NOW,
        from_state="DECIDED",
        redress="redress-1",
        finding=Finding.FALSE,
    )
    return replace(CaseReopened(reopening=made).fold(decided()), **changes)


class TestARuling:
    @each("state", R)
    def test_is_told_while_it_is_the_last_word(self, state: RedressState) -> None:
        assert (ruling_of(undone(), a_redress(state)) is not None) is (state in HOLDING)
        assert {R.FILED, R.ACCEPTED, R.EXAMINING, R.SECOND_LEVEL, R.REJECTED, R.WITHDRAWN} == set(R) - HOLDING

    @pytest.mark.parametrize("outcome", RedressOutcome)
    def test_says_against_what_it_was_and_how_it_ended(self, outcome: RedressOutcome) -> None:
        told = ruling_of(undone(), a_redress(rulings=(a_ruling(outcome),)))
        assert told is not None
        assert (told.redress, told.outcome, told.level, told.agency) == ("redress-1", outcome, 2, PPC)
        assert (told.finding, told.public_code, told.cycle) == (Finding.FALSE, CODE, 1)

    def test_of_a_decision_that_stands_has_the_finding_of_today(self) -> None:
        told = ruling_of(decided(), a_redress(rulings=(a_ruling(RedressOutcome.DISMISSED),)))
        assert told is not None
        assert told.finding is Finding.FALSE

    def test_there_is_none_without_words_of_another_case_or_without_a_finding(self) -> None:
        assert ruling_of(undone(), a_redress(rulings=())) is None
        assert ruling_of(undone(), a_redress(case="case-2")) is None
        assert ruling_of(decided(appraisal=None), a_redress()) is None


DRAFT = DraftPublication(case="case-1", form=NoticeForm.PORTAL, redress_notice=LONG, redress="redress-1", **TEXTS)


class TestANotice:
    def test_of_a_case_that_is_open_again_tells_the_ruling_and_nothing_else(self) -> None:
        assert verdict(None, DRAFT, known(DESK, DRAFT, undone(), a_redress())) == "ok"
        own = replace(DRAFT, redress=None)
        assert verdict(None, own, known(DESK, own, undone())) == "no-result-to-publish"
        early = a_redress(R.EXAMINING)
        assert verdict(None, DRAFT, known(DESK, DRAFT, undone(), early)) == "no-result-to-publish"

    @pytest.mark.parametrize("linked", [a_redress(case="case-2"), a_notice(S.DRAFT, id="redress-1")])
    def test_names_a_complaint_about_its_case(self, linked: Any) -> None:
        assert verdict(None, DRAFT, known(DESK, DRAFT, undone(), linked)) == "redress-unknown"

    @pytest.mark.parametrize(("agency", "code"), [(LEAD, "ok"), (PPC, "ok"), (HEALTH, "not-own-result")])
    def test_is_told_by_who_led_decided_or_ruled(self, agency: str, code: str) -> None:
        assert verdict(None, DRAFT, known(person(agency), DRAFT, undone(), a_redress())) == code

    def test_that_stands_is_corrected_with_the_ruling_as_its_ground(self) -> None:
        notice = a_notice(S.ISSUED)
        assert notice.correction is not None
        assert verdict(notice, IssueCorrection(), known(SPEAKER, IssueCorrection(), undone())) == "no-result-to-publish"
        ruled = replace(notice, correction=replace(notice.correction, redress="redress-1"))
        facts = known(SPEAKER, IssueCorrection(), undone(), a_redress())
        assert verdict(ruled, IssueCorrection(), facts) == "ok"

    @pytest.mark.parametrize(("state", "code"), [(CaseState.DECIDED, "person-not-served"), (CaseState.EXECUTING, "ok")])
    def test_waits_for_the_service_of_the_decision_that_it_is_about(self, state: CaseState, code: str) -> None:
        """Anybody may complain before the person concerned was told; the ruling tells finding and measure."""
        dismissed = a_redress(rulings=(a_ruling(RedressOutcome.DISMISSED),))
        case = decided(state=state)
        result = ruling_of(case, dismissed)
        assert result is not None
        notice = a_notice(S.APPROVED, result=result)
        assert verdict(notice, IssuePublication(), known(SPEAKER, IssuePublication(), case, dismissed)) == code
        stops = {standing.obstacle for standing in readiness(case, [], facts(DESK), dismissed) if standing.stops}
        assert (Obstacle.PUBLICATION_UNDECIDED in stops) is (code != "ok")

    def test_of_a_decision_undone_waits_for_no_later_one(self) -> None:
        again = undone(state=CaseState.DECIDED)
        notice = a_notice(S.APPROVED, result=ruling_of(again, a_redress()))
        assert verdict(notice, IssuePublication(), known(SPEAKER, IssuePublication(), again, a_redress())) == "ok"

    def test_takes_the_ground_over_from_the_correction(self) -> None:
        command = DraftCorrection(**TEXTS, reasons=LONG, redress="redress-1")
        assert verdict(a_notice(S.ISSUED), command, known(DESK, command, undone(), a_redress())) == "ok"
        other = a_redress(case="case-2")
        assert verdict(a_notice(S.ISSUED), command, known(DESK, command, undone(), other)) == "redress-unknown"

    def test_is_confirmed_for_the_same_outcome_only(self) -> None:
        told = ruling_of(undone(), a_redress())
        assert told is not None
        said = replace(a_notice(S.ISSUED).versions[0], result=told)
        notice = a_notice(S.ISSUED, result=told, versions=(said,), correction=None)
        command = ConfirmPublication(reasons=LONG)
        assert verdict(notice, command, known(SPEAKER, command, undone(), a_redress())) == "ok"
        turned = a_redress(rulings=(a_ruling(RedressOutcome.DISMISSED),))
        assert verdict(notice, command, known(SPEAKER, command, undone(), turned)) == "result-changed"


class TestTheCase:
    def test_gives_up_notices_in_hand_when_it_is_opened_again(self) -> None:
        links = tuple(PublicationLink(publication=f"publication-{item}", state=item) for item in S)
        command = ReopenCase(ground=ReopeningGround.NEW_EVIDENCE, document_number="1", reasons=LONG)
        event = command.decide(decided(publications=links), facts(DESK, command))
        assert isinstance(event, CaseReopened)
        after = {
            publication.publication: publication.state
            for publication in event.fold(decided(publications=links)).publications
        }
        assert after == {f"publication-{item}": S.WITHDRAWN if item in IN_HAND else item for item in S}

    def test_of_before_keeps_what_it_knew(self) -> None:
        link = PublicationLink(publication="publication-1", state=S.DRAFT)
        old = undone().reopenings[0]
        assert CaseReopened(reopening=old).fold(decided(publications=(link,))).publications == (link,)

    @each("state", S)
    @each("redress", [None, "redress-1"])
    @each("outcome", RedressOutcome)
    def test_open_again_has_standing_notices_of_an_earlier_ruling_reviewed(
        self, state: PublicationState, redress: str | None, outcome: RedressOutcome
    ) -> None:
        link = PublicationLink(publication="publication-1", state=state, redress=redress)
        command = DecideRedress(outcome=outcome, number="1", decided_on=date(2026, 7, 1), reasons=LONG, way_on=LONG)
        known_of = knowing(examiner(), command, contested=about(undone(publications=(link,))))
        found = [(item.stream, item.event.TYPE) for item in linked(a_redress(R.EXAMINING), command, known_of)]
        stands = redress is not None and state in {S.ISSUED, S.CORRECTED}
        assert found == ([("publication-1", "publication.under-review")] if stands else [])


class TestTheList:
    def ready(self, case: Case, redress: Redress | None = None) -> dict[Obstacle, Standing]:
        command = DRAFT
        return {item.obstacle: item for item in readiness(case, (), known(DESK, command, case), redress)}

    def test_names_the_complaint_that_undid_the_result(self) -> None:
        assert overturned_by(undone()) == "redress-1"
        assert overturned_by(decided()) is None
        assert overturned_by(undone(state=CaseState.DECIDED)) is None

    def test_has_the_ruling_ready_to_be_told(self) -> None:
        assert set(self.ready(undone(), a_redress())) == {Obstacle.NO_NOTICE}
        assert Obstacle.NOT_PUBLISHABLE in self.ready(undone())

    def test_says_that_the_second_level_is_open(self) -> None:
        due = filed().accept_by
        first = a_redress(R.UPHELD, appeal_by=replace(due, due_at=NOW + timedelta(30)))
        window = self.ready(undone(), first)[Obstacle.COMPLAINT_WINDOW]
        assert (window.stops, window.until is None) == (False, False)
