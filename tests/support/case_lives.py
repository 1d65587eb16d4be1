"""Lives of cases for tests: what may be done next, by whom; anything by anybody; and what is always true of a case."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from random import Random
from typing import Any

from domain.action import denial, standing
from domain.actions import ACTIONS, BY_COMMAND
from domain.appraisal import AppraiseCase, RecordVerification
from domain.assignment import NameFocalOfficer, ReassignCase
from domain.case import Case, CaseState, Category, ClosureReason, ExpressionConclusion, PublicationChoice
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
from domain.leadership import PassLead
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
from tests.support.case_known import Who, today
from tests.support.case_model import Model
from tests.support.case_rights import CLOCKS, FORCE, RIGHTS
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
SIGNING = (Post.HANDLER, Post.SIGNATORY)

PERSONS = [Who(officer(agency, post), agency, post.value) for agency in KINDS for post in SIGNING]
LEADERS = [
    Who(officer(LEAD, Post.HANDLER), LEAD, "HANDLER"),
    Who(THIRD, LEAD, "HANDLER"),
    Who(officer(LEAD, Post.SIGNATORY), LEAD, "SIGNATORY"),
    Who("officer-lead-signatory-two", LEAD, "SIGNATORY"),
    Who("officer-lead-both", LEAD, "HANDLER SIGNATORY"),
]
BOTH_AT_LAND = Who("officer-land-both", LAND, "HANDLER SIGNATORY")
MACHINES = [Who("subject-1", agency) for agency in (LEAD, HEALTH, LAND)]
AUDITOR = Who(officer(LEAD, Post.AUDITOR), LEAD, "AUDITOR")
THE_REGISTER = Who("system")
EVERYBODY = [*dict.fromkeys((*PERSONS, *LEADERS)), BOTH_AT_LAND, *MACHINES, AUDITOR, THE_REGISTER]


def province() -> Any:
    """The province, with more officers at the lead agency and a commune that is competent for nothing."""
    known = a_registry()
    more = [an_officer(each.id, str(each.agency), *map(Post, each.posts.split())) for each in (*LEADERS, BOTH_AT_LAND)]
    rows = known.agencies
    return replace(
        known,
        officers={**known.officers, **{each.id: each for each in more}},
        agencies={**rows, COMMUNE: replace(rows[COMMUNE], competences=())},
    )


PROVINCE = province()
ROWS = dict(BY_COMMAND)
COMMANDS = {row.name: row.command for row in ACTIONS if row.stream is Kind.CASE}
OLDER = RelatedCase(id="case-0", received_at=NOW - timedelta(days=9), hidden=False, duplicate_of=None)

# The defaults of commands that `handling_facts` does not need.
MORE: dict[type, dict[str, Any]] = {
    ScreenCase: {"category": Category.HEALTH, "assigned": HEALTH},
    StartChecking: {"focal": officer(HEALTH, Post.HANDLER)},
    ReassignCase: {"assigned": DISTRICT, "reasons": LONG},
    NameFocalOfficer: {"focal": officer(HEALTH, Post.SIGNATORY), "reasons": LONG},
    AddEvidence: {**GOOD[AddEvidence], "upload": f"case-1/{LAND}/a"},
    NotifyAgency: {"agency": LEAD, "about": "case.reported"},
    PassLead: {},
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


def several(*values: str, most: int = 3) -> tuple[tuple[str, ...], ...]:
    """Every choice of some of them, in this order and, of two, in the other."""
    chosen = [each for n in range(most + 1) for each in combinations(values, n)]
    return tuple(chosen + [each[::-1] for each in chosen if len(each) == 2])


VERIFIED = (*(VerificationResult.FALSE,) * 9, *VerificationResult)
DAYS = tuple(NOW.date() + timedelta(days=each) for each in (-2, 0, 1, 3, 9, 400))
MAYBE = (None, LONG)

VARIED: dict[type, dict[str, tuple[Any, ...]]] = {
    ScreenCase: {"assigned": (*AGENCIES, NOBODY), "concerns": several(*AGENCIES, NOBODY)},
    StartChecking: {"focal": (*(officer(each, Post.HANDLER) for each in AGENCIES), "officer-nobody")},
    ReassignCase: {"assigned": (*AGENCIES, NOBODY)},
    NameFocalOfficer: {"focal": (*(officer(each, post) for each in AGENCIES for post in SIGNING), "officer-nobody")},
    RecordVerification: {"result": tuple(VerificationResult), "independent": (True, False)},
    ReviewExpression: {
        "conclusion": tuple(ExpressionConclusion),
        "false_fact": MAYBE,
        "provision": (None, *ALL_GROUNDS),
    },
    AppraiseCase: {"finding": tuple(Finding), "deviation": MAYBE},
    OpenRound: {"invited": several(*AGENCIES, NOBODY), "method": tuple(RoundMethod), "due_days": (1, 3)},
    GiveOpinion: {"position": tuple(Position)},
    RecordMeeting: {"held_on": DAYS, "attended": several(*AGENCIES)},
    ConcludeRound: {"outcome": tuple(RoundOutcome), "agreed_option": MAYBE, "dissent": MAYBE},
    SuggestHandling: {"provision": ALL_GROUNDS},
    ProposeHandling: {
        "measure": tuple(Measure),
        "provisions": several(*ALL_GROUNDS, most=2),
        "alternatives": several(*Measure),
    },
    DecideCase: {"measure": tuple(Measure), "decided_on": DAYS},
    StartExecution: {"agency": (*AGENCIES, NOBODY), "served_on": DAYS},
    OpenRemedy: {"agency": (*AGENCIES, NOBODY)},
    ReportResult: {"done_on": DAYS},
    CloseCase: {"reason": tuple(ClosureReason), "publication": (None, *PublicationChoice)},
    RecuseOfficer: {"officer": (*(each.id for each in EVERYBODY if each.posts), "officer-nobody")},
    TakeOwnMeasure: {
        "taken_at": (NOW, NOW - timedelta(days=2), NOW + timedelta(days=999)),
        "served_on": DAYS,
        "own_page": (True, True, False),
    },
    JustifyOwnMeasure: {"provision": ALL_GROUNDS},
    AddEvidence: {
        "upload": tuple(f"{case}/{who}/{n}" for case in ("case-1", "case-2") for who in AGENCIES for n in "ab")
    },
    NotifyAgency: {"agency": (*AGENCIES, NOBODY)},
    RegroupCase: {"former": (HEALTH, LAND), "successor": (DISTRICT, LEAD)},
    ProposeTransfer: {"police": (POLICE, HEALTH, NOBODY), "provisions": several(*ALL_GROUNDS, most=2)},
    DraftTakedown: {"provisions": several(*ALL_GROUNDS, most=2)},
    AddTakedownItem: {"url": ("https://tin.example/bai-1", "https://tin.example/")},
    SubmitTakedown: {"committee": (PPC, LAND)},
    SendTakedown: {"ministry": (MINISTRY, LAND)},
    RecordMinistryReply: {"answer": tuple(MinistryAnswer)},
    RecordTakedownOutcome: {"outcome": tuple(TakedownOutcome)},
    RequestCoordination: {"agency": (*AGENCIES, NOBODY)},
    ReferCase: {"agency": (JOURNALISTS, LAND)},
    AnswerReferral: {"outcome": tuple(ReferralOutcome)},
    RerouteAllegation: {"agency": (INTERNAL, LAND)},
    LinkDuplicate: {"of": ("case-0", "case-1")},
}
"""What a field may say, good and bad, where it says more than words."""


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
        self.case: Case = None  # type: ignore[assignment]  # until the report below
        self.written: list[tuple[str, bytes]] = []
        self.done: list[str] = []
        self.last = who
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
            received=self.now,
            content=published or (command.detected_at if isinstance(command, ReportCase) else None),
            heirs=self.heirs,
        )

    def actor(self, who: Who) -> Actor:
        """The actor as the door would make it: for an agency that was taken over, its heir acts."""
        if who.agency is None:
            return OPERATOR if who.id == "operator" else SYSTEM
        agency = self.heirs.get(who.agency, who.agency)
        if not who.posts:
            return machine(agency, greedy=True)
        posts = frozenset(map(Post, who.posts.split()))
        return replace(person(agency), subject=who.id, officer=who.id, posts=posts)

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
        row, known = ROWS[type(command)], self.facts(who, command)
        try:
            if denied := denial(row, known.actor):
                raise denied
            if self.written and (problem := standing(row, self.case, known)):
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
            self.last = who
            self.done.append(ROWS[type(command)].name)
        return refused

    def acts(self, who: Who, command: Any) -> str:
        """Try it, and hold the answer against the model's."""
        name = ROWS[type(command)].name
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
    name, found = ROWS[type(command)].name, []
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
            ends = [good(OpenRemedy, agency=LAND), good(CloseCase, reason=fitting(model))]
            return [harsh, good(ProposeHandling), *(ends if life.number % 4 == 0 or not model.clear else ())]
        case "PROPOSED":
            offered = (model.proposal.measure, *model.proposal.alternatives)
            decisions = [good(DecideCase, measure=each, decided_on=day) for each in offered]
            return [*decisions, good(RefuseProposal)]
        case "DECIDED":
            return [good(StartExecution, agency=each, served_on=day) for each in (LAND, COMMUNE)]
        case "EXECUTING":
            return [good(ReportResult, done_on=day)]
        case "RESULT_REPORTED":
            return [good(CloseCase, reason=fitting(model), publication=PublicationChoice.PUBLISH)]
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
        answers = [good(GiveOpinion, position=each) for each in (Position.AGREE, Position.AGREE, Position.DISAGREE)]
        ends = [good(ConcludeRound, dissent=LONG, outcome=each) for each in RoundOutcome]
        return [*(answers if here.silent else ()), good(LapseRound, round=here.id), *ends]
    if not model.verified:
        return [good(RecordVerification, result=each) for each in VERIFIED]
    if model.review is None or any(each.at > model.review.at for each in model.verified):
        protected = good(ReviewExpression, conclusion=ExpressionConclusion.PROTECTED)
        return [good(ReviewExpression), *(good(ReviewExpression, provision=GROUND),) * 6, protected]
    if not any(each.cycle == model.cycle and not each.more for each in model.rounds) and life.number % 5:
        asked = tuple(dict.fromkeys((*sorted(model.concerns), HEALTH, COMMUNE)))
        return [good(OpenRound, invited=asked, method=each) for each in RoundMethod]
    drafted = model.transfer is not None and model.transfer.status == "DRAFT"
    if drafted and life.number % 3:
        return [good(SignTransfer), good(SignTransfer, document_number="2/CV"), good(RefuseTransfer)]
    findings = (*(Finding.FALSE,) * 4, *Finding)
    appraisals = (good(AppraiseCase, finding=each, deviation=why) for each in findings for why in MAYBE)
    return [*appraisals, good(ProposeTransfer)]


