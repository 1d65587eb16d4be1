"""The whole life of a case: anybody tries anything, and a model told in plain words says what must come of it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.action import denial, standing
from domain.actions import ACTIONS, BY_COMMAND
from domain.appraisal import AppraiseCase, RecordVerification
from domain.case import Case, CaseState, Category, ClosureReason, ExpressionConclusion, Publication
from domain.checks import RecordCheck, StartChecking
from domain.closing import CloseCase
from domain.committee import RefuseTakedown, SendTakedown, SignTakedown
from domain.coordination import Position, RoundMethod, RoundOutcome
from domain.decisions import DecideCase, ProposeHandling, RefuseProposal, SuggestHandling
from domain.duplicates import LinkDuplicate, UnlinkDuplicate
from domain.evidence import AddEvidence
from domain.evolve import evolve_case, fold
from domain.execution import OpenRemedy, ReportResult, StartExecution
from domain.expression import ReviewExpression
from domain.facts import OPERATOR, SYSTEM, Actor, Facts, RelatedCase
from domain.findings import Finding, VerificationResult
from domain.intake import ImportCase, ReportCase, ScreenCase
from domain.measures import Measure
from domain.ministry import NoteNoReply, NoteReviewDue, RecordMinistryReply, RecordTakedownOutcome, ReviewTakedown
from domain.notices import NotifyAgency
from domain.own_measures import EndOwnMeasure, JustifyOwnMeasure, LapseOwnMeasure, TakeOwnMeasure
from domain.pathways import AllegationRoute, MinistryAnswer, ReferralOutcome, TakedownOutcome
from domain.recusal import RecuseOfficer
from domain.referrals import AnswerReferral, ReferCase, RerouteAllegation
from domain.refusals import NotAllowed, Refused
from domain.registry import Succession
from domain.reopening import ReopenCase
from domain.requests import AnswerRequest, NoteRequestOverdue, RequestCoordination
from domain.roles import Post
from domain.rounds import ConcludeRound, GiveOpinion, LapseRound, OpenRound, RecordMeeting
from domain.secrecy import NamePaperFile
from domain.streams import Event, Kind
from domain.succession import RegroupCase
from domain.takedowns import AddTakedownItem, ApproveTakedown, DraftTakedown, SubmitTakedown, WithdrawTakedown
from domain.transfers import (
    HandOverTransfer,
    ProposeTransfer,
    ReceiveTransfer,
    RecordPoliceOutcome,
    RecordTransferReturn,
    RefuseTransfer,
    SignTransfer,
)
from store.canonical import JSON, canonical, event_of, from_bytes, to_bytes
from tests.support.case_model import CLOCKS, RIGHTS, Model, Who, today
from tests.support.facts import HEALTH, LAND, NOW, POLICE, machine, person
from tests.support.handling_facts import (
    CHANGE_OF_LAW,
    COMMUNE,
    DISTRICT,
    DRAFT,
    GOOD,
    GROUND,
    LONG,
    NEW,
    OLD,
    PPC,
    PROCEDURE,
    a_registry,
    an_officer,
    an_upload,
    knowing,
)
from tests.support.world import KINDS, LEAD, a_report, officer

JOURNALISTS, INTERNAL, MINISTRY = "agency-journalists", "agency-internal", "agency-ministry"
NOBODY = "agency-nobody"
AGENCIES = (LEAD, HEALTH, LAND, DISTRICT, COMMUNE, POLICE)
THIRD = "officer-lead-handler-two"
ALL_GROUNDS = (GROUND, OLD, NEW, DRAFT, PROCEDURE, "provision-nowhere")
BEFORE, AFTER = datetime(2026, 6, 30, 16, 59, 59, 999_000, tzinfo=UTC), datetime(2026, 6, 30, 17, tzinfo=UTC)
SINCE = NOW

PERSONS = [
    Who(officer(agency, post), agency, post.value) for agency in KINDS for post in (Post.HANDLER, Post.SIGNATORY)
]
LEADERS = [
    Who(officer(LEAD, Post.HANDLER), LEAD, "HANDLER"),
    Who(THIRD, LEAD, "HANDLER"),
    Who(officer(LEAD, Post.SIGNATORY), LEAD, "SIGNATORY"),
    Who("officer-lead-signatory-two", LEAD, "SIGNATORY"),
]
MACHINES = [Who("subject-1", agency) for agency in (LEAD, HEALTH, LAND)]
AUDITOR = Who(officer(LEAD, Post.AUDITOR), LEAD, "AUDITOR")
THE_REGISTER = Who("system")
EVERYBODY = [*dict.fromkeys((*PERSONS, *LEADERS)), *MACHINES, AUDITOR, THE_REGISTER]


def province() -> Any:
    """The province, with more officers at the lead agency and a commune that is competent for nothing."""
    known = a_registry()
    more = [an_officer(each.id, LEAD, Post(str(each.post))) for each in LEADERS]
    rows = known.agencies
    return replace(
        known,
        officers={**known.officers, **{each.id: each for each in more}},
        agencies={**rows, COMMUNE: replace(rows[COMMUNE], competences=())},
    )


PROVINCE = province()
COMMANDS = {row.name: row.command for row in ACTIONS if row.stream is Kind.CASE}
OLDER = RelatedCase(id="case-0", received_at=NOW - timedelta(days=9), hidden=False, duplicate_of=None)

# The defaults of commands that `handling_facts` does not need.
MORE: dict[type, dict[str, Any]] = {
    ScreenCase: {"category": Category.HEALTH, "assigned": HEALTH},
    StartChecking: {"focal": officer(HEALTH, Post.HANDLER)},
    AddEvidence: {**GOOD[AddEvidence], "upload": f"case-1/{LAND}/a"},
    NotifyAgency: {"agency": LEAD, "about": "case.reported"},
    RegroupCase: {"former": HEALTH, "successor": DISTRICT},
    ProposeTransfer: {"police": POLICE, "provisions": (GROUND,), "reason": LONG, "file_index": LONG},
    SignTransfer: {"document_number": "1/CV"},
    RefuseTransfer: {"reasons": LONG},
    HandOverTransfer: {"record": LONG, "document_number": "1/BB"},
    ReceiveTransfer: {},
    RecordTransferReturn: {"document_number": "1/CA"},
    RecordPoliceOutcome: {"document_number": "2/CA"},
    DraftTakedown: {"provisions": (GROUND,), "necessity": LONG, "alternatives": LONG},
    AddTakedownItem: {
        "takedown": "",
        "url": "https://tin.example/bai-1",
        "captured_text": "Trạm y tế đóng cửa.",
        "captured_at": NOW,
    },
    ApproveTakedown: {"takedown": ""},
    SubmitTakedown: {"takedown": "", "committee": PPC, "document_number": "1/TTr"},
    WithdrawTakedown: {"takedown": "", "reasons": LONG},
    SignTakedown: {"takedown": "", "document_number": "1/UBND"},
    RefuseTakedown: {"takedown": "", "reasons": LONG},
    SendTakedown: {"takedown": "", "ministry": MINISTRY, "document_number": "2/UBND", "due_days": 2},
    RecordMinistryReply: {"takedown": "", "answer": MinistryAnswer.ACCEPTED, "document_number": "1/BTTTT"},
    NoteNoReply: {"takedown": ""},
    RecordTakedownOutcome: {"takedown": "", "outcome": TakedownOutcome.REMOVED, "note": LONG},
    NoteReviewDue: {"takedown": ""},
    ReviewTakedown: {"takedown": "", "reasons": LONG},
    RequestCoordination: {"agency": POLICE, "content": LONG, "due_days": 2},
    AnswerRequest: {"request": "", "text": LONG, "document_number": "1/CA"},
    NoteRequestOverdue: {"request": ""},
    ReferCase: {"agency": JOURNALISTS, "subject": LONG},
    AnswerReferral: {"referral": "", "outcome": next(iter(ReferralOutcome)), "document_number": "1/HNB"},
    RerouteAllegation: {"agency": INTERNAL, "route": AllegationRoute.PETITION, "document_number": "1/NC"},
    LinkDuplicate: {"of": "case-0", "reasons": LONG},
    UnlinkDuplicate: {"reasons": LONG},
}
DEFAULTS = {**GOOD, **MORE}
"""What each command says when it is in order."""


def some(*values: Any) -> Any:
    return st.sampled_from(values)


def several(*values: Any) -> Any:
    return st.lists(st.sampled_from(values), unique=True, max_size=4).map(tuple)


DAYS = some(*(NOW.date() + timedelta(days=each) for each in (-2, 0, 1, 9, 400)))
GROUNDS = several(*ALL_GROUNDS) | some((GROUND,), (GROUND,), (GROUND,))
MAYBE = some(None, LONG, LONG)

VARIED: dict[type, dict[str, Any]] = {
    ScreenCase: {
        "assigned": some(*AGENCIES, HEALTH, HEALTH, NOBODY),
        "concerns": several(*AGENCIES, NOBODY) | some(()),
    },
    StartChecking: {"focal": some(*(officer(each, Post.HANDLER) for each in AGENCIES), "officer-nobody")},
    RecordCheck: {},
    RecordVerification: {"result": some(*VerificationResult), "independent": st.booleans()},
    ReviewExpression: {
        "conclusion": some(*ExpressionConclusion),
        "false_fact": MAYBE,
        "provision": some(None, GROUND, *ALL_GROUNDS),
    },
    AppraiseCase: {"finding": some(*Finding)},
    OpenRound: {
        "invited": several(*AGENCIES, NOBODY),
        "method": some(*RoundMethod),
        "due_days": some(1, 3),
    },
    GiveOpinion: {"position": some(*Position)},
    RecordMeeting: {"held_on": DAYS, "attended": several(*AGENCIES)},
    ConcludeRound: {"outcome": some(*RoundOutcome), "agreed_option": MAYBE, "dissent": MAYBE},
    SuggestHandling: {"provision": some(*ALL_GROUNDS)},
    ProposeHandling: {"measure": some(*Measure), "provisions": GROUNDS, "alternatives": several(*Measure)},
    RefuseProposal: {},
    DecideCase: {"measure": some(*Measure), "decided_on": DAYS},
    StartExecution: {"agency": some(*AGENCIES, NOBODY), "served_on": DAYS},
    OpenRemedy: {"agency": some(*AGENCIES, NOBODY)},
    ReportResult: {"done_on": DAYS},
    CloseCase: {"reason": some(*ClosureReason), "publication": some(None, *Publication)},
    ReopenCase: {},
    RecuseOfficer: {"officer": some(*(each.id for each in EVERYBODY if each.post), "officer-nobody")},
    TakeOwnMeasure: {"taken_at": some(NOW, NOW - timedelta(days=1), NOW + timedelta(days=99))},
    JustifyOwnMeasure: {"provision": some(GROUND, *ALL_GROUNDS)},
    AddEvidence: {
        "upload": some(*(f"{case}/{who}/{n}" for case in ("case-1", "case-2") for who in AGENCIES for n in "ab"))
    },
    NotifyAgency: {"agency": some(*AGENCIES, NOBODY)},
    RegroupCase: {"former": some(HEALTH, HEALTH, LAND), "successor": some(DISTRICT, DISTRICT, LEAD)},
    ProposeTransfer: {"police": some(POLICE, HEALTH, NOBODY), "provisions": GROUNDS},
    DraftTakedown: {"provisions": GROUNDS},
    AddTakedownItem: {"url": some("https://tin.example/bai-1", "https://tin.example/")},
    SubmitTakedown: {"committee": some(PPC, PPC, LAND)},
    SendTakedown: {"ministry": some(MINISTRY, LAND)},
    RecordMinistryReply: {"answer": some(*MinistryAnswer)},
    RecordTakedownOutcome: {"outcome": some(*TakedownOutcome)},
    RequestCoordination: {"agency": some(*AGENCIES, NOBODY)},
    ReferCase: {"agency": some(JOURNALISTS, JOURNALISTS, LAND)},
    AnswerReferral: {"outcome": some(*ReferralOutcome)},
    RerouteAllegation: {"agency": some(INTERNAL, LAND)},
    LinkDuplicate: {"of": some("case-0", "case-0", "case-1")},
}
"""What is drawn of each command, good and bad."""

REFERENCES: dict[str, Any] = {
    "takedown": lambda case: [each.id for each in case.takedowns],
    "request": lambda case: [each.id for each in case.requests],
    "referral": lambda case: [each.id for each in case.referrals],
    "measure": lambda case: [each.id for each in case.own_measures],
    "round": lambda case: [each.id for each in case.rounds],
}
"""Fields that name a record of the case, where they are texts."""


def record(event: Event) -> tuple[str, bytes]:
    """The event as the record holds it."""
    return event.TYPE, canonical(JSON.unstructure(event))


def read(written: tuple[str, bytes]) -> Event:
    """The event of the record."""
    name, data = written
    return event_of(name, json.loads(data))


class Life:
    """A case with its events, the model beside it, and a clock."""

    def __init__(self, who: Who, command: Any) -> None:
        self.now, self.number, self.registry = SINCE, 0, PROVINCE
        self.heirs: dict[str, str] = {}
        self.case: Case | None = None
        self.written: list[tuple[str, bytes]] = []
        self.done: list[str] = []
        assert self.attempt(who, command) == ""
        published = command.published_at
        act = published or (command.detected_at if isinstance(command, ReportCase) else self.now)
        new = today(act) >= CHANGE_OF_LAW
        self.model = Model(
            lead=LEAD,
            reporter=command.reporter if isinstance(command, ImportCase) else str(who.agency),
            concerns=set(getattr(command, "concerns", ())),
            carriers={GROUND, NEW if new else OLD},
            known=set(self.registry.agencies),
            officers={each.id: each.agency for each in self.registry.officers.values()},
            incompetent={COMMUNE},
            heirs=self.heirs,
        )

    def actor(self, who: Who) -> Actor:
        """The actor as the door would make it: for an agency that was taken over, its heir acts."""
        if who.agency is None:
            return OPERATOR if who.id == "operator" else SYSTEM
        agency = self.heirs.get(who.agency, who.agency)
        if who.post is None:
            return machine(agency, greedy=True)
        return replace(person(agency, Post(who.post)), subject=who.id, officer=who.id)

    def facts(self, who: Who, command: Any) -> Facts:
        """What the door would know."""
        upload = None
        if isinstance(command, AddEvidence):
            case, agency, group = command.upload.split("/")
            upload = an_upload(agency, case=case)
            upload = replace(upload, file=replace(upload.file, group=group))
        return knowing(
            self.actor(who),
            command,
            now=self.now,
            registry=self.registry,
            upload=upload,
            related={"case-0": OLDER},
            new_id=f"id-{self.number}",
        )

    def judged(self, who: Who, command: Any) -> tuple[str, tuple[Event, ...]]:
        """Why it is refused, or what happens."""
        row, known = BY_COMMAND[type(command)], self.facts(who, command)
        try:
            if denied := denial(row, known.actor):
                raise denied
            if self.case is not None and (problem := standing(row, self.case, known)):
                raise Refused(problem)
            return "", row.decide(self.case, command, known)
        except NotAllowed as denied:
            return denied.code, ()
        except Refused as refused:
            return refused.problems[0].code, ()

    def attempt(self, who: Who, command: Any) -> str:
        """Why it was refused; empty when it happened."""
        self.number += 1
        refused, events = self.judged(who, command)
        assert bool(events) is (refused == "")
        for event in events:
            self.case = evolve_case(self.case, event, "case-1")
            self.written.append(record(event))
        if not refused:
            self.done.append(BY_COMMAND[type(command)].name)
        return refused

    def acts(self, who: Who, command: Any) -> str:
        """Try it, and hold the answer against the model's."""
        name = BY_COMMAND[type(command)].name
        here = replace_agency(who, self.heirs)
        expected = self.model.expects(name, here, command, self.now)
        before = self.case
        refused = self.attempt(who, command)
        if expected is not None:
            assert (refused == "") is expected, (name, who, command, refused or "went through")
        if refused:
            assert self.case is before
        else:
            self.model.happened(name, here, command, self.now, f"id-{self.number}")
        return refused


