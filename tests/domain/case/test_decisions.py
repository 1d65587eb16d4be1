"""Suggesting, proposing, sending back and deciding: who may, the milder first, and the persons it takes (Đ4.4, G5)."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from domain.case.decisions import DecideCase, ProposeHandling, RefuseProposal
from domain.case.state.case import CaseState, Medium
from domain.case.state.measures import MILD, Measure
from domain.case.state.round import RoundOutcome
from domain.kernel.span import Span
from domain.kernel.vocabulary import Post
from domain.registry.entry import LawStatus
from domain.registry.provision import ProvisionKind
from tests.support.each import each
from tests.support.facts import NOW, person
from tests.support.handling_commands import good
from tests.support.handling_facts import (
    GROUND,
    LONG,
    PROVISIONS,
    TODAY,
    WEIGHED,
    a_registry,
    attempt,
    knowing,
    provision,
    said,
)
from tests.support.handling_past import Cast, Past, a_proposal, a_review, an_appraisal, case_at, case_of, until
from tests.support.world import LEAD, officer

ALL = tuple(Measure)
SIGNATORY = person(LEAD, Post.SIGNATORY)


def proposing(case: Any = None, **changes: Any) -> str:
    command = good(ProposeHandling, **changes)
    return said(case or case_at(CaseState.APPRAISED), command, knowing(person(LEAD), command))


def deciding(case: Any, actor: Any = SIGNATORY, known: Any = None, **changes: Any) -> str:
    command = good(DecideCase, **changes)
    return said(case, command, replace(knowing(actor, command), **(known or {})))


class TestProposing:
    @pytest.mark.parametrize("measure", Measure)
    def test_anything_restrictive_weighs_a_correction_first_and_a_removal_a_label(self, measure: Measure) -> None:
        mild = measure in (Measure.OFFICIAL_INFORMATION, Measure.CORRECTION_REQUEST)
        assert proposing(measure=measure) == ("ok" if mild else "input.alternatives correction-first")
        if not mild:
            label_too = measure is Measure.TAKEDOWN_PROPOSAL
            alone = "input.alternatives label-not-weighed" if label_too else "ok"
            assert proposing(measure=measure, alternatives=WEIGHED[:1]) == alone
            assert proposing(measure=measure, alternatives=WEIGHED if label_too else WEIGHED[:1]) == "ok"
            other = (Measure.OFFICIAL_INFORMATION, Measure.CORRECTION_REQUEST)
            assert proposing(measure=measure, alternatives=other) == "input.alternatives correction-first"

    @pytest.mark.parametrize("measure", Measure)
    def test_what_was_weighed_is_milder(self, measure: Measure) -> None:
        heard = {}
        for other in Measure:
            first = () if measure in ALL[:2] or other is Measure.CORRECTION_REQUEST else (Measure.CORRECTION_REQUEST,)
            label = WEIGHED[1:] if measure is Measure.TAKEDOWN_PROPOSAL and other not in WEIGHED[1:] else ()
            heard[other] = proposing(measure=measure, alternatives=(*first, other, *label))
        milder = dict.fromkeys(ALL[: ALL.index(measure)], "ok")
        others = {measure: says.partition("[")[0] + says.partition("]")[2] for measure, says in heard.items()}
        assert others == dict.fromkeys(Measure, "input.alternatives alternatives-milder") | milder

    @pytest.mark.parametrize("outcome", RoundOutcome)
    def test_after_a_round_of_this_cycle_that_is_over(self, outcome: RoundOutcome) -> None:
        cast, past = Cast(), Past(outcome=outcome)
        unheard = case_of(*until(CaseState.CHECKING, cast), an_appraisal(cast))
        assert proposing(unheard) == "RuleNotMet round-needed"
        heard = "RuleNotMet round-needed" if outcome is RoundOutcome.MORE_EVIDENCE else "ok"
        assert proposing(case_at(CaseState.APPRAISED, cast, past)) == heard
        (before,) = case_at(CaseState.APPRAISED, cast, past).rounds
        earlier = replace(case_at(CaseState.APPRAISED, cast, past), rounds=(replace(before, cycle=2),))
        assert proposing(earlier) == "RuleNotMet round-needed"


PERSONS = [officer(LEAD, Post.SIGNATORY), "officer-a", "officer-b", "officer-c"]


class TestPersons:
    """Drafter and signatory are two; with the appraiser and the last reviewer they are three at least (G5)."""

    def case(self, drafter: str, appraiser: str, reviewer: str) -> Any:
        cast = Cast()
        return case_of(
            *until(CaseState.CHECKING, cast),
            a_review(cast, officer=reviewer),
            an_appraisal(cast, officer=appraiser),
            a_proposal(drafted_by=drafter),
        )

    @staticmethod
    def expected(drafter: str, appraiser: str, reviewer: str) -> str:
        signatory = PERSONS[0]
        if drafter == signatory:
            return "G5 drafter-cannot-sign"
        return "ok" if len({signatory, drafter, appraiser, reviewer}) >= 3 else "G5 three-persons-needed"

    def test_every_way_they_can_fall_together(self) -> None:
        ways = list(product(PERSONS, repeat=3))
        expected, back = {way: self.expected(*way) for way in ways}, good(RefuseProposal)
        assert {way: deciding(self.case(*way)) for way in ways} == expected
        assert {way: said(self.case(*way), back, knowing(SIGNATORY, back)) for way in ways} == expected


class TestThePress:
    @each("medium", Medium)
    @each("measure", Measure)
    def test_corrects_and_replies_and_nothing_of_it_is_removed(self, medium: Medium, measure: Measure) -> None:
        refused = medium is Medium.PRESS and measure in (Measure.LABEL_PROPOSAL, Measure.TAKEDOWN_PROPOSAL)
        case = replace(case_at(CaseState.APPRAISED), medium=medium)
        weighed = () if measure in MILD else WEIGHED if measure is Measure.TAKEDOWN_PROPOSAL else WEIGHED[:1]
        expected = "input.measure press-not-removed" if refused else "ok"
        assert proposing(case, measure=measure, alternatives=weighed) == expected
        decided = replace(case_at(CaseState.PROPOSED, Cast(), Past(measure=measure)), medium=medium)
        assert deciding(decided, measure=measure, unheard=LONG) == expected


class TestDeciding:
    CASE = case_at(
        CaseState.PROPOSED, Cast(), Past(measure=Measure.SANCTION_FILE, alternatives=(Measure.CORRECTION_REQUEST,))
    )

    @pytest.mark.parametrize(
        ("span", "changes", "named"),
        [
            (Span(since=TODAY), {}, True),
            (Span(since=TODAY - timedelta(days=1), until=TODAY + timedelta(days=1)), {}, True),
            (Span(since=TODAY + timedelta(days=1)), {}, False),
            (Span(since=TODAY - timedelta(days=9), until=TODAY), {}, False),
            (Span(since=TODAY), {"status": LawStatus.DRAFT}, False),
            (Span(since=TODAY), {"kind": ProvisionKind.SAFEGUARD}, False),
            (Span(since=TODAY), {"kind": ProvisionKind.GROUND}, False),
        ],
    )
    def test_names_the_procedure_in_force_on_its_day(self, span: Span, changes: dict[str, Any], named: bool) -> None:
        """Of its own day, not of the day of the act: and only what a second person confirmed."""
        row = provision("provision-by-which", **({"kind": ProvisionKind.PROCEDURE, "span": span} | changes))
        command = good(DecideCase, measure=Measure.CORRECTION_REQUEST)
        rows = {GROUND: PROVISIONS[GROUND], row.id: row}
        facts = knowing(person(LEAD, Post.SIGNATORY), command, registry=a_registry(provisions=rows), now=NOW)
        made = attempt(self.CASE, command, facts)
        assert made.decisions[-1].procedures == ((row.id,) if named else ())

    @pytest.mark.parametrize("measure", Measure)
    def test_what_was_proposed_or_a_milder_one_that_was_weighed(self, measure: Measure) -> None:
        allowed = measure in (Measure.SANCTION_FILE, Measure.CORRECTION_REQUEST)
        assert deciding(self.CASE, measure=measure, unheard=LONG) == (
            "ok" if allowed else "input.measure measure-not-proposed"
        )

    def test_sent_back_it_is_proposed_anew(self) -> None:
        command = good(RefuseProposal)
        made = attempt(self.CASE, command, knowing(SIGNATORY, command))
        assert (made.state, made.proposal) == (CaseState.APPRAISED, None)
        assert made.appraisal == self.CASE.appraisal
        assert proposing(made) == "ok"