def newest(records: Any) -> str:
    """The id of the newest record."""
    return records[-1].id if records else "id-none"


def aside(life: Life) -> list[Any]:
    """What else may be done, in one state or another."""
    case = life.case
    measure, asked = {"measure": newest(case.own_measures)}, {"request": newest(case.requests)}
    return [
        good(TakeOwnMeasure, taken_at=life.now, served_on=today(life.now)),
        good(JustifyOwnMeasure, **measure),
        good(EndOwnMeasure, **measure),
        good(LapseOwnMeasure, **measure),
        good(AddEvidence),
        good(NamePaperFile),
        good(SuggestHandling),
        good(RecordCheck),
        good(RecuseOfficer),
        good(ReassignCase),
        good(NameFocalOfficer, focal=officer(str(life.model.assigned), Post.SIGNATORY)),
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
    """A proposal of removal, from its last step to its first, and the ways out."""
    it = {"takedown": newest(life.case.takedowns)}
    return [
        good(ReviewTakedown, **it),
        good(NoteReviewDue, **it),
        good(RecordTakedownOutcome, **it),
        good(RecordMinistryReply, **it),
        good(NoteNoReply, **it),
        good(SendTakedown, **it),
        good(SignTakedown, **it),
        good(SubmitTakedown, **it),
        good(ApproveTakedown, **it),
        good(AddTakedownItem, **it),
        good(DraftTakedown),
        good(RefuseTakedown, **it),
        good(WithdrawTakedown, **it),
    ]


def fitting(model: Model) -> ClosureReason:
    """The reason that fits."""
    if model.state == "RESULT_REPORTED":
        true = model.appraisal and model.appraisal[0] == "TRUE_ISSUE"
        return ClosureReason.REMEDIED if true else ClosureReason.COMPLETED
    return ClosureReason.PROTECTED


def good(command: type, **changes: Any) -> Any:
    """A command that is in order, with changes."""
    return command(**(DEFAULTS[command] | changes))


def templates(life: Life) -> dict[str, list[Any]]:
    """Commands that are in order here, by the name of their action; of others the ones that are in order anywhere."""
    found: dict[str, list[Any]] = {}
    for command in (*leading(life), *aside(life), *removal(life)):
        found.setdefault(ROWS[type(command)].name, []).append(command)
    return {name: [good(command)] for name, command in COMMANDS.items() if command in DEFAULTS} | found


def varied(command: Any, chance: Random) -> Any:
    """The command with none, one or two of its fields saying something else."""
    pools = VARIED.get(type(command), {})
    fields = chance.sample(sorted(pools), min(len(pools), chance.choice((0, 1, 1, 2))))
    return replace(command, **{name: chance.choice(pools[name]) for name in fields})


def somebody(name: str, chance: Random) -> Who:
    """Most often somebody who has the right, now and then anybody."""
    if name in CLOCKS:
        return THE_REGISTER if chance.random() < 0.8 else chance.choice(EVERYBODY)
    holders, posts = RIGHTS[name][0].split(), RIGHTS[name][1]
    entitled = [each for each in (*EVERYBODY, *LEADERS) if each.short in holders and each.holds(posts)]
    return chance.choice(entitled if chance.random() < 0.8 else EVERYBODY)


def admitted_here(life: Life) -> list[str]:
    """The names of the actions that the state admits."""
    names = [*RIGHTS, *CLOCKS]
    return [each for each in names if life.model.state in (CLOCKS.get(each) or RIGHTS[each][2]).split()]


def an_act(life: Life, chance: Random) -> tuple[Who, Any]:
    """Anything by anybody, most often something that this state admits."""
    name = chance.choice(admitted_here(life) if chance.random() < 0.9 else [*RIGHTS, *CLOCKS])
    return somebody(name, chance), varied(chance.choice(templates(life)[name]), chance)


def probe(life: Life, chance: Random, times: int) -> None:
    """Hold what would be said to many acts against the model, without any of them happening."""
    known, here = templates(life), admitted_here(life)
    for _ in range(times):
        name = chance.choice(here)
        who, command = somebody(name, chance), varied(chance.choice(known[name]), chance)
        expected = life.model.expects(name, replace_agency(who, life.heirs), command, life.now)
        if expected is not None:
            refused, _ = life.judged(who, command)
            assert (refused == "") is expected, (name, who, command, refused or "would go through")


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
    data = to_bytes(life.case)
    assert from_bytes(Case, data) == life.case
    events = [read(each) for each in life.written]
    assert [record(each) for each in events] == life.written
    assert to_bytes(fold(Kind.CASE, "case-1", events)) == data


def agrees(life: Life) -> None:
    """The case is what the model says."""
    case, model = life.case, life.model
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
    assert case.focal == model.focal
    rounds = [(each.id, each.open, {o.agency: o.position.value for o in each.opinions}) for each in case.rounds]
    assert rounds == [(each.id, not each.over, each.positions) for each in model.rounds]
    assert [each.due_at for each in case.rounds] == [each.due for each in model.rounds]
    measures = {
        each.id: (each.due_at, each.provision is not None, each.ended_at is not None) for each in case.own_measures
    }
    assert measures == {id: (it.due, it.justified, it.ended) for id, it in model.own.items()}
    assert [each.status for each in case.transfers] == [each.status for each in model.transfers]


PROBES = 15
"""How many acts are held against the model after each step."""


def a_beginning(chance: Random) -> Life:
    """A report by an agency, or one taken over from a file."""
    published = chance.choice((None, BEFORE, AFTER))
    if chance.random() < 0.1:
        command: Any = ImportCase(
            claim=LONG, url="https://tin.example/1", source="tep.csv", row=1, reporter=LAND, published_at=published
        )
        return Life(Who("operator"), command)
    concerns = chance.choice(((), (), (LAND,), (HEALTH, COMMUNE), (LEAD,), (POLICE,)))
    detected = published or chance.choice((BEFORE, AFTER))
    report = a_report(concerns=concerns, published_at=published, detected_at=detected)
    reporter = chance.choice((LAND, LAND, LEAD, POLICE, DISTRICT))
    return Life(Who(officer(reporter, Post.HANDLER), reporter, "HANDLER"), report)


def taken_over(life: Life) -> None:
    """The health department goes up in the district; who worked there works on. Once."""
    if life.heirs:
        return
    rows = life.registry.agencies
    taken = Succession(successor=DISTRICT, on=today(life.now), whole=True, source="QĐ 9")
    health = replace(rows[HEALTH], successions=(taken,))
    life.registry = replace(life.registry, agencies={**rows, HEALTH: health})
    life.heirs[HEALTH] = DISTRICT


def as_chance_has_it(life: Life, chance: Random) -> None:
    """Most often a step on, or on the way of a removal that was decided; now and then one aside, or some days."""
    in_force = life.model.state in FORCE.split()
    if chance.random() < 0.1:
        life.now += timedelta(hours=chance.choice((15, 24 * 4, 24 * 90 if life.model.decisions else 24)))
    ways: list[Any] = [leading, leading, leading, removal if life.model.decisions else leading, aside]
    way = chance.choice([*ways, *[removal] * 6] if in_force else ways)
    if steps := doable(life, way(life)):
        command, who = steps[0] if way is removal and chance.random() < 0.8 else chance.choice(steps)
        life.acts(life.last if life.last in who and chance.random() < 0.6 else chance.choice(who), command)


def walk(seed: int, steps: int) -> Life:
    """A long life by chance, with everything held against the model at every step."""
    chance = Random(seed)
    life = a_beginning(chance)
    for _ in range(steps):
        if chance.random() < 0.01:
            taken_over(life)
        if chance.random() < 0.8:
            as_chance_has_it(life, chance)
        else:
            life.acts(*an_act(life, chance))
        probe(life, chance, PROBES)
        hangs_together(life.case)
        agrees(life)
    replays(life)
    return life


def by(life: Life, command: Any, leave_out: int = 0) -> str:
    """The act of the first who may do it, or of the one after; the state it leaves."""
    found = able(life, command)
    assert found[leave_out:], (life.model.state, command)
    assert life.acts(found[leave_out], command) == ""
    return life.case.state


def to_a_decision(life: Life) -> list[str]:
    """A measure, from checking on, in a meeting and after the signatory once sent it back."""
    harsh = good(ProposeHandling, measure=Measure.TAKEDOWN_PROPOSAL, alternatives=(Measure.CORRECTION_REQUEST,))
    decision = good(DecideCase, measure=Measure.TAKEDOWN_PROPOSAL, decided_on=today(life.now))
    steps = [
        good(RecordVerification),
        good(ReviewExpression),
        good(OpenRound, invited=(HEALTH, LAND), method=RoundMethod.MEETING),
        good(RecordMeeting, held_on=today(life.now)),
        good(GiveOpinion),
        good(ConcludeRound),
        good(AppraiseCase),
        harsh,
        good(RefuseProposal),
        harsh,
        decision,
    ]
    return [by(life, each) for each in steps]


def to_a_removal(life: Life) -> list[str]:
    """A removal that was proposed, asked for, answered late, and looked at again."""
    seen = []
    for number, wait in zip(range(11), (0, 0, 0, 0, 0, 0, 9, 0, 0, 120, 0), strict=True):
        life.now += timedelta(days=wait)
        seen.append(by(life, removal(life)[10 - number]))
    return seen


def a_whole_life() -> tuple[list[str], list[str]]:
    """Every state and every action, once at least: the states, and the names of what was done."""
    life = Life(Who(officer(LAND, Post.HANDLER), LAND, "HANDLER"), a_report(detected_at=AFTER))
    seen: list[str] = [life.model.state]

    def does(*commands: Any, waiting: int = 0) -> None:
        life.now += timedelta(days=waiting)
        seen.extend(by(life, each) for each in commands)

    does(good(NotifyAgency), good(NamePaperFile), good(LinkDuplicate), good(UnlinkDuplicate))
    does(good(ScreenCase), good(StartChecking), good(ReassignCase), good(ReassignCase, assigned=HEALTH))
    does(good(StartChecking), good(NameFocalOfficer), good(RecordCheck), good(AddEvidence), good(SuggestHandling))
    does(good(TakeOwnMeasure), good(TakeOwnMeasure), good(TakeOwnMeasure))
    does(good(RequestCoordination), good(RequestCoordination), good(RerouteAllegation))
    first, second, third = (each.id for each in life.case.own_measures)
    asked, asked_too = (each.id for each in life.case.requests)
    seen += to_a_decision(life)
    does(good(JustifyOwnMeasure, measure=first), good(EndOwnMeasure, measure=second), good(ReferCase))
    does(good(AnswerReferral, referral=newest(life.case.referrals)), good(AnswerRequest, request=asked))
    does(good(LapseOwnMeasure, measure=third), good(NoteRequestOverdue, request=asked_too), waiting=9)
    does(good(StartExecution, agency=LAND, served_on=today(life.now)))
    seen += to_a_removal(life)
    does(good(DraftTakedown))
    does(good(WithdrawTakedown, takedown=newest(life.case.takedowns)))
    does(good(ReportResult, done_on=today(life.now)))
    does(good(CloseCase, reason=ClosureReason.COMPLETED, publication=PublicationChoice.PUBLISH))
    does(good(ReopenCase, document_number="10/KN"))
    seen += to_a_decision(life)
    does(good(StartExecution, agency=LAND, served_on=today(life.now)))
    for number in (10, 9, 8, 7, 11):
        does(removal(life)[number])
    seen.append(by(life, good(ReopenCase), leave_out=1))
    does(good(RecordVerification))
    seen.append(by(life, good(ReviewExpression), leave_out=1))
    does(good(ProposeTransfer), good(RefuseTransfer))
    does(good(ProposeTransfer), good(SignTransfer), good(HandOverTransfer), good(ReceiveTransfer))
    does(good(RecordTransferReturn), good(ProposeTransfer), good(SignTransfer), good(HandOverTransfer))
    does(good(ReceiveTransfer), good(RecordPoliceOutcome), good(CloseCase, reason=ClosureReason.POLICE_OUTCOME))
    does(good(ReopenCase))
    does(good(RecordVerification, result=VerificationResult.TRUE), good(ReviewExpression))
    does(good(OpenRound, invited=(HEALTH, COMMUNE)))
    taken_over(life)
    does(good(RegroupCase), good(NameFocalOfficer, focal=officer(DISTRICT, Post.HANDLER)), good(RecuseOfficer))
    does(good(LapseRound, round=newest(life.case.rounds)), good(ConcludeRound), waiting=9)
    does(good(AppraiseCase, finding=Finding.TRUE_ISSUE), good(OpenRemedy, agency=COMMUNE))
    does(good(ReportResult, done_on=today(life.now)))
    does(good(CloseCase, reason=ClosureReason.REMEDIED, publication=PublicationChoice.NOT_PUBLISH))
    hangs_together(life.case)
    agrees(life)
    replays(life)
    return seen, life.done