def replace_agency(who: Who, heirs: dict[str, str]) -> Who:
    """Who it is today."""
    return replace(who, agency=heirs.get(who.agency, who.agency)) if who.agency else who


def able(life: Life, command: Any) -> list[Who]:
    """Who may do it now: as the model says, and where it does not know, as the register would."""
    name, found = BY_COMMAND[type(command)].name, []
    for each in (*LEADERS, *EVERYBODY):
        expected = life.model.expects(name, replace_agency(each, life.heirs), command, life.now)
        if expected or (expected is None and not life.judged(each, command)[0]):
            found.append(each)
    return found


def doable(life: Life, commands: list[Any]) -> list[tuple[Any, list[Who]]]:
    """The commands that somebody may give now, with all who may."""
    return [(command, who) for command in commands if (who := able(life, command))]


def leading(life: Life) -> list[Any]:
    """What leads on from here, good ways first; not all of it may be done by anybody."""
    model, day = life.model, today(life.now)
    match model.state:
        case "RECEIVED":
            return [good(ScreenCase, concerns=(LAND,)), good(ScreenCase), good(ScreenCase, assigned=DISTRICT)]
        case "SCREENED":
            return [good(StartChecking, focal=officer(str(model.assigned), Post.HANDLER))]
        case "CHECKING" | "COORDINATING":
            return towards_an_appraisal(life)
        case "APPRAISED":
            harsh = good(ProposeHandling, measure=Measure.TAKEDOWN_PROPOSAL, alternatives=(Measure.CORRECTION_REQUEST,))
            return [harsh, good(ProposeHandling), good(OpenRemedy, agency=LAND), good(CloseCase, reason=closing(model))]
        case "PROPOSED":
            offered = (model.proposal.measure, *model.proposal.alternatives)
            decisions = [good(DecideCase, measure=each, decided_on=day) for each in offered]
            return [*decisions, good(RefuseProposal)]
        case "DECIDED":
            return [good(StartExecution, agency=each, served_on=day) for each in (LAND, COMMUNE)]
        case "EXECUTING":
            return [good(ReportResult, done_on=day)]
        case "RESULT_REPORTED":
            return [good(CloseCase, reason=closing(model), publication=Publication.PUBLISH)]
        case "TRANSFERRED":
            done = good(CloseCase, reason=ClosureReason.POLICE_OUTCOME)
            return [
                good(HandOverTransfer),
                good(ReceiveTransfer),
                good(RecordPoliceOutcome),
                good(RecordTransferReturn),
                done,
            ]
    return [good(ReopenCase)]


