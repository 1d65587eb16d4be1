"""Planted violations of the course of a case: rounds, weighing and dates."""

from dataclasses import replace
from datetime import timedelta

from domain.case import dates, round_ends, rounds
from domain.case.decisions import DecideCase, ProposeHandling, SuggestHandling, not_of_the_press
from domain.case.execution import ReportResult, StartExecution
from domain.case.hearing import OpenHearing
from domain.case.own_measures import TakeOwnMeasure
from domain.case.round_ends import ConcludeRound, LapseRound
from domain.case.rounds import OpenRound
from domain.case.state.case import CaseState, Medium
from domain.case.state.measures import Measure
from domain.case.state.round import Position, RoundMethod, RoundOutcome
from domain.kernel.actor import SYSTEM
from domain.rules import guards
from tests.domain.plants.plant import (
    APPRAISED,
    ASKED,
    CHECKED,
    DECIDED,
    EXECUTING,
    HANDLER,
    PROPOSED,
    SIGNATORY,
    Plant,
    answered,
    opened,
)
from tests.support.facts import HEALTH, LAND, NOW, person
from tests.support.handling_commands import good
from tests.support.handling_facts import DISTRICT, LATER, LONG, TODAY, WEIGHED
from tests.support.handling_past import Cast, case_at
from tests.support.world import LEAD

FUTURE, EARLY, YESTERDAY = "in-the-future", "date-too-early", TODAY - timedelta(days=1)
LAPSED = replace(ASKED, rounds=(replace(ASKED.rounds[0], lapsed_at=LATER),))
COORDINATION = (
    Plant(
        name="a round of nobody but the agency concerned and the lead",
        says="input.invited competent-agency-missing",
        state=case_at(CaseState.CHECKING, Cast(concerns=(DISTRICT,))),
        command=good(OpenRound, invited=(DISTRICT, LEAD)),
        cuts={rounds.OpenRound.decide: ("competent-agency-missing",)},
    ),
    Plant(
        name="agreement in a meeting that was not held",
        says="input.outcome meeting-not-held",
        state=opened(method=RoundMethod.MEETING, opinions=answered(Position.AGREE, Position.AGREE)),
        command=good(ConcludeRound, outcome=RoundOutcome.AGREED, agreed_option=LONG),
        now=LATER,
        cuts={ConcludeRound.decide: ("meeting-not-held",)},
    ),
    Plant(
        name="a lapse is noted twice",
        says="RuleNotMet no-round-open",
        state=LAPSED,
        command=good(LapseRound),
        actor=SYSTEM,
        now=LATER,
        cuts={round_ends.LapseRound.decide: ("no-round-open",)},
    ),
    Plant(
        name="a lapse is noted before its time",
        says="RuleNotMet not-yet-due",
        state=ASKED,
        command=good(LapseRound),
        actor=SYSTEM,
        cuts={guards.not_yet_due: ("not-yet-due",), guards.still_runs: ("term-computed-again",)},
    ),
)
WEIGHING = (
    *(
        Plant(
            name=f"a press product: {type(command).__name__} {command.measure}",
            says="input.measure press-not-removed",
            state=replace(APPRAISED, medium=Medium.PRESS),
            command=command,
            actor=actor,
            cuts={not_of_the_press: ("press-not-removed",)},
        )
        for command, actor in (
            (good(ProposeHandling, measure=Measure.TAKEDOWN_PROPOSAL, alternatives=WEIGHED), HANDLER),
            (good(ProposeHandling, measure=Measure.LABEL_PROPOSAL, alternatives=WEIGHED[:1]), HANDLER),
            (good(SuggestHandling, measure=Measure.TAKEDOWN_PROPOSAL), person(LAND)),
        )
    ),
    Plant(
        name="a question at an address where there is none",
        says="input.way no-address-to-ask-at",
        state=replace(APPRAISED, url=None),
        command=good(OpenHearing),
        cuts={OpenHearing.decide: ("no-address-to-ask-at",)},
    ),
    *(
        Plant(
            name=f"a day that cannot be: {type(command).__name__} {path} {code}",
            says=f"input.{path} {code}",
            state=state,
            command=command,
            actor=actor,
            cuts={dates._faults: (code,)},
        )
        for state, path, command, actor, code in (
            (PROPOSED, "decidedOn", good(DecideCase, decided_on=LATER.date()), SIGNATORY, FUTURE),
            (PROPOSED, "decidedOn", good(DecideCase, decided_on=YESTERDAY), SIGNATORY, EARLY),
            (DECIDED, "servedOn", good(StartExecution, served_on=LATER.date()), HANDLER, FUTURE),
            (DECIDED, "servedOn", good(StartExecution, served_on=YESTERDAY), HANDLER, EARLY),
            (EXECUTING, "doneOn", good(ReportResult, done_on=LATER.date()), person(HEALTH), FUTURE),
            (EXECUTING, "doneOn", good(ReportResult, done_on=YESTERDAY), person(HEALTH), EARLY),
            (CHECKED, "servedOn", good(TakeOwnMeasure, served_on=LATER.date()), person(LAND), FUTURE),
            (CHECKED, "takenAt", good(TakeOwnMeasure, taken_at=NOW - timedelta(days=1)), person(LAND), EARLY),
            (CHECKED, "servedOn", good(TakeOwnMeasure, served_on=YESTERDAY), person(LAND), EARLY),
        )
    ),
)
