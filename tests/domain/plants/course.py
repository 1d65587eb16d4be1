"""Planted violations of the course of a case: rounds, weighing and dates."""

from dataclasses import replace
from datetime import timedelta

from domain.case import dates, decisions, hearing, round_ends, rounds
from domain.case import guards as case_guards
from domain.case.appraisal import AppraiseCase
from domain.case.decisions import DecideCase, ProposeHandling, SuggestHandling, check_weighed, not_of_the_press
from domain.case.execution import ReportResult, StartExecution
from domain.case.hearing import OpenHearing
from domain.case.limitation import check_limitation
from domain.case.own_measures import TakeOwnMeasure
from domain.case.round_ends import ConcludeRound, LapseRound
from domain.case.rounds import GiveOpinion, OpenRound, RecordMeeting
from domain.case.state.case import CaseState, Medium
from domain.case.state.hearing import Hearing, HearingAnswer, HearingWay
from domain.case.state.measures import Measure
from domain.case.state.round import Position, RoundMethod, RoundOutcome
from domain.kernel.actor import SYSTEM
from domain.kernel.step import Step
from domain.rules import guards
from tests.domain.plants.plant import (
    APPRAISED,
    ASKED,
    CHECKED,
    DECIDED,
    EXECUTING,
    HANDLER,
    HEARD,
    PROPOSED,
    SIGNATORY,
    Plant,
    answered,
    opened,
)
from tests.support.facts import HEALTH, LAND, NOW, person, sealed
from tests.support.handling_commands import good
from tests.support.handling_facts import COMMUNE, DISTRICT, LATER, LONG, OLD, TODAY, WEIGHED
from tests.support.handling_past import Cast, Past, case_at
from tests.support.world import LEAD