def towards_an_appraisal(life: Life) -> list[Any]:
    """One thing after the other until the case can be appraised, or transferred."""
    model, here = life.model, life.model.open
    if here and here.meeting and not here.minutes:
        return [good(RecordMeeting, held_on=here.since)]
    if here:
        answers = [good(GiveOpinion, position=each) for each in (Position.AGREE, Position.DISAGREE)]
        ends = [good(ConcludeRound, dissent=LONG, outcome=each) for each in RoundOutcome]
        return [*(answers if here.silent else ()), good(LapseRound, round=here.id), *ends]
    if not any(each[0] == model.cycle for each in model.verifications):
        return [good(RecordVerification)]
    if model.review is None:
        protected = good(ReviewExpression, conclusion=ExpressionConclusion.PROTECTED)
        return [good(ReviewExpression), good(ReviewExpression, provision=GROUND), protected]
    if not any(each.cycle == model.cycle for each in model.rounds):
        asked = tuple(dict.fromkeys((*sorted(model.concerns), HEALTH, COMMUNE)))
        return [good(OpenRound, invited=asked, method=each) for each in RoundMethod]
    drafted = model.transfer is not None and model.transfer.status == "DRAFT"
    if drafted and life.number % 3:
        return [good(SignTransfer), good(SignTransfer, document_number="2/CV"), good(RefuseTransfer)]
    return [*(good(AppraiseCase, finding=each) for each in Finding), good(ProposeTransfer)]


