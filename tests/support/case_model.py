"""The life of a case, told a second time in plain words and data, without any rule of the domain.

`Model.expects` says of an act whether it has to succeed (True), to be refused (False), or whether this model does not
know (None): proposals of removal, requests, referrals and links are told only as far as who may, and in which state,
and so is what an agency began that another has taken over since.
`Model.happened` carries out what succeeded.
"""

from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from tests.support.inherited import inherited

HOUR_HERE = timezone(timedelta(hours=7))
EARLY = "RECEIVED SCREENED CHECKING APPRAISED"
CHECKED = "CHECKING COORDINATING"
UNDECIDED = "CHECKING COORDINATING APPRAISED PROPOSED"
FORCE = "DECIDED EXECUTING"
LONG_AFTER = f"{FORCE} RESULT_REPORTED CLOSED"
GOING_ON = f"{EARLY} COORDINATING PROPOSED {FORCE} RESULT_REPORTED"
NOT_CLOSED = f"{GOING_ON} TRANSFERRED"
ASKABLE = f"{UNDECIDED} {FORCE}"
REOPENABLE = f"{FORCE} RESULT_REPORTED TRANSFERRED CLOSED"
ANY = f"{NOT_CLOSED} CLOSED"

CHECKERS = "lead internal police health land district commune"
REVIEWERS = "lead health land district commune"
OPINED = "lead party internal police journalists health land district commune"
PROPOSERS = "lead party police health land district"
DECIDERS = "ppc lead health land district commune"
RESULTS = "lead police journalists health land district commune"
REPORTERS = "ppc lead party internal police journalists health land district commune"
READERS = f"{REPORTERS} inspection"
H, S, B = "HANDLER", "SIGNATORY", "HANDLER SIGNATORY"

RIGHTS: dict[str, tuple[str, str, str]] = {
    "screenCase": ("lead", H, "RECEIVED"),
    "startChecking": (CHECKERS, H, "SCREENED"),
    "recordCheck": (CHECKERS, H, CHECKED),
    "recordVerification": (CHECKERS, H, CHECKED),
    "reviewExpression": (REVIEWERS, B, CHECKED),
    "appraiseCase": ("lead", B, CHECKED),
    "openRound": ("lead police", B, CHECKED),
    "giveOpinion": (OPINED, B, "COORDINATING"),
    "recordMeeting": ("lead police", B, "COORDINATING"),
    "concludeRound": ("lead police", B, "COORDINATING"),
    "suggestHandling": (PROPOSERS, B, "CHECKING COORDINATING APPRAISED"),
    "proposeHandling": (PROPOSERS, H, "APPRAISED"),
    "refuseProposal": (DECIDERS, S, "PROPOSED"),
    "decideCase": (DECIDERS, S, "PROPOSED"),
    "startExecution": (DECIDERS, B, "DECIDED"),
    "openRemedy": ("lead", B, "APPRAISED"),
    "reportResult": (RESULTS, B, "EXECUTING"),
    "closeCase": ("lead", B, f"{EARLY} RESULT_REPORTED TRANSFERRED"),
    "reopenCase": ("lead", S, REOPENABLE),
    "recuseOfficer": (READERS, B, NOT_CLOSED),
    "takeOwnMeasure": (CHECKERS, H, GOING_ON),
    "justifyOwnMeasure": (CHECKERS, S, GOING_ON),
    "endOwnMeasure": (CHECKERS, B, ANY),
    "addEvidence": (CHECKERS, H, NOT_CLOSED),
    "namePaperFile": (REPORTERS, H, NOT_CLOSED),
    "proposeTransfer": ("lead", B, UNDECIDED),
    "signTransfer": ("lead", S, UNDECIDED),
    "refuseTransfer": ("lead", S, UNDECIDED),
    "handOverTransfer": ("lead", B, "TRANSFERRED"),
    "receiveTransfer": ("police", B, "TRANSFERRED"),
    "recordTransferReturn": ("lead", B, "TRANSFERRED"),
    "recordPoliceOutcome": ("lead", B, "TRANSFERRED"),
    "draftTakedown": ("lead", B, FORCE),
    "addTakedownItem": ("lead", B, FORCE),
    "approveTakedown": ("lead", S, FORCE),
    "submitTakedown": ("lead", B, FORCE),
    "withdrawTakedown": ("lead", B, LONG_AFTER),
    "signTakedown": ("ppc", S, FORCE),
    "refuseTakedown": ("ppc", S, FORCE),
    "sendTakedown": ("ppc", B, FORCE),
    "recordMinistryReply": ("lead", B, LONG_AFTER),
    "recordTakedownOutcome": ("lead", B, LONG_AFTER),
    "reviewTakedown": ("lead", B, LONG_AFTER),
    "requestCoordination": ("lead police", B, ASKABLE),
    "answerRequest": (OPINED, B, f"{ASKABLE} RESULT_REPORTED"),
    "referCase": ("lead journalists", B, ASKABLE),
    "answerReferral": ("lead journalists", B, f"{ASKABLE} RESULT_REPORTED"),
    "rerouteAllegation": ("lead", B, GOING_ON),
    "linkDuplicate": ("lead", B, ANY),
    "unlinkDuplicate": ("lead", B, ANY),
}
"""Who holds the right, in which posts, in which states; by hand."""

