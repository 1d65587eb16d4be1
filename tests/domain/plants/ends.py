"""Planted violations of how a case ends, and of what the public is told then (G6)."""

from dataclasses import replace

from domain.case import closing, execution, reopening
from domain.case import guards as case_guards
from domain.case.closing import CloseCase
from domain.case.decisions import DecideCase, ProposeHandling
from domain.case.execution import ReportResult
from domain.case.reopening import ReopenByCommittee, ReopenCase
from domain.case.state.case import CaseState, ClosureReason, PublicationChoice
from domain.case.state.publication_link import PublicationLink, PublicationState
from domain.case.state.reopening import ReopeningGround
from domain.kernel.roles import Post
from tests.domain.plants.plant import APPRAISED, ASKED, CHECKED, HANDLER, REPORTED, SIGNATORY, Plant
from tests.support.facts import HEALTH, person
from tests.support.handling_commands import good
from tests.support.handling_past import PLAIN, POLICE_OUTCOME, REMEDY, Cast, Past, a_reopening, case_at, case_of, until

PUBLICATION = tuple(  # G6
    Plant(
        name=f"closed as {past.reason} without a choice about publication",
        says="G6 publication-choice-needed",
        state=case_at(CaseState.RESULT_REPORTED, Cast(), past),
        command=good(CloseCase, ground=past.reason),
        cuts={CloseCase._after_result: ("publication-choice-needed",)},
    )
    for past in (PLAIN, REMEDY)
)
TOLD = replace(REPORTED, publications=(PublicationLink(publication="publication-1", state=PublicationState.ISSUED),))
COMMITTEE = person("agency-ppc", Post.SIGNATORY)
CLOSING = good(CloseCase, ground=ClosureReason.COMPLETED, publication=PublicationChoice.PUBLISH)
NOTICES = (  # G6
    Plant(
        name="closed unpublished while a notice stands before the public",
        says="G6 notice-stands",
        state=TOLD,
        command=replace(CLOSING, publication=PublicationChoice.NOT_PUBLISH),
        cuts={CloseCase._after_result: ("notice-stands",)},
    ),
    Plant(
        name="closed while a notice waits to be looked at again",
        says="G6 notice-under-review",
        state=TOLD,
        command=CLOSING,
        under_review=True,
        cuts={closing.no_notice_under_review: ("notice-under-review",)},
    ),
)
ENDS = (
    Plant(
        name="closed while a round is open",
        says="RuleNotMet round-open",
        state=ASKED,
        command=good(CloseCase),
        cuts={case_guards.no_round_open: ("round-open",)},
    ),
    Plant(
        name="closed without a measure although a notice is before the public",
        says="G6 notice-stands",
        state=replace(TOLD, state=CaseState.APPRAISED),
        command=good(CloseCase),
        cuts={closing.no_notice_contradicts: ("notice-stands",)},
    ),
    Plant(
        name="closed as a duplicate of nothing",
        says="input.ground closure-needs-link",
        state=CHECKED,
        command=good(CloseCase, ground=ClosureReason.DUPLICATE),
        cuts={CloseCase._without_measure: ("closure-needs-link",)},
    ),
    *(
        Plant(
            name=f"closed as {reason} from {state.state}",
            says="input.ground closure-needs-its-path",
            state=state,
            command=good(CloseCase, ground=reason, publication=PublicationChoice.PUBLISH),
            cuts={rule: ("closure-needs-its-path",)},
            then=then,
        )
        for reason, state, rule, then in (
            (ClosureReason.COMPLETED, CHECKED, CloseCase._without_measure, "ok"),
            (ClosureReason.REMEDIED, APPRAISED, CloseCase._without_measure, "ok"),
            (ClosureReason.POLICE_OUTCOME, CHECKED, CloseCase._without_measure, "ok"),
            (ClosureReason.NO_GROUNDS, REPORTED, CloseCase._after_result, "ok"),
            (ClosureReason.REMEDIED, REPORTED, CloseCase._after_result, "ok"),
            (
                ClosureReason.COMPLETED,
                case_at(CaseState.TRANSFERRED, Cast(), PLAIN, *POLICE_OUTCOME),
                CloseCase._after_transfer,
                "ok",
            ),
        )
    ),
    Plant(
        name="a transfer ends without the outcome of the police",
        says="RuleNotMet police-outcome-needed",
        state=case_at(CaseState.TRANSFERRED),
        command=good(CloseCase, ground=ClosureReason.POLICE_OUTCOME),
        cuts={closing.police_are_done: ("police-outcome-needed",)},
    ),
    *(
        Plant(
            name=f"closed as completed from {state} without a result",
            says=f"TransitionNotAllowed from {state}, only from "
            "APPRAISED, CHECKING, COORDINATING, RECEIVED, RESULT_REPORTED, SCREENED, TRANSFERRED",
            state=case_at(state),
            command=good(CloseCase, ground=ClosureReason.COMPLETED),
            unchecked=("states",),
            cuts={CloseCase._without_measure: ("closure-needs-its-path",)},
        )
        for state in (CaseState.PROPOSED, CaseState.DECIDED, CaseState.EXECUTING)
    ),
    *(
        Plant(
            name=f"a finding of an inspection is named for another ground: {type(command).__name__}",
            says="input.inspection inspection-for-its-ground",
            state=case_at(CaseState.CLOSED),
            command=command,
            actor=actor,
            cuts={reopening.check_inspection: ("inspection-for-its-ground",)},
            then="input.inspection inspection-unknown",
        )
        for command, actor in (
            (good(ReopenCase, inspection="inspection-1"), SIGNATORY),
            (good(ReopenByCommittee, inspection="inspection-1"), COMMITTEE),
        )
    ),
    *(
        Plant(
            name=f"a case is reopened on a finding that is not there: {type(command).__name__}",
            says="input.inspection inspection-unknown",
            state=case_at(CaseState.CLOSED),
            command=command,
            actor=actor,
            cuts={reopening.check_inspection: ("inspection-unknown",)},
        )
        for command, actor in (
            (good(ReopenCase, ground=ReopeningGround.INSPECTION_CONCLUSION, inspection="inspection-1"), SIGNATORY),
            (
                good(ReopenByCommittee, ground=ReopeningGround.INSPECTION_CONCLUSION, inspection="inspection-1"),
                COMMITTEE,
            ),
        )
    ),
    Plant(
        name="a result is reported of a decision that nobody was told of",
        says="TransitionNotAllowed from DECIDED, only from EXECUTING",
        state=case_at(CaseState.DECIDED),
        command=good(ReportResult),
        actor=person(HEALTH),
        unchecked=("states",),
        cuts={execution.carried_out_by_actor: ("executing-agency-only",)},
    ),
    Plant(
        name="a result of the cycle before",
        says="G1 executing-agency-only",
        state=replace(
            case_of(*until(CaseState.EXECUTING), a_reopening(), *until(CaseState.DECIDED, Cast(), Past(cycle=2))[2:]),
            state=CaseState.EXECUTING,
        ),
        command=good(ReportResult),
        actor=person(HEALTH),
        cuts={execution.carried_out_by_actor: ("executing-agency-only",)},
    ),
    *(
        Plant(
            name=f"what was found in the cycle before still counts: {type(command).__name__}, then {then}",
            says=f"TransitionNotAllowed from CHECKING, only from {only}",
            state=case_of(*until(CaseState.DECIDED), a_reopening()),
            command=command,
            actor=SIGNATORY if only == "PROPOSED" else HANDLER,
            unchecked=("states",),
            then=then,
        )
        for command, only, then in (
            (good(DecideCase), "PROPOSED", "AssertionError"),
            (good(ProposeHandling), "APPRAISED", "G3 expression-review-needed"),
        )
    ),
)