def newest(records: Any) -> str:
    """The id of the newest record."""
    return records[-1].id if records else "id-none"


def aside(life: Life) -> list[Any]:
    """What else may be done, in one state or another."""
    case = life.case
    assert case is not None
    measure, asked = {"measure": newest(case.own_measures)}, {"request": newest(case.requests)}
    return [
        good(TakeOwnMeasure),
        good(JustifyOwnMeasure, **measure),
        good(EndOwnMeasure, **measure),
        good(LapseOwnMeasure, **measure),
        good(AddEvidence),
        good(NamePaperFile),
        good(SuggestHandling),
        good(RecordCheck),
        good(RecuseOfficer),
        good(RequestCoordination),
        good(AnswerRequest, **asked),
        good(NoteRequestOverdue, **asked),
        good(ReferCase),
        good(AnswerReferral, referral=newest(case.referrals)),
        good(RerouteAllegation),
        good(LinkDuplicate),
        good(UnlinkDuplicate),
        good(NotifyAgency),
        good(RegroupCase),
        good(ReviewExpression),
    ]


def removal(life: Life) -> list[Any]:
    """A proposal of removal, step by step."""
    case = life.case
    assert case is not None
    it = {"takedown": newest(case.takedowns)}
    return [
        good(DraftTakedown),
        good(AddTakedownItem, **it),
        good(ApproveTakedown, **it),
        good(SubmitTakedown, **it),
        good(SignTakedown, **it),
        good(SendTakedown, **it),
        good(NoteNoReply, **it),
        good(RecordMinistryReply, **it),
        good(RecordTakedownOutcome, **it),
        good(NoteReviewDue, **it),
        good(ReviewTakedown, **it),
        good(RefuseTakedown, **it),
        good(WithdrawTakedown, **it),
    ]