CLOCKS: dict[str, str] = {
    "lapseRound": "COORDINATING",
    "lapseOwnMeasure": ANY,
    "noteNoReply": LONG_AFTER,
    "noteReviewDue": LONG_AFTER,
    "noteRequestOverdue": f"{ASKABLE} RESULT_REPORTED",
    "notifyAgency": ANY,
    "regroupCase": NOT_CLOSED,
}
"""What only the register itself does, and in which states."""

FOR_MACHINES = {"namePaperFile"}
"""What needs no person."""

MILDEST_FIRST = ["OFFICIAL_INFORMATION", "CORRECTION_REQUEST", "WARNING_LETTER", "SANCTION_FILE", "TAKEDOWN_PROPOSAL"]
FALSE = ("FALSE", "PARTLY_FALSE")
WITHOUT_MEASURE = ("NO_GROUNDS", "PROTECTED", "WITHDRAWN")


@dataclass(frozen=True)
class Who:
    """Who acts: a person by id, or a machine (no posts), or the register itself (no agency)."""

    id: str
    agency: str | None = None
    posts: str = ""

    def holds(self, posts: str) -> bool:
        """Whether it has one of the posts."""
        return bool(set(self.posts.split()) & set(posts.split()))

    @property
    def short(self) -> str:
        """The agency's short name."""
        return (self.agency or "").removeprefix("agency-")


@dataclass
class Asked:
    """A round."""

    id: str
    cycle: int
    meeting: bool
    invited: list[str]
    since: date
    due: datetime
    positions: dict[str, str] = field(default_factory=dict)
    minutes: bool = False
    lapsed: bool = False
    over: bool = False

    @property
    def silent(self) -> list[str]:
        """Who has said nothing."""
        return [each for each in self.invited if each not in self.positions]


@dataclass
class Measured:
    """A self-measure."""

    agency: str
    officer: str
    due: datetime
    justified: bool = False
    ended: bool = False


@dataclass
class Moved:
    """A transfer."""

    cycle: int
    drafter: str
    police: str
    carried: bool
    status: str = "DRAFT"
    signer: str = ""


def today(now: datetime) -> date:
    """The day here."""
    return now.astimezone(HOUR_HERE).date()


def due(now: datetime, days: int) -> datetime:
    """The end of the n-th working day after today."""
    day = today(now)
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return datetime(day.year, day.month, day.day, tzinfo=HOUR_HERE).astimezone(UTC) + timedelta(days=1)