FUTURE, EARLY, YESTERDAY = "in-the-future", "date-too-early", TODAY - timedelta(days=1)
ANSWERED_LATE = Hearing(
    id="hearing-1",
    cycle=1,
    way=HearingWay.ADDRESS,
    asked=Step(agency=LEAD, officer="o", at=NOW),
    question=sealed("q"),
    code="0123456789AB",
    answer_by=NOW + timedelta(days=1),
    answers=(HearingAnswer(at=LATER, text=sealed("a")),),
)
AGES = NOW - timedelta(days=400)
LONG_AGO = replace(APPRAISED, published_at=AGES)
LABELLED_LONG_AGO = replace(
    case_at(CaseState.PROPOSED, Cast(), Past(measure=Measure.LABEL_PROPOSAL)), published_at=AGES
)
UNEXPLAINED = "input.afterLimitation limitation-reason-needed"
SANCTION = {"measure": Measure.SANCTION_FILE, "alternatives": WEIGHED[:1], "provisions": (OLD,)}
LABEL = SANCTION | {"measure": Measure.LABEL_PROPOSAL}
LAPSED = replace(ASKED, rounds=(replace(ASKED.rounds[0], lapsed_at=LATER),))
COORDINATION = (
    Plant(
        name="a second round beside the first",
        says="RuleNotMet round-open",
        state=ASKED,
        command=good(OpenRound),
        cuts={case_guards.no_round_open: ("round-open",)},
    ),
    Plant(
        name="a round without the agency concerned",
        says="input.invited concerned-agency-missing",
        state=case_at(CaseState.CHECKING, Cast(concerns=(DISTRICT,))),
        command=good(OpenRound, invited=(COMMUNE,)),
        cuts={rounds.OpenRound.decide: ("concerned-agency-missing",)},
    ),
    Plant(
        name="a round of nobody but the agency concerned and the lead",
        says="input.invited unconcerned-agency-missing",
        state=case_at(CaseState.CHECKING, Cast(concerns=(DISTRICT,))),
        command=good(OpenRound, invited=(DISTRICT, LEAD)),
        cuts={rounds.OpenRound.decide: ("unconcerned-agency-missing",)},
    ),
    Plant(
        name="the end of a round where none is open",
        says="RuleNotMet no-round-open",
        state=HEARD,
        command=good(ConcludeRound),
        cuts={case_guards.round_is_open: ("no-round-open",)},
        then="AssertionError",
    ),
    Plant(
        name="minutes where no round is open",
        says="RuleNotMet no-round-open",
        state=HEARD,
        command=good(RecordMeeting),
        cuts={case_guards.round_is_open: ("no-round-open",)},
        then="AssertionError",
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
        name="an answer after the round",
        says="RuleNotMet no-round-open",
        state=HEARD,
        command=good(GiveOpinion),
        actor=person(HEALTH),
        cuts={case_guards.round_is_open: ("no-round-open",)},
        then="AssertionError",
    ),
    Plant(
        name="silence given as an answer",
        says="input.position no-reply-is-not-given",
        state=ASKED,
        command=good(GiveOpinion, position=Position.NO_REPLY),
        actor=person(HEALTH),
        cuts={rounds.GiveOpinion.decide: ("no-reply-is-not-given",)},
    ),
    Plant(
        name="minutes of a round that is no meeting",
        says="RuleNotMet no-meeting-due",
        state=ASKED,
        command=good(RecordMeeting),
        cuts={rounds.meeting_due: ("no-meeting-due",)},
    ),
    *(
        Plant(
            name=f"minutes that cannot be: {code} {changes}",
            says=f"input.{path} {code}",
            state=case_at(CaseState.COORDINATING, Cast(), Past(method=RoundMethod.MEETING)),
            command=good(RecordMeeting, **changes),
            cuts={rule: (code,)},
        )
        for path, code, changes, rule in (
            ("attended", "attended-uninvited", {"attended": (DISTRICT,)}, rounds.RecordMeeting.decide),
            ("heldOn", "date-too-early", {"held_on": TODAY - timedelta(days=1)}, dates._faults),
            ("heldOn", "in-the-future", {"held_on": TODAY + timedelta(days=1)}, dates._faults),
        )
    ),
    Plant(
        name="a meeting without minutes is over before its time",
        says="RuleNotMet minutes-needed",
        state=case_at(CaseState.COORDINATING, Cast(), Past(method=RoundMethod.MEETING)),
        command=good(ConcludeRound),
        cuts={round_ends.meeting_over: ("minutes-needed",)},
    ),
    Plant(
        name="a round is over before its time",
        says="RuleNotMet answers-due",
        state=ASKED,
        command=good(ConcludeRound),
        cuts={round_ends.answers_in: ("answers-due",)},
    ),
    Plant(
        name="agreement on nothing",
        says="input.agreedOption agreed-option-needed",
        state=opened(opinions=answered(Position.AGREE, Position.AGREE)),
        command=good(ConcludeRound, outcome=RoundOutcome.AGREED),
        now=LATER,
        cuts={round_ends.ConcludeRound._carried_by_what_was_said: ("agreed-option-needed",)},
    ),
    Plant(
        name="agreement that nobody gave",
        says="RuleNotMet nobody-agreed",
        state=ASKED,
        command=good(ConcludeRound, outcome=RoundOutcome.AGREED, agreed_option=LONG),
        now=LATER,
        cuts={round_ends.ConcludeRound._carried_by_what_was_said: ("nobody-agreed",)},
    ),
    Plant(
        name="proposed after a round that asked for more evidence",
        says="RuleNotMet round-needed",
        state=case_at(CaseState.APPRAISED, Cast(), Past(outcome=RoundOutcome.MORE_EVIDENCE)),
        command=good(ProposeHandling),
        cuts={decisions.round_held: ("round-needed",)},
    ),
    Plant(
        name="who differed is passed over",
        says="input.dissent dissent-needed",
        state=opened(opinions=answered(Position.AGREE, Position.DISAGREE)),
        command=good(ConcludeRound),
        cuts={round_ends.ConcludeRound._carried_by_what_was_said: ("dissent-needed",)},
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
        cuts={guards.not_yet_due: ("not-yet-due",)},
    ),
    Plant(
        name="appraised while others are being asked",
        says="RuleNotMet round-open",
        state=ASKED,
        command=good(AppraiseCase),
        cuts={case_guards.no_round_open: ("round-open",)},
    ),
    Plant(
        name="proposed without having asked anybody",
        says="RuleNotMet round-needed",
        state=replace(APPRAISED, rounds=()),
        command=good(ProposeHandling),
        cuts={decisions.round_held: ("round-needed",)},
    ),
)
WEIGHING = (
    *(
        Plant(
            name=f"{measure} is proposed without weighing a correction first, with {len(alternatives)} others",
            says="input.alternatives correction-first",
            state=APPRAISED,
            command=good(ProposeHandling, measure=measure, alternatives=alternatives),
            cuts={check_weighed: ("correction-first", "label-not-weighed")},
        )
        for measure in list(Measure)[2:]
        for alternatives in ((), (Measure.OFFICIAL_INFORMATION,))
    ),
    Plant(
        name="a removal is proposed without weighing a label",
        says="input.alternatives label-not-weighed",
        state=APPRAISED,
        command=good(ProposeHandling, measure=Measure.TAKEDOWN_PROPOSAL, alternatives=WEIGHED[:1]),
        cuts={check_weighed: ("label-not-weighed",)},
    ),
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
    *(
        Plant(
            name=f"after the limitation period: {type(command).__name__} {command.measure}",
            says=says,
            state=state,
            command=command,
            actor=actor,
            cuts={check_limitation: (says.partition(" ")[2],)},
            then=then,
        )
        for says, state, command, actor, then in (
            ("input.measure limitation-over", LONG_AGO, good(ProposeHandling, **SANCTION), HANDLER, UNEXPLAINED),
            (UNEXPLAINED, LONG_AGO, good(ProposeHandling, **LABEL), HANDLER, "ok"),
            (
                "input.measure limitation-passed-since",
                LABELLED_LONG_AGO,
                good(DecideCase, measure=Measure.LABEL_PROPOSAL, unheard=LONG),
                SIGNATORY,
                UNEXPLAINED,
            ),
        )
    ),
    Plant(
        name="something harsher is weighed as an alternative",
        says="input.alternatives alternatives-milder",
        state=APPRAISED,
        command=good(ProposeHandling, alternatives=(Measure.SANCTION_FILE,)),
        cuts={ProposeHandling.decide: ("alternatives-milder",)},
    ),
    Plant(
        name="a restriction of somebody whom nobody asked",
        says="input.unheard hearing-needed",
        state=case_at(CaseState.PROPOSED, Cast(), Past(measure=Measure.SANCTION_FILE)),
        command=good(DecideCase, measure=Measure.SANCTION_FILE),
        actor=SIGNATORY,
        cuts={hearing.check_heard: ("hearing-needed",)},
    ),
    Plant(
        name="a decision over an answer that came after the proposal",
        says="RuleNotMet answered-since",
        state=replace(PROPOSED, hearings=(ANSWERED_LATE,)),
        command=good(DecideCase),
        actor=SIGNATORY,
        cuts={decisions.nothing_said_since: ("answered-since",)},
    ),
    Plant(
        name="a proposal while the person may still answer",
        says="RuleNotMet hearing-runs",
        state=replace(APPRAISED, hearings=(replace(ANSWERED_LATE, answers=(), answer_by=LATER + timedelta(days=9)),)),
        command=good(ProposeHandling),
        cuts={hearing.hearing_over: ("hearing-runs",)},
    ),
    Plant(
        name="a proposal that passes over the answer",
        says="input.reply reply-needed",
        state=replace(APPRAISED, hearings=(ANSWERED_LATE,)),
        command=good(ProposeHandling),
        cuts={hearing.check_reply: ("reply-needed",)},
    ),
    Plant(
        name="a question at an address where there is none",
        says="input.way no-address-to-ask-at",
        state=replace(APPRAISED, url=None),
        command=good(OpenHearing),
        cuts={OpenHearing.decide: ("no-address-to-ask-at",)},
    ),
    Plant(
        name="something is decided that nobody proposed",
        says="input.measure measure-not-proposed",
        state=PROPOSED,
        command=good(DecideCase, measure=Measure.SANCTION_FILE, unheard=LONG),
        actor=SIGNATORY,
        cuts={DecideCase.decide: ("measure-not-proposed",)},
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