def closing(model: Model) -> ClosureReason:
    """The reason that fits."""
    if model.state == "RESULT_REPORTED":
        true = model.appraisal and model.appraisal[0] == "TRUE_ISSUE"
        return ClosureReason.REMEDIED if true else ClosureReason.COMPLETED
    return ClosureReason.PROTECTED


def good(command: type, **changes: Any) -> Any:
    """A command that is in order, with changes."""
    return command(**(DEFAULTS[command] | changes))


def drawn(data: Any, name: str, case: Case) -> Any:
    """A command of the action, with good and bad fields, and naming records of the case where it can."""
    command = COMMANDS[name]
    varied = VARIED.get(command, {})
    chosen = {field: data.draw(each) for field, each in varied.items() if data.draw(st.booleans())}
    for field, known in REFERENCES.items():
        if isinstance(DEFAULTS[command].get(field), str) and not isinstance(DEFAULTS[command][field], Measure):
            chosen[field] = data.draw(st.sampled_from([*known(case), "id-none"][-3:]))
    return good(command, **chosen)


INVARIANTS_OF_A_MEASURE = {CaseState.DECIDED, CaseState.EXECUTING, CaseState.RESULT_REPORTED, CaseState.CLOSED}


def hangs_together(case: Case) -> None:
    """What is true of every case at every moment."""
    assert case.state in set(CaseState)
    asked = {each for one in case.rounds for each in one.invited}
    assert {case.lead, case.reporter, *([case.assigned] if case.assigned else []), *asked} <= set(case.members)
    assert len(set(case.members)) == len(case.members)
    assert (case.state is CaseState.CLOSED) is (case.closure is not None)
    hidden = case.closure is not None and case.closure.reason in (ClosureReason.PROTECTED, ClosureReason.NO_GROUNDS)
    assert case.hidden is hidden
    assert len([each for each in case.rounds if each.open]) <= 1
    assert case.cycle == len(case.reopenings) + 1
    decided = [each for each in case.decisions if each.cycle == case.cycle]
    measured = case.state in INVARIANTS_OF_A_MEASURE and decided
    completed = case.closure is not None and case.closure.reason is ClosureReason.COMPLETED
    going_on = case.state in (CaseState.DECIDED, CaseState.EXECUTING, CaseState.RESULT_REPORTED)
    remedied = case.appraisal is not None and case.appraisal.finding is Finding.TRUE_ISSUE
    assert bool(measured) or not (completed or (going_on and not remedied))
    if measured:
        a_measure_was_lawful(case)


