"""Planted violations of self-measures and of what is put on record."""

from collections.abc import Mapping
from dataclasses import replace

from domain.case import execution, own_measures
from domain.case.appraisal import RecordVerification
from domain.case.decisions import SuggestHandling
from domain.case.evidence import AddEvidence
from domain.case.execution import OpenRemedy, StartExecution
from domain.case.expression import ReviewExpression
from domain.case.own_measures import EndOwnMeasure, LapseOwnMeasure, TakeOwnMeasure
from domain.case.recusal import RecuseOfficer
from domain.case.rounds import GiveOpinion, OpenRound
from domain.case.secrecy import NamePaperFile
from domain.case.state.case import CaseState
from domain.case.state.round import Position
from domain.kernel.actor import SYSTEM
from domain.kernel.roles import Post
from domain.rules import guards
from tests.domain.plants.plant import CHECKED, DECIDED, HANDLER, MEASURED, Plant, answered, full, opened
from tests.support.cuts import Rule
from tests.support.facts import HEALTH, LAND, person
from tests.support.handling_commands import an_upload, good
from tests.support.handling_past import REMEDY, Cast, case_at
from tests.support.world import LEAD, officer

EXISTS: Mapping[Rule, tuple[str, ...]] = {
    guards.agency_known: ("agency-unknown",),
    execution.can_report: ("agency-cannot-report",),
}
SELF_MEASURES = (
    Plant(
        name="a self-measure lapses before its time",
        says="RuleNotMet not-yet-due",
        state=MEASURED,
        command=good(LapseOwnMeasure),
        actor=SYSTEM,
        cuts={guards.not_yet_due: ("not-yet-due",)},
    ),
    Plant(
        name="a self-measure that is not there",
        says="input.measure own-measure-unknown",
        state=MEASURED,
        command=good(EndOwnMeasure, measure="measure-9"),
        actor=person(LAND),
        cuts={own_measures.unended: ("own-measure-unknown",)},
        then="AttributeError",
    ),
)
RECORDS = (
    Plant(
        name="an officer is kept out by another",
        says="G1 recuse-oneself-only",
        state=CHECKED,
        command=good(RecuseOfficer, officer=officer(HEALTH, Post.HANDLER)),
        cuts={RecuseOfficer.decide: ("recuse-oneself-only",)},
    ),
    *(
        Plant(
            name=f"an agency that does not exist: {type(command).__name__}",
            says="input.agency agency-unknown",
            state=state,
            command=command,
            cuts=EXISTS,
        )
        for state, command in (
            (case_at(CaseState.DECIDED), good(StartExecution, agency="agency-nobody")),
            (case_at(CaseState.APPRAISED, Cast(), REMEDY), good(OpenRemedy, agency="agency-nobody")),
        )
    ),
    *(
        Plant(
            name=f"given to an agency that cannot report: {agency} {type(command).__name__}",
            says="input.agency agency-cannot-report",
            state=state,
            command=command,
            cuts={execution.can_report: ("agency-cannot-report",)},
        )
        for agency in ("agency-ppc", "agency-party", "agency-paper", "agency-inspection", "agency-ministry")
        for state, command in (
            (DECIDED, good(StartExecution, agency=agency)),
            (case_at(CaseState.APPRAISED, Cast(), REMEDY), good(OpenRemedy, agency=agency)),
        )
    ),
    Plant(
        name="a self-measure on a page that is not one's own",
        says="input.page page-not-official",
        state=CHECKED,
        command=good(TakeOwnMeasure, page="https://khac.example/bai-1"),
        actor=person(LAND),
        cuts={TakeOwnMeasure.decide: ("page-not-official",)},
    ),
    *(
        Plant(
            name=f"more than a case can hold: {type(command).__name__}",
            says=f"LimitReached {code} {most}",
            state=state,
            command=command,
            actor=actor,
            upload=an_upload(LEAD, file=replace(an_upload(LEAD).file, group="c" * 32)),
            cuts={rule: (code,)},
        )
        for code, most, state, command, actor, rule in (
            (
                "too-many-verifications",
                50,
                full("verifications", 50),
                good(RecordVerification),
                HANDLER,
                RecordVerification,
            ),
            (
                "too-many-reviews",
                20,
                full("expression_reviews", 20),
                good(ReviewExpression),
                HANDLER,
                ReviewExpression,
            ),
            ("too-many-rounds", 20, full("rounds", 20), good(OpenRound), HANDLER, OpenRound),
            (
                "too-many-opinions",
                100,
                opened(opinions=answered(Position.AGREE) * 100),
                good(GiveOpinion),
                person(HEALTH),
                GiveOpinion,
            ),
            (
                "too-many-suggestions",
                50,
                full("suggestions", 50),
                good(SuggestHandling),
                person(LAND),
                SuggestHandling,
            ),
            (
                "too-many-own-measures",
                20,
                full("own_measures", 20),
                good(TakeOwnMeasure),
                person(LAND),
                TakeOwnMeasure,
            ),
            ("too-many-paper-files", 20, full("paper_files", 20), good(NamePaperFile), HANDLER, NamePaperFile),
            ("too-much-evidence", 200, full("evidence", 200), good(AddEvidence), HANDLER, AddEvidence),
        )
    ),
)