@dataclass
class Model:
    """What should be known of the case."""

    lead: str
    reporter: str
    concerns: set[str]
    carriers: set[str]
    known: set[str]
    officers: dict[str, str]
    incompetent: set[str]
    state: str = "RECEIVED"
    cycle: int = 1
    assigned: str | None = None
    members: set[str] = field(default_factory=set)
    verifications: list[tuple[int, str, bool, str]] = field(default_factory=list)
    reviews: list[tuple[int, str, str]] = field(default_factory=list)
    rounds: list[Asked] = field(default_factory=list)
    appraisal: tuple[str, str] | None = None
    proposal: Any = None
    drafter: str = ""
    decisions: list[tuple[int, str]] = field(default_factory=list)
    doing: list[tuple[int, str]] = field(default_factory=list)
    closure: tuple[str, str] | None = None
    recused: set[str] = field(default_factory=set)
    own: dict[str, Measured] = field(default_factory=dict)
    transfers: list[Moved] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    heirs: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.members |= {self.lead, self.reporter}

    # What is known of the moment.

    @property
    def open(self) -> Asked | None:
        """The round that runs."""
        return next((each for each in self.rounds if not each.over), None)

    @property
    def review(self) -> tuple[int, str, str] | None:
        """This cycle's newest expression check."""
        return next((each for each in reversed(self.reviews) if each[0] == self.cycle), None)

    @property
    def transfer(self) -> Moved | None:
        """This cycle's newest transfer."""
        return next((each for each in reversed(self.transfers) if each.cycle == self.cycle), None)

    def _carry(self, grounds: Any) -> bool:
        return bool(grounds) and set(grounds) <= self.carriers

    def _full(self, name: str, most: int) -> bool:
        return self.counts.get(name, 0) >= most

    def _clear(self) -> bool:
        """Found unprotected, and not found true, an opinion or beyond proof."""
        unprotected = self.review is not None and self.review[2] == "NOT_PROTECTED"
        return unprotected and (self.appraisal is None or self.appraisal[0] in FALSE)

    # Whether it may be.

    def expects(self, name: str, who: Who, it: Any, now: datetime) -> bool | None:
        """Whether the act has to succeed, or to be refused, or None."""
        if name in CLOCKS:
            if who.agency is not None or self.state not in CLOCKS[name].split():
                return False
        elif not self._entitled(name, who):
            return False
        if name == "regroupCase" or not self.heirs:
            return self._ruled(name, who, it, now)
        own = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "heirs"}
        known = replace(self, heirs={}, **inherited(own, self.heirs))
        return known._ruled(name, who, inherited(it, self.heirs), now)

    def _ruled(self, name: str, who: Who, it: Any, now: datetime) -> bool | None:
        rule = getattr(self, f"_{name}", None)
        return rule(who, it, now) if rule else None

    def _entitled(self, name: str, who: Who) -> bool:
        holders, posts, states = RIGHTS[name]
        acts = who.holds(posts) if who.posts else name in FOR_MACHINES
        entitled = who.short in holders.split() and acts and who.id not in self.recused
        return entitled and self.state in states.split()

    def _lead(self, who: Who, impartial: bool = False) -> bool:
        return who.agency == self.lead and not (impartial and who.agency in self.concerns)

    def _part(self, who: Who) -> bool:
        return who.agency in (self.lead, self.assigned)

    def _screenCase(self, who: Who, it: Any, now: datetime) -> bool:
        named = {it.assigned, *it.concerns} <= self.known
        return self._lead(who) and named and it.assigned not in self.incompetent

    def _startChecking(self, who: Who, it: Any, now: datetime) -> bool | None:
        agency = self.officers.get(it.focal)
        return self._part(who) and agency == self.assigned

    def _recordCheck(self, who: Who, it: Any, now: datetime) -> bool:
        return self._part(who) and who.agency not in self.incompetent and not self._full("checks", 100)

    def _recordVerification(self, who: Who, it: Any, now: datetime) -> bool:
        return self._part(who) and who.agency not in self.incompetent and len(self.verifications) < 50

    def _reviewExpression(self, who: Who, it: Any, now: datetime) -> bool:
        if not self._part(who) or who.agency in self.concerns or len(self.reviews) >= 20:
            return False
        return it.conclusion == "PROTECTED" or (it.false_fact is not None and it.provision in self.carriers)

    def _appraiseCase(self, who: Who, it: Any, now: datetime) -> bool:
        if self.open or not self._lead(who, impartial=True):
            return False
        here = [each for each in self.verifications if each[0] == self.cycle]
        if not any(independent and agency not in self.concerns for _, agency, independent, _ in here):
            return False
        if self.review is None or self.review[1] == who.id:
            return False
        return not (it.finding in FALSE and self.review[2] == "PROTECTED")

    def _openRound(self, who: Who, it: Any, now: datetime) -> bool:
        invited = set(it.invited)
        if self.open or len(self.rounds) >= 20 or not invited <= self.known:
            return False
        return self._lead(who) and self.concerns <= invited and bool(invited - self.concerns - {self.lead})

    def _giveOpinion(self, who: Who, it: Any, now: datetime) -> bool:
        here = self.open
        return here is not None and who.agency in here.invited and it.position != "NO_REPLY"

    def _recordMeeting(self, who: Who, it: Any, now: datetime) -> bool:
        here = self.open
        if here is None or not here.meeting or here.minutes or not self._lead(who):
            return False
        return set(it.attended) <= {*here.invited, self.lead} and here.since <= it.held_on <= today(now)

    def _concludeRound(self, who: Who, it: Any, now: datetime) -> bool:
        here = self.open
        if here is None or not self._lead(who):
            return False
        if not (here.minutes if here.meeting else not here.silent or now >= here.due):
            return False
        differed = "DISAGREE" in here.positions.values()
        agreed = it.outcome != "AGREED" or it.agreed_option is not None
        return agreed and (it.dissent is not None or not differed)

    def _lapseRound(self, who: Who, it: Any, now: datetime) -> bool:
        here = self.open
        return here is not None and here.id == it.round and not here.lapsed and now >= here.due

    def _suggestHandling(self, who: Who, it: Any, now: datetime) -> bool:
        return not self._lead(who) and it.provision in self.carriers and not self._full("suggestions", 50)

    def _proposeHandling(self, who: Who, it: Any, now: datetime) -> bool:
        found_false = self.appraisal is not None and self.appraisal[0] in FALSE
        asked = any(each.over and each.cycle == self.cycle for each in self.rounds)
        if not (found_false and asked and self._lead(who, impartial=True) and self._carry(it.provisions)):
            return False
        measure = MILDEST_FIRST.index(it.measure)
        others = [MILDEST_FIRST.index(each) for each in it.alternatives]
        return all(each < measure for each in others) and (measure < 2 or others[:1] == [1])

    def _signing(self, who: Who) -> bool:
        assert self.appraisal
        assert self.review
        persons = {who.id, self.drafter, self.appraisal[1], self.review[1]}
        if who.id == self.drafter or len(persons) < 3:
            return False
        return who.agency not in self.concerns and who.agency not in self.incompetent

    def _refuseProposal(self, who: Who, it: Any, now: datetime) -> bool:
        return self._signing(who)

    def _decideCase(self, who: Who, it: Any, now: datetime) -> bool:
        offered = (self.proposal.measure, *self.proposal.alternatives)
        return self._signing(who) and it.measure in offered and it.decided_on <= today(now)

    def _startExecution(self, who: Who, it: Any, now: datetime) -> bool:
        return self._lead(who) and it.agency in self.known and it.served_on <= today(now)

    def _openRemedy(self, who: Who, it: Any, now: datetime) -> bool:
        true = self.appraisal is not None and self.appraisal[0] == "TRUE_ISSUE"
        return true and self._lead(who) and it.agency in self.known

    def _reportResult(self, who: Who, it: Any, now: datetime) -> bool | None:
        here = [agency for cycle, agency in self.doing if cycle == self.cycle]
        return who.agency == here[-1] and it.done_on <= today(now)

    def _closeCase(self, who: Who, it: Any, now: datetime) -> bool:
        if not self._lead(who):
            return False
        true = self.appraisal is not None and self.appraisal[0] == "TRUE_ISSUE"
        if self.state == "RESULT_REPORTED":
            return it.reason == ("REMEDIED" if true else "COMPLETED") and it.publication is not None
        if self.state == "TRANSFERRED":
            done = self.transfer is not None and self.transfer.status == "OUTCOME_NOTED"
            return it.reason == "POLICE_OUTCOME" and done
        protected = self.review is not None and self.review[2] == "PROTECTED"
        return it.reason in WITHOUT_MEASURE and not true and (it.reason == "PROTECTED" or not protected)

    def _reopenCase(self, who: Who, it: Any, now: datetime) -> bool:
        did = {self.closure[1]} if self.closure else set()
        did |= {signatory for cycle, signatory in self.decisions if cycle == self.cycle}
        did |= {each.signer for each in self.transfers if each.cycle == self.cycle}
        return self._lead(who) and who.id not in did

    def _recuseOfficer(self, who: Who, it: Any, now: datetime) -> bool:
        fresh = it.officer in self.officers and it.officer not in self.recused
        return fresh and (it.officer == who.id or self._lead(who))

    def _takeOwnMeasure(self, who: Who, it: Any, now: datetime) -> bool:
        return who.agency in self.members and it.taken_at <= now and len(self.own) < 20

    def _running(self, it: Any) -> Measured | None:
        found = self.own.get(it.measure)
        return found if found and not found.ended else None

    def _justifyOwnMeasure(self, who: Who, it: Any, now: datetime) -> bool | None:
        found = self._running(it)
        if found is None or found.agency != who.agency or found.officer == who.id or who.agency in self.concerns:
            return False
        in_time = not found.justified and now < found.due
        return in_time and who.agency in self.members and self._clear() and it.provision in self.carriers

    def _endOwnMeasure(self, who: Who, it: Any, now: datetime) -> bool | None:
        found = self._running(it)
        return found is not None and found.agency == who.agency and who.agency in self.members

    def _lapseOwnMeasure(self, who: Who, it: Any, now: datetime) -> bool:
        found = self._running(it)
        return found is not None and not found.justified and now >= found.due

    def _addEvidence(self, who: Who, it: Any, now: datetime) -> bool:
        case, agency, group = it.upload.split("/")
        mine = case == "case-1" and agency == who.agency
        return who.agency in self.members and mine and group not in self.files and len(self.files) < 200

    def _namePaperFile(self, who: Who, it: Any, now: datetime) -> bool:
        return who.agency in self.members and not self._full("paper", 20)

    def _notifyAgency(self, who: Who, it: Any, now: datetime) -> bool:
        return it.agency in self.members

    def _regroupCase(self, who: Who, it: Any, now: datetime) -> bool | None:
        heir = self.heirs.get(it.former, it.former) == it.successor
        return None if heir and it.former in self.members else False

    def _transferable(self, who: Who) -> bool:
        here = [each for each in self.verifications if each[0] == self.cycle]
        true = self.appraisal is None and bool(here) and here[-1][3] == "TRUE"
        return self._clear() and not true and not self.open and self._lead(who, impartial=True)

    def _at(self, status: str) -> Moved | None:
        return self.transfer if self.transfer and self.transfer.status == status else None

    def _proposeTransfer(self, who: Who, it: Any, now: datetime) -> bool:
        if self._at("DRAFT") or not self._transferable(who) or len(self.transfers) >= 10:
            return False
        return it.police == "agency-police" and it.police not in self.concerns and self._carry(it.provisions)

    def _signTransfer(self, who: Who, it: Any, now: datetime) -> bool:
        draft = self._at("DRAFT")
        if draft is None or draft.drafter == who.id or not self._transferable(who):
            return False
        assert self.review
        persons = {who.id, draft.drafter, self.review[1]} | ({self.appraisal[1]} if self.appraisal else set())
        return len(persons) >= 3 and draft.carried

    def _refuseTransfer(self, who: Who, it: Any, now: datetime) -> bool:
        return self._at("DRAFT") is not None and self._lead(who)

    def _handOverTransfer(self, who: Who, it: Any, now: datetime) -> bool:
        return self._at("SIGNED") is not None and self._lead(who)

    def _receiveTransfer(self, who: Who, it: Any, now: datetime) -> bool:
        handed = self._at("HANDED_OVER")
        return handed is not None and handed.police == who.agency

    def _recordTransferReturn(self, who: Who, it: Any, now: datetime) -> bool:
        return self._at("RECEIVED") is not None and self._lead(who)

    def _recordPoliceOutcome(self, who: Who, it: Any, now: datetime) -> bool:
        return self._at("RECEIVED") is not None and self._lead(who)

    # What follows.

    def happened(self, name: str, who: Who, it: Any, now: datetime, new_id: str) -> None:
        """Carry out what succeeded."""
        happens = getattr(self, f"_did_{name}", None)
        if happens:
            happens(who, it, now, new_id)

    def _count(self, name: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1

    def _did_screenCase(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.state, self.assigned, self.concerns = "SCREENED", it.assigned, set(it.concerns)
        self.members.add(it.assigned)

    def _did_startChecking(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.state = "CHECKING"

    def _did_recordCheck(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self._count("checks")

    def _did_recordVerification(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.verifications.append((self.cycle, str(who.agency), it.independent, it.result))

    def _did_reviewExpression(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.reviews.append((self.cycle, who.id, it.conclusion))

    def _did_appraiseCase(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.state, self.appraisal = "APPRAISED", (it.finding, who.id)

    def _did_openRound(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.state = "COORDINATING"
        self.members |= set(it.invited)
        meeting = it.method == "MEETING"
        ends = due(now, it.due_days)
        self.rounds.append(Asked(new_id, self.cycle, meeting, list(it.invited), today(now), ends))

    def _did_giveOpinion(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        assert self.open
        self.open.positions.pop(str(who.agency), None)
        self.open.positions[str(who.agency)] = it.position

    def _did_recordMeeting(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        assert self.open
        self.open.minutes = True

    def _silence(self, here: Asked) -> None:
        heard = set(inherited(here.positions, self.heirs))
        silent = [each for each in here.silent if inherited(each, self.heirs) not in heard]
        here.positions |= dict.fromkeys(silent, "NO_REPLY")

    def _did_lapseRound(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        assert self.open
        self.open.lapsed = True
        self._silence(self.open)

    def _did_concludeRound(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        here = self.open
        assert here
        self._silence(here)
        here.over = True
        self.state = "CHECKING" if it.outcome == "MORE_EVIDENCE" else "COORDINATING"

    def _did_suggestHandling(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self._count("suggestions")

    def _did_proposeHandling(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.state, self.proposal, self.drafter = "PROPOSED", it, who.id

    def _did_refuseProposal(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.state, self.proposal = "APPRAISED", None

    def _did_decideCase(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.state = "DECIDED"
        self.decisions.append((self.cycle, who.id))

    def _did_startExecution(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.state = "EXECUTING"
        self.doing.append((self.cycle, it.agency))
        self.members.add(it.agency)

    _did_openRemedy = _did_startExecution

    def _did_reportResult(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.state = "RESULT_REPORTED"

    def _did_closeCase(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.state, self.closure = "CLOSED", (it.reason, who.id)

    def _did_reopenCase(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.state, self.cycle = "CHECKING", self.cycle + 1
        self.closure = self.appraisal = self.proposal = None

    def _did_recuseOfficer(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.recused.add(it.officer)

    def _did_takeOwnMeasure(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.own[new_id] = Measured(str(who.agency), who.id, due(now, 2))

    def _did_justifyOwnMeasure(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.own[it.measure].justified = True

    def _did_endOwnMeasure(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.own[it.measure].ended = True

    _did_lapseOwnMeasure = _did_endOwnMeasure

    def _did_addEvidence(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.files.add(it.upload.split("/")[2])

    def _did_namePaperFile(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self._count("paper")

    def _did_proposeTransfer(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.transfers.append(Moved(self.cycle, who.id, it.police, self._carry(it.provisions)))

    def _did_signTransfer(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.state = "TRANSFERRED"
        self.transfers[-1].status, self.transfers[-1].signer = "SIGNED", who.id

    def _did_refuseTransfer(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.transfers.pop()

    def _did_handOverTransfer(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.transfers[-1].status = "HANDED_OVER"
        self.members.add(self.transfers[-1].police)

    def _did_receiveTransfer(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.transfers[-1].status = "RECEIVED"

    def _did_recordTransferReturn(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.state, self.appraisal, self.proposal = "CHECKING", None, None
        self.transfers[-1].status = "RETURNED"

    def _did_recordPoliceOutcome(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.transfers[-1].status = "OUTCOME_NOTED"

    def _did_submitTakedown(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.members.add(it.committee)

    def _did_requestCoordination(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.members.add(it.agency)

    _did_referCase = _did_rerouteAllegation = _did_requestCoordination

    def _did_regroupCase(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        def heir(agency: str) -> str:
            return it.successor if agency == it.former else agency

        here = self.open
        if here and it.former in here.silent:
            here.invited = list(dict.fromkeys(map(heir, here.invited)))
        self.lead = heir(self.lead)
        self.assigned = heir(self.assigned) if self.assigned else None
        self.concerns = set(map(heir, self.concerns))
        self.members.add(it.successor)