def a_measure_was_lawful(case: Case) -> None:
    """A decision of this cycle: three persons, unprotected, false, on a ground, after a round."""
    decision = next(each for each in reversed(case.decisions) if each.cycle == case.cycle)
    review = next(each for each in reversed(case.expression_reviews) if each.cycle == case.cycle)
    assert case.appraisal is not None
    assert case.proposal is not None
    persons = {decision.signatory, case.proposal.drafted_by, case.appraisal.officer, review.officer}
    assert len(persons) >= 3
    assert decision.signatory != case.proposal.drafted_by
    assert review.officer != case.appraisal.officer
    assert review.conclusion is ExpressionConclusion.NOT_PROTECTED
    assert case.appraisal.finding in (Finding.FALSE, Finding.PARTLY_FALSE)
    assert decision.provisions
    assert any(each.cycle == case.cycle and not each.open for each in case.rounds)
    assert any(each.cycle == case.cycle and each.independent for each in case.verifications)
    assert case.state is CaseState.DECIDED or any(each.cycle == case.cycle for each in case.executions)


def replays(life: Life) -> None:
    """The record gives the same state, to the byte; and the state is what its bytes say."""
    assert life.case is not None
    data = to_bytes(life.case)
    assert from_bytes(Case, data) == life.case
    events = [read(each) for each in life.written]
    assert [record(each) for each in events] == life.written
    assert to_bytes(fold(Kind.CASE, "case-1", events)) == data


