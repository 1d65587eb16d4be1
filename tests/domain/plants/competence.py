"""Planted violations of competence: who is not the agency to act (G1)."""

from domain.case import decisions, execution, rounds
from domain.case import guards as case_guards
from domain.case.appraisal import AppraiseCase, RecordVerification
from domain.case.closing import CloseCase
from domain.case.decisions import DecideCase, ProposeHandling, RefuseProposal, SuggestHandling
from domain.case.evidence import AddEvidence
from domain.case.execution import ReportResult, StartExecution
from domain.case.expression import ReviewExpression
from domain.case.own_measures import EndOwnMeasure, JustifyOwnMeasure, TakeOwnMeasure
from domain.case.recusal import RecuseOfficer
from domain.case.reopening import ReopenCase
from domain.case.round_ends import ConcludeRound
from domain.case.rounds import GiveOpinion, OpenRound
from domain.case.secrecy import NamePaperFile
from domain.case.state.case import CaseState
from domain.kernel.roles import Post
from domain.registry.agency import Task
from domain.rules import guards
from tests.domain.plants.plant import (
    APPRAISED,
    ASKED,
    CHECKED,
    COMPETENT,
    EXECUTING,
    HANDLER,
    ME,
    MEASURED,
    NOT_LED,
    PROPOSED,
    SIGNATORY,
    Plant,
)
from tests.support.facts import HEALTH, LAND, person
from tests.support.handling_commands import an_upload, good
from tests.support.handling_facts import COMMUNE, LATER, OTHER, without_competence
from tests.support.handling_past import Cast, case_at
from tests.support.world import LEAD

NOT_OURS = case_at(CaseState.CHECKING, Cast(lead=OTHER))
COMPETENCE = (  # G1
    Plant(
        name="an agency that is not competent verifies",
        says="G1 agency-not-competent",
        state=CHECKED,
        command=good(RecordVerification),
        actor=person(HEALTH),
        registry=without_competence(HEALTH, Task.VERIFY),
        cuts=COMPETENT,
    ),
    Plant(
        name="an agency that is not competent decides",
        says="G1 agency-not-competent",
        state=PROPOSED,
        command=good(DecideCase),
        actor=SIGNATORY,
        registry=without_competence(LEAD, Task.DECIDE),
        cuts=COMPETENT,
    ),
    Plant(
        name="an agency that is not competent sends a proposal back",
        says="G1 agency-not-competent",
        state=PROPOSED,
        command=good(RefuseProposal),
        actor=person(LAND, Post.SIGNATORY),
        registry=without_competence(LAND, Task.DECIDE),
        cuts=COMPETENT,
    ),
    *(
        Plant(
            name=f"another agency than the case's lead {acts}",
            says="G1 lead-agency-only",
            state=state,
            command=command,
            actor=actor,
            now=LATER,
            cuts=NOT_LED,
        )
        for acts, state, command, actor in (
            ("appraises", NOT_OURS, good(AppraiseCase), HANDLER),
            ("opens a round", NOT_OURS, good(OpenRound, invited=(COMMUNE,)), HANDLER),
            ("concludes a round", case_at(CaseState.COORDINATING, Cast(lead=OTHER)), good(ConcludeRound), HANDLER),
            ("proposes", APPRAISED, good(ProposeHandling), person(LAND)),
            ("has a decision carried out", case_at(CaseState.DECIDED), good(StartExecution), person(LAND)),
            ("closes", NOT_OURS, good(CloseCase), HANDLER),
            ("reopens", case_at(CaseState.CLOSED, Cast(lead=OTHER)), good(ReopenCase), SIGNATORY),
        )
    ),
    Plant(
        name="the police open a round in a case that another agency leads",
        says="G1 lead-agency-only",
        state=CHECKED,
        command=good(OpenRound),
        actor=person("agency-police"),
        cuts=NOT_LED,
    ),
    Plant(
        name="an agency that has no part in it verifies",
        says="G1 assigned-agency-only",
        state=CHECKED,
        command=good(RecordVerification),
        actor=person(COMMUNE),
        cuts={case_guards.led_or_assigned: ("assigned-agency-only",)},
    ),
    Plant(
        name="an agency that has no part in it reviews",
        says="G1 assigned-agency-only",
        state=CHECKED,
        command=good(ReviewExpression),
        actor=person(LAND),
        cuts={case_guards.led_or_assigned: ("assigned-agency-only",)},
    ),
    Plant(
        name="an agency that was not asked answers",
        says="G1 not-invited",
        state=ASKED,
        command=good(GiveOpinion),
        actor=person(COMMUNE),
        cuts={rounds.invited: ("not-invited",)},
    ),
    Plant(
        name="the lead suggests beside its own proposal",
        says="G1 lead-proposes",
        state=CHECKED,
        command=good(SuggestHandling),
        cuts={decisions.led_by_another: ("lead-proposes",)},
    ),
    Plant(
        name="an agency that does not carry it out reports",
        says="G1 executing-agency-only",
        state=EXECUTING,
        command=good(ReportResult),
        cuts={execution.carried_out_by_actor: ("executing-agency-only",)},
    ),
    *(
        Plant(
            name=f"a stranger acts as a member: {type(command).__name__}",
            says="G1 members-only",
            state=MEASURED,
            command=command,
            actor=person(COMMUNE, post),
            upload=an_upload(COMMUNE),
            cuts={rule: ("members-only",)},
            then=then,
        )
        for command, rule, post, then in (
            (good(TakeOwnMeasure), case_guards.member, Post.HANDLER, "ok"),
            (good(JustifyOwnMeasure), case_guards.member, Post.SIGNATORY, "G1 own-agency-only"),
            (good(EndOwnMeasure), case_guards.member, Post.HANDLER, "G1 own-agency-only"),
            (good(AddEvidence), case_guards.member, Post.HANDLER, "ok"),
            (good(NamePaperFile), case_guards.member, Post.HANDLER, "ok"),
        )
    ),
    *(
        Plant(
            name=f"another agency's self-measure: {type(command).__name__}",
            says="G1 own-agency-only",
            state=MEASURED,
            command=command,
            actor=person(HEALTH, Post.SIGNATORY),
            cuts={guards.own_agency: ("own-agency-only",)},
        )
        for command in (good(JustifyOwnMeasure), good(EndOwnMeasure))
    ),
    Plant(
        name="an officer keeps another agency's officer out",
        says="G1 recuse-oneself-only",
        state=CHECKED,
        command=good(RecuseOfficer, officer=ME),
        actor=person(LAND),
        cuts={RecuseOfficer.decide: ("recuse-oneself-only",)},
    ),
)