def agrees(life: Life) -> None:
    """The case is what the model says."""
    case, model = life.case, life.model
    assert case is not None
    assert (case.state, case.cycle, case.lead, case.assigned) == (
        model.state,
        model.cycle,
        model.lead,
        model.assigned,
    )
    assert (set(case.members), set(case.concerns), set(case.recused)) == (
        model.members,
        model.concerns,
        model.recused,
    )
    assert (case.closure.reason if case.closure else None) == (model.closure[0] if model.closure else None)
    rounds = [(each.id, each.open, {o.agency: o.position.value for o in each.opinions}) for each in case.rounds]
    assert rounds == [(each.id, not each.over, each.positions) for each in model.rounds]
    assert [each.due_at for each in case.rounds] == [each.due for each in model.rounds]
    measures = {
        each.id: (each.due_at, each.provision is not None, each.ended_at is not None) for each in case.own_measures
    }
    assert measures == {id: (it.due, it.justified, it.ended) for id, it in model.own.items()}
    assert [each.status for each in case.transfers] == [each.status for each in model.transfers]


REGISTERED = sorted(CLOCKS)
PUBLIC = sorted(RIGHTS)


class CaseMachine(RuleBasedStateMachine):
    """Anybody tries anything."""

    life: Life
    cycle = 1

    @initialize(data=st.data())
    def begins(self, data: Any) -> None:
        """A report by an agency, or one taken over from a file."""
        published = data.draw(some(None, BEFORE, AFTER))
        if data.draw(st.integers(0, 9)) == 0:
            command: Any = ImportCase(
                claim=LONG, url="https://tin.example/1", source="tep.csv", row=1, reporter=LAND, published_at=published
            )
            self.life = Life(Who("operator"), command)
        else:
            concerns = data.draw(several(*AGENCIES) | some((), ()))
            detected = published or data.draw(some(BEFORE, AFTER))
            command = a_report(concerns=concerns, published_at=published, detected_at=max(detected, BEFORE))
            reporter = data.draw(some(LAND, LAND, LEAD, POLICE, DISTRICT))
            self.life = Life(Who(officer(reporter, Post.HANDLER), reporter, "HANDLER"), command)
        self.seen = 1
        chance = Random(data.draw(st.integers(0, 2**32)))
        for _ in range(data.draw(st.integers(0, 40))):
            self._as_chance_has_it(chance)

    def _case(self) -> Case:
        assert self.life.case is not None
        return self.life.case

    def _as_chance_has_it(self, chance: Random) -> None:
        """A step on, now and then one aside, or some days."""
        kind = chance.random()
        if kind < 0.1:
            self.life.now += timedelta(hours=chance.choice((15, 24 * 4)))
        beside = removal(self.life) if self.life.model.decisions and kind < 0.85 else aside(self.life)
        commands = leading(self.life) if kind < 0.6 else beside
        if steps := doable(self.life, commands):
            command, who = chance.choice(steps)
            self.life.acts(chance.choice(who), command)

    @rule(data=st.data())
    def goes_on(self, data: Any) -> None:
        """A step that leads on, which the model knows to be good."""
        if steps := doable(self.life, leading(self.life)):
            command, who = data.draw(st.sampled_from(steps))
            assert self.life.acts(data.draw(st.sampled_from(who)), command) == ""

    @rule(data=st.data())
    def goes_aside(self, data: Any) -> None:
        """Something beside the way."""
        if steps := doable(self.life, aside(self.life)):
            command, who = data.draw(st.sampled_from(steps))
            self.life.acts(data.draw(st.sampled_from(who)), command)

    @rule(data=st.data())
    def a_removal_goes_on(self, data: Any) -> None:
        """A step of a proposal of removal."""
        if steps := doable(self.life, removal(self.life)):
            command, who = data.draw(st.sampled_from(steps))
            self.life.acts(data.draw(st.sampled_from(who)), command)

    @rule(data=st.data())
    def anything(self, data: Any) -> None:
        """Any action of this state or another, by somebody who has a part in it or anybody, as it may come."""
        here = [name for name in PUBLIC if self.life.model.state in RIGHTS[name][2].split()]
        name = data.draw(st.sampled_from(here) | st.sampled_from(PUBLIC))
        able = [each for each in EVERYBODY if each.short in RIGHTS[name][0].split() and each.post]
        leading = [each for each in able if each.agency in (LEAD, self.life.model.assigned)]
        able = [each for each in able if str(each.post) in RIGHTS[name][1].split()]
        who = data.draw(st.sampled_from(able) | st.sampled_from(leading or able) | st.sampled_from(EVERYBODY))
        self.life.acts(who, drawn(data, name, self._case()))

    @rule(data=st.data())
    def the_register_acts(self, data: Any) -> None:
        """What deadlines and notices bring, or somebody who claims to be the register."""
        name = data.draw(st.sampled_from(REGISTERED))
        who = THE_REGISTER if data.draw(st.integers(0, 9)) else data.draw(st.sampled_from(EVERYBODY))
        self.life.acts(who, drawn(data, name, self._case()))

    @rule(hours=some(1, 15, 24, 24 * 4, 24 * 90))
    def time_passes(self, hours: int) -> None:
        """Deadlines run."""
        self.life.now += timedelta(hours=hours)

    @rule(chance=st.integers(0, 5))
    def an_agency_is_taken_over(self, chance: int) -> None:
        """The health department goes up in the district; who worked there works on."""
        if chance or self.life.heirs:
            return
        rows = self.life.registry.agencies
        taken = Succession(successor=DISTRICT, on=today(self.life.now), whole=True, source="QĐ 9")
        health = replace(rows[HEALTH], successions=(taken,))
        self.life.registry = replace(self.life.registry, agencies={**rows, HEALTH: health})
        self.life.heirs[HEALTH] = DISTRICT

    @invariant()
    def hangs_together(self) -> None:
        if hasattr(self, "life"):
            hangs_together(self._case())
            assert self._case().cycle >= self.seen
            self.seen = self._case().cycle

    @invariant()
    def agrees_with_the_model(self) -> None:
        if hasattr(self, "life"):
            agrees(self.life)

    @invariant()
    def is_what_its_record_says(self) -> None:
        if hasattr(self, "life"):
            replays(self.life)


CaseMachine.TestCase.settings = settings(
    deadline=None,
    derandomize=True,
    max_examples=100,
    stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestCaseMachine = CaseMachine.TestCase
